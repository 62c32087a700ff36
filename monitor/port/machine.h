/* SPDX-License-Identifier: BSD-3-Clause */
/* Port: facts and services of the machine that fit nowhere else. */
#ifndef PORT_MACHINE_H
#define PORT_MACHINE_H

#include <stdbool.h>
#include <stdint.h>

/* Constant after start-up. */
struct machine_features {
	uint8_t ipa_bits;		/* widest stage-2 input, bits; 48 at most without LPA2 */
	uint8_t pa_bits;		/* widest physical address, bits */
	uint8_t vmid_bits;		/* 8 or 16 */
	uint8_t num_bps, num_wps;	/* counts of self-hosted debug registers, 16 at most */
	uint8_t sve_vectors;		/* longest SVE vector, in units of 128 bits; 0 where there is no SVE */
	bool has_pmu;			/* with counters that work in a realm */
	uint8_t pmu_num_ctrs;		/* event counters, 31 at most */
	uint8_t pmu_min_ctrs;		/* the fewest that a realm can be given */
	uint8_t gic_num_lrs;		/* list registers, 1..16 */
	uint8_t gic_pri_bits;		/* priority bits of the virtual interface */
	uint8_t gic_id_bits;		/* 16 or 24 */
	uint32_t timer_frequency;	/* Hz */
};

const struct machine_features *port_machine(void);

#define PORT_MAX_CPUS	64u
/* Index of this CPU, dense from 0. */
unsigned int port_cpu(void);

/* In a spin loop. */
void port_cpu_relax(void);

/*
 * Bracket of code that uses SIMD registers (hashing): the host's or realm's are preserved across it. Does not nest;
 * not between port_realm_load and port_realm_unload unless the port says so: it does, on all present variants.
 */
void port_simd_begin(void);
void port_simd_end(void);

/* One character to the secure console. */
void port_console_put(char c);

/* Stop the machine (test builds) or restart it (release builds); the caller has printed why. */
__attribute__((noreturn)) void port_stop(void);

#endif
