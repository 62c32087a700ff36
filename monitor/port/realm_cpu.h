/* SPDX-License-Identifier: BSD-3-Clause */
/* Port: the architectural state of a realm's virtual CPU, and running it. */
#ifndef PORT_REALM_CPU_H
#define PORT_REALM_CPU_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/rmi.h"
#include "lib/bits.h"
#include "port/tlb.h"

/* EL1 and EL0 system registers, plainly named. */
struct realm_sysregs {
	uint64_t sp_el0, sp_el1, elr_el1, spsr_el1;
	uint64_t sctlr_el1, cpacr_el1;
	uint64_t ttbr0_el1, ttbr1_el1, tcr_el1, mair_el1, amair_el1;
	uint64_t esr_el1, far_el1, afsr0_el1, afsr1_el1, par_el1;
	uint64_t vbar_el1, contextidr_el1, csselr_el1;
	uint64_t tpidr_el0, tpidrro_el0, tpidr_el1;
	uint64_t cntkctl_el1, cntp_ctl, cntp_cval, cntv_ctl, cntv_cval;
	uint64_t disr_el1;
	uint64_t pauth_keys[10];	/* IA, IB, DA, DB, GA; low word first */
};

/* The virtual interrupt interface. List registers and hcr come from the host, checked by the core. */
struct realm_gic {
	uint64_t hcr, misr, vmcr;
	uint64_t lrs[RMI_NUM_LRS];
	uint64_t ap0r[4], ap1r[4];
};

struct realm_fp {
	uint64_t v[32][2];
	uint64_t fpsr, fpcr;
} __attribute__((aligned(16)));

/* SVE beside the vectors, which have pages of their own: see sve_pages. */
#define REALM_SVE_MAX_BYTES	256u
#define REALM_SVE_PAGES		2u
struct realm_sve {
	uint8_t predicates[17 * REALM_SVE_MAX_BYTES / 8];	/* p0..p15, FFR */
	uint64_t zcr_el1;
} __attribute__((aligned(16)));

/* A breakpoint or watchpoint: DBGBVR and DBGBCR, DBGWVR and DBGWCR. */
struct debug_point {
	uint64_t value, control;
};

#define REALM_MAX_POINTS	16u
#define MDSCR_SS		(1ull << 0)
#define MDSCR_TDCC		(1ull << 12)
#define MDSCR_KDE		(1ull << 13)
#define MDSCR_MDE		(1ull << 15)

/* Self-hosted debug: every access of the realm is the core's, so memory is current at all times. */
struct realm_debug {
	uint64_t mdscr;
	bool os_locked;
	struct debug_point bps[REALM_MAX_POINTS], wps[REALM_MAX_POINTS];
};

#define PMU_MAX_COUNTERS	31u
#define PMU_CYCLES		31u	/* the cycle counter, where counters have numbers */

/* As the hardware holds them: current in memory while no realm is loaded. */
struct realm_pmu {
	uint64_t pmcr, pmcnten, pmovs, pminten, pmselr, pmuserenr, pmccntr, pmccfiltr;
	uint64_t evcntr[PMU_MAX_COUNTERS], evtyper[PMU_MAX_COUNTERS];
};

/* Which optional parts of the CPU a realm has, as it was created. */
struct realm_options {
	uint8_t num_bps, num_wps;	/* breakpoints and watchpoints: number minus 1 */
	bool sve;
	uint8_t sve_vl;			/* longest vector, in units of 128 bits: number minus 1 */
	bool pmu;
	uint8_t pmu_num_ctrs;		/* event counters */
};

/* What a virtual CPU is, whatever happens to it. Constant after create. */
struct realm_cpu_identity {
	uint64_t mpidr;			/* as the realm reads it */
	struct realm_options options;
	void *sve_pages[REALM_SVE_PAGES];	/* z0..z15 and z16..z31, at most 256 bytes each; used with options.sve */
};

/* Kept in the REC's granule. Guarded by the REC: only the CPU that runs it touches it. */
struct realm_cpu {
	uint64_t gprs[31];
	uint64_t pc;
	uint64_t pstate;
	struct realm_sysregs sys;
	struct realm_gic gic;
	struct realm_fp fp;
	uint64_t serror;	/* the port's: bit 63 and syndrome of an SError that the realm has not taken yet */
	struct realm_cpu_identity identity;
	struct realm_debug debug;
	struct realm_sve sve;
	struct realm_pmu pmu;
	uint32_t filters[PMU_CYCLES + 1];	/* the core's: event filters as the realm reads them */
};

