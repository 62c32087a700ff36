/* SPDX-License-Identifier: BSD-3-Clause */
/* The realm's programs, grouped by file. A program that returns is powered off. */
#ifndef REALM_PROGRAMS_LIST_H
#define REALM_PROGRAMS_LIST_H

#include <stdint.h>

typedef void realm_program_fn(uint64_t a, uint64_t b, uint64_t c);

/* calls.c */
realm_program_fn program_off, program_calls, program_ripas, program_lazy, program_partial;
/* exits.c */
realm_program_fn program_host_call, program_mmio, program_wfi, program_touch, program_no_syndrome;
/* interrupts.c */
realm_program_fn program_timer, program_virq, program_spin, program_spin_masked;
/* memory.c */
realm_program_fn program_shared, program_data, program_secret, program_block, program_watch, program_reach;
/* faults.c */
realm_program_fn program_faults, program_ns_bit, program_sysregs, program_traps;
/* stage1.c */
realm_program_fn program_hardware_flags;
/* registers.c */
realm_program_fn program_fp, program_canary;
/* sve.c, debug.c, pmu.c */
realm_program_fn program_sve, program_debug, program_pmu, program_pmu_filters, program_pmu_overflow;
/* smp.c */
realm_program_fn program_smp, program_pair;
/* attestation.c */
realm_program_fn program_token, program_token_parked, program_random;
/* bench.c */
realm_program_fn program_bench;

#endif
