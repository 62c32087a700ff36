/* SPDX-License-Identifier: BSD-3-Clause */
/* Samples of a call's cost: ticks of the physical counter, which are instructions under -icount shift=0. */
#ifndef MICRO_TIMED_H
#define MICRO_TIMED_H

#include <stdint.h>

#include "lib/smc.h"

#define SAMPLES		64u

struct samples {
	uint64_t ticks[SAMPLES];
	unsigned int count;
};

/* timed.S: smc_raw with the counter read next to the SMC on both sides. */
uint64_t smc_timed_raw(struct smc *regs);

/* A call whose cost is added to `to` (none if NULL) and which must succeed. */
struct smc timed_call(struct samples *to, const uint64_t args[SMC_ARGS]);

#define TIMED(to, ...)	timed_call(to, (const uint64_t[SMC_ARGS]){ __VA_ARGS__ })

struct row {
	const char *name;
	uint64_t goal, reference;	/* 0: none */
	void (*measure)(struct samples *samples);
};

extern const struct row rows[];
extern const unsigned int row_count;

/* memory.c, realms.c */
void measure_version(struct samples *s);
void measure_delegate(struct samples *s);
void measure_undelegate(struct samples *s);
void measure_map(struct samples *s);
void measure_unmap(struct samples *s);
void measure_read_entry(struct samples *s);
void measure_rtt_create(struct samples *s);
void measure_rtt_destroy(struct samples *s);
void measure_fold(struct samples *s);
void measure_data_create(struct samples *s);
void measure_data_create_unmeasured(struct samples *s);
void measure_data_create_unknown(struct samples *s);
void measure_data_destroy(struct samples *s);
void measure_realm_create(struct samples *s);
void measure_rec_create(struct samples *s);
void measure_host_call(struct samples *s);
void measure_mmio(struct samples *s);
void measure_wfi(struct samples *s);
void measure_rsi_version(struct samples *s);
void measure_ipa_state(struct samples *s);
void measure_extend(struct samples *s);
void measure_counter_read(struct samples *s);
void measure_breakpoint_read(struct samples *s);
void measure_id_read(struct samples *s);

#endif
