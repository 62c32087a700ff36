/* SPDX-License-Identifier: BSD-3-Clause */
/* What the client and the realm's program agree on: programs, addresses, host calls. */
#ifndef REALM_PROGRAMS_H
#define REALM_PROGRAMS_H

#ifndef __ASSEMBLER__
/* x0 of the first REC at its entry; x1.. are the program's arguments. */
enum realm_program {
	PROGRAM_OFF,		/* PSCI SYSTEM_OFF at once */
	PROGRAM_CALLS,		/* every RSI call, good and bad */
	PROGRAM_HOST_CALL,	/* registers there and back */
	PROGRAM_MMIO,		/* emulated loads and stores of all sizes */
	PROGRAM_WFI,		/* WFI, then a host call, again and again */
	PROGRAM_TIMER,		/* x1: enum timer_how, x2: number of ticks, x3: INTID */
	PROGRAM_VIRQ,		/* takes injected interrupts, reports each */
	PROGRAM_SHARED,		/* reads and writes shared memory */
	PROGRAM_DATA,		/* checks what the client loaded */
	PROGRAM_FP,		/* SIMD registers across exits */
	PROGRAM_SPIN,		/* never ends; interrupts open */
	PROGRAM_SPIN_MASKED,	/* never ends; everything masked */
	PROGRAM_CANARY,		/* canaries in all registers; x1: enum canary_exit */
	PROGRAM_SMP,		/* starts a second REC */
	PROGRAM_FAULTS,		/* accesses that must end in an abort inside the realm */
	PROGRAM_NS_BIT,		/* stage 1 on, an entry with the NS bit set */
	PROGRAM_HARDWARE_FLAGS,	/* stage 1 on, access flag and dirty state kept by hardware */
	PROGRAM_REACH,		/* x1: address, x2: distance to the next, x3: how many */
	PROGRAM_RIPAS,		/* RSI_IPA_STATE_SET */
	PROGRAM_TOUCH,		/* reads the address in x1 for ever, reports each value */
	PROGRAM_SYSREGS,	/* what identification registers read as */
	PROGRAM_BLOCK,		/* checks 2 MiB at REALM_BLOCK, page by page */
	PROGRAM_PAIR,		/* two virtual CPUs take turns on a word; x1: turns */
	PROGRAM_WATCH,		/* sets the word at x3, waits until that at x1 is no longer x2 */
	PROGRAM_TRAPS,		/* registers that are not a realm's */
	PROGRAM_LAZY,		/* calls whose buffers have no memory yet */
	PROGRAM_PARTIAL,	/* RIPAS changes that the host does in part */
	PROGRAM_NO_SYNDROME,	/* device accesses that cannot be emulated */
	PROGRAM_BENCH,		/* x1: enum bench_kind */
	PROGRAM_SVE,		/* x1: longest vector in bytes, x2: seed */
	PROGRAM_DEBUG,		/* x1, x2: number of breakpoints, watchpoints */
	PROGRAM_PMU,		/* x1: number of counters */
	PROGRAM_PMU_FILTERS,	/* x1: number of counters */
	PROGRAM_PMU_OVERFLOW,	/* an interrupt for a counter with the filters of the Realm state */
	PROGRAM_TOKEN,		/* x1: bytes of each call, x2: word of the challenge */
	PROGRAM_TOKEN_PARKED,	/* a token in two runs */
	PROGRAM_RANDOM,		/* randomness by calls and by instruction */
	PROGRAM_SECRET,		/* fills pages with a secret, then spins in host calls */
};

enum timer_how { TIMER_UNMASKED_SPIN, TIMER_UNMASKED_WFI, TIMER_MASKED_POLL };
/* canary.S knows the numbers. */
enum canary_exit { CANARY_WFI, CANARY_MMIO, CANARY_SPIN, CANARY_ABORT, CANARY_QUICK_CALL, CANARY_UNKNOWN_CALL };
enum bench_kind {
	BENCH_HOST_CALL, BENCH_MMIO_READ, BENCH_WFI,
	BENCH_RSI_VERSION, BENCH_IPA_STATE, BENCH_EXTEND,
	BENCH_COUNTER_READ, BENCH_BREAKPOINT_READ, BENCH_ID_READ,
};
#endif

/* Intermediate physical addresses; the space is 33 bits wide, its upper half shared. The program fits into 32 bits too. */
#define REALM_S2SZ		33
#define REALM_SHARED_BIT	0x100000000
#define REALM_RAM		0x40000000
#define REALM_RAM_SIZE		0x40000	/* program, its data and stacks */
#define REALM_DATA		0x40100000	/* more pages, as each test wishes */
#define REALM_EMPTY		0x40180000	/* never given memory */
#define REALM_BLOCK		0x40200000	/* 2 MiB with a table of their own */
#define REALM_SHARED		(REALM_SHARED_BIT | REALM_RAM)
#define REALM_BEYOND		0x200000000	/* the first address that there is not */
#define REALM_MMIO		(REALM_SHARED_BIT | 0x0a000000)

/* Immediates of host calls. */
#define HC_FAILED		0xf00	/* x0 file, x1 line, x2 got, x3 wanted, x4 text */
#define HC_POINT		1	/* x0: which point of the program was reached; x1..: results */

#define CANARY			0xca7a12e5c0de0000
#define CANARY_MASK		0xffffffffffff0000

#define TEST_VINTID		40

#endif
