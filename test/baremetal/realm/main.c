/* SPDX-License-Identifier: BSD-3-Clause */
/* Chooses the program that the client asked for. */
#include "realm/programs_list.h"
#include "realm/realm.h"

static realm_program_fn *const programs[] = {
	[PROGRAM_OFF] = program_off,
	[PROGRAM_CALLS] = program_calls,
	[PROGRAM_HOST_CALL] = program_host_call,
	[PROGRAM_MMIO] = program_mmio,
	[PROGRAM_WFI] = program_wfi,
	[PROGRAM_TIMER] = program_timer,
	[PROGRAM_VIRQ] = program_virq,
	[PROGRAM_SHARED] = program_shared,
	[PROGRAM_DATA] = program_data,
	[PROGRAM_FP] = program_fp,
	[PROGRAM_SPIN] = program_spin,
	[PROGRAM_SPIN_MASKED] = program_spin_masked,
	[PROGRAM_CANARY] = program_canary,
	[PROGRAM_SMP] = program_smp,
	[PROGRAM_FAULTS] = program_faults,
	[PROGRAM_NS_BIT] = program_ns_bit,
	[PROGRAM_HARDWARE_FLAGS] = program_hardware_flags,
	[PROGRAM_REACH] = program_reach,
	[PROGRAM_TOUCH] = program_touch,
	[PROGRAM_SYSREGS] = program_sysregs,
	[PROGRAM_SECRET] = program_secret,
	[PROGRAM_RIPAS] = program_ripas,
	[PROGRAM_BLOCK] = program_block,
	[PROGRAM_PAIR] = program_pair,
	[PROGRAM_WATCH] = program_watch,
	[PROGRAM_TRAPS] = program_traps,
	[PROGRAM_LAZY] = program_lazy,
	[PROGRAM_PARTIAL] = program_partial,
	[PROGRAM_NO_SYNDROME] = program_no_syndrome,
	[PROGRAM_SVE] = program_sve,
	[PROGRAM_DEBUG] = program_debug,
	[PROGRAM_PMU] = program_pmu,
	[PROGRAM_PMU_FILTERS] = program_pmu_filters,
	[PROGRAM_PMU_OVERFLOW] = program_pmu_overflow,
	[PROGRAM_TOKEN] = program_token,
	[PROGRAM_TOKEN_PARKED] = program_token_parked,
	[PROGRAM_RANDOM] = program_random,
	[PROGRAM_BENCH] = program_bench,
};

void realm_main(uint64_t program, uint64_t a, uint64_t b, uint64_t c);
void realm_main(uint64_t program, uint64_t a, uint64_t b, uint64_t c)
{
	CHECK(program < sizeof(programs) / sizeof(programs[0]) && programs[program]);
	programs[program](a, b, c);
	realm_off();
}
