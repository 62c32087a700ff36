/* SPDX-License-Identifier: BSD-3-Clause */
/* What the variant keeps for each CPU. TPIDR_EL2 points to it; only that CPU touches it. */
#ifndef SEL2_CPU_H
#define SEL2_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "port/machine.h"
#include "port/realm_cpu.h"
#include "sysreg.h"

struct task_context;

/* EL2 registers of the host that a realm's run needs otherwise, or would leave its traces in. */
struct host_el2 {
	uint64_t vttbr, vtcr, cnthctl, cntvoff, vpidr, vmpidr, hstr, vsesr;
	uint64_t elr, spsr, esr, far, hpfar;
	uint64_t icc_sre, mpam2;
};

/* The points and locks are kept while a realm's are in the hardware. */
struct host_debug {
	uint64_t mdscr, oslsr, osdlr;
	bool displaced;
	struct debug_point bps[REALM_MAX_POINTS], wps[REALM_MAX_POINTS];
};

/* The host, while a realm is loaded. */
struct host_state {
	struct realm_sysregs sys;
	struct host_debug debug;
	struct realm_pmu pmu;
	struct realm_gic gic;
	struct realm_fp fp;
	struct host_el2 el2;
	uint32_t active;	/* its timer interrupts that were active */
};

struct cpu {
	uint32_t index;
	struct task_context *task;	/* that runs here, or NULL */
	uint64_t task_resumer;		/* SP of who waits for it */
	bool has_sve, has_sme;
	bool long_vectors;	/* SVE vectors of more than 128 bits */
	bool has_pmu, has_mpam;
	uint64_t simd_traps;	/* bits of CPTR_EL2 for the above */
	/* While a realm is loaded. */
	unsigned int timers_seen;	/* what port_realm_timers said last */
	uint32_t empty_lrs;		/* list registers that were empty at load */
	uint32_t active;		/* timer interrupts that are active now */
	struct realm_cpu *realm;	/* that is loaded: vector registers are its; NULL if none is */
	struct host_state host;
	struct realm_fp kept_fp;	/* between port_simd_begin and port_simd_end */
};

static inline struct cpu *this_cpu(void)
{
	struct cpu *cpu;

	/* Not volatile, so that the compiler may read it once: it is constant while the monitor runs. */
	__asm__("mrs %0, tpidr_el2" : "=r" (cpu));
	return cpu;
}

#endif