/* What may be done differently at each entry. */
struct realm_traps {
	bool wfi;
	bool wfe;
};

enum realm_exit_kind {
	REALM_EXIT_SYNC,	/* exception by the realm: esr, far, hpfar are valid */
	REALM_EXIT_IRQ,		/* an interrupt for the normal world is pending */
	REALM_EXIT_FIQ,		/* an interrupt for the secure world was taken */
	REALM_EXIT_SERROR,	/* esr is valid */
};

struct realm_exit {
	enum realm_exit_kind kind;
	uint64_t esr;
	uint64_t far;
	uint64_t hpfar;		/* FIPA only: bits that tell the variant apart are cleared */
};

/* State at power on: EL1h, interrupts masked, MMU off, OS lock set; gprs zero. `identity` may be the CPU's own. */
void port_realm_cpu_reset(struct realm_cpu *cpu, const struct realm_cpu_identity *identity);

/*
 * Bracket of a REC_ENTER on this CPU: load saves the host's EL1, timer, FP and interrupt-interface state and loads the
 * realm's; unload does the reverse. Between them, sys, gic, fp, sve and pmu of `cpu` are stale: the hardware holds them.
 */
void port_realm_load(struct realm_cpu *cpu, const struct s2_space *space, const struct realm_traps *traps);
void port_realm_unload(struct realm_cpu *cpu);

/* Run until something happens. gprs, pc and pstate of `cpu` are current on return. Only while loaded. */
void port_realm_run(struct realm_cpu *cpu, struct realm_exit *exit);

/*
 * The core's, for the port: answer a call (SMC) of the realm that runs without ending its run. gprs[0..18], gprs[30], pc
 * and pstate of `cpu` are current. True: they are as the realm goes on, and nobody else needed to hear of it. False:
 * nothing has changed, and the call is an exit like any other. A port need not ask.
 */
bool run_quick_call(struct realm_cpu *cpu);

/* cpu->debug has changed: what it asks for is in force before the realm's next instruction. Only while loaded. */
void port_realm_debug_changed(struct realm_cpu *cpu);

/*
 * Performance monitors of a realm that has them, by their names in port/sysregs.h; PMEVCNTR<n>_EL0 and its relatives by
 * the selector. Every access of the realm's is the core's. What cannot be read is 0, what cannot be written stays. Only
 * while loaded.
 */
uint64_t port_realm_pmu_read(unsigned int sysreg);
void port_realm_pmu_write(unsigned int sysreg, uint64_t value);

/* Timer outputs that are asserted now (enabled, condition met, not masked). Only while loaded. */
#define REALM_TIMER_VIRTUAL	1u
#define REALM_TIMER_PHYSICAL	2u
unsigned int port_realm_timers(void);

/*
 * Make the realm take a synchronous exception to EL1 at its current pc: ESR_EL1 = esr, FAR_EL1 = far, vector by the
 * current pstate. `esr` has IL set as fits; the port corrects the EC of aborts for the level they come from.
 * Only while loaded.
 */
void port_realm_inject_sync(struct realm_cpu *cpu, uint64_t esr, uint64_t far);

/* Pend a virtual SError with this syndrome. Only while loaded. */
void port_realm_inject_serror(struct realm_cpu *cpu, uint64_t esr);

/* Stage 1 of the running realm: SCTLR_EL1, TCR_EL1, TTBR0_EL1, TTBR1_EL1. Only while loaded. */
struct realm_stage1 {
	uint64_t sctlr, tcr, ttbr0, ttbr1;
};
#define REALM_SCTLR_M	BIT(0)		/* on */
#define REALM_SCTLR_EE	BIT(25)		/* big-endian */
void port_realm_stage1(struct realm_stage1 *stage1);

/* An ID register (op0 = 3, op1 = 0, CRn = 0, CRm 1..7, op2) of this CPU, raw; 0 where none is defined. */
uint64_t port_id_register(unsigned int crm, unsigned int op2);

#endif
