/* SPDX-License-Identifier: BSD-3-Clause */
/* The life of one REC_ENTER: load, complete, run until the host is needed, unload, report. */
#include "run/run.h"

#include "lib/bits.h"
#include "lib/mem.h"
#include "port/realm_cpu.h"

/* CNTx_CTL_EL0 */
#define TIMER_ENABLE		BIT(0)
#define TIMER_IMASK		BIT(1)
#define TIMER_ISTATUS		BIT(2)
#define TIMER_ALL		BITS(2, 0)

static bool timer_asserted(uint64_t ctl)
{
	return (ctl & TIMER_ALL) == (TIMER_ENABLE | TIMER_ISTATUS);
}

/* What the host learns of the timers. It acts on it, so this, and not a later look, is what it has been told. */
static void report_timers(struct rec *rec, struct rmi_rec_exit *exit)
{
	const struct realm_sysregs *sys = &rec->cpu.sys;

	exit->cntp_ctl = sys->cntp_ctl & TIMER_ALL;
	exit->cntp_cval = sys->cntp_cval;
	exit->cntv_ctl = sys->cntv_ctl & TIMER_ALL;
	exit->cntv_cval = sys->cntv_cval;
	rec->timers_reported = (timer_asserted(sys->cntp_ctl) ? REALM_TIMER_PHYSICAL : 0) |
			       (timer_asserted(sys->cntv_ctl) ? REALM_TIMER_VIRTUAL : 0);
}

/* PMCR_EL0 */
#define PMCR_E			BIT(0)

/* A realm without counters has no such state: zero. */
static void report_pmu(const struct realm_pmu *pmu, struct rmi_rec_exit *exit)
{
	exit->pmu_ovf_status = (pmu->pmcr & PMCR_E) != 0 && (pmu->pmovs & pmu->pminten & pmu->pmcnten) != 0;
}

static enum run_next sort_out(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit)
{
	switch (why->kind) {
	case REALM_EXIT_SYNC:
		return run_sync(rec, why, exit);
	case REALM_EXIT_IRQ:
		exit->exit_reason = RMI_EXIT_IRQ;
		return RUN_EXIT;
	case REALM_EXIT_FIQ:
		exit->exit_reason = RMI_EXIT_FIQ;
		return RUN_EXIT;
	case REALM_EXIT_SERROR:
		return run_serror(rec, why, exit);
	}
	return RUN_EXIT;
}

/*
 * Run until the host is needed. The realm may call the monitor as often as it likes; a pending interrupt of the host
 * ends the next port_realm_run at once, so this loop lasts no longer than the host lets the realm run.
 */
static void run_until_exit(struct rec *rec, struct rmi_rec_exit *exit)
{
	struct realm_exit why;

	do {
		/* The host injects the timers' interrupts, so it must hear of each change of their outputs. */
		if (port_realm_timers() != rec->timers_reported) {
			exit->exit_reason = RMI_EXIT_IRQ;
			return;
		}
		port_realm_run(&rec->cpu, &why);
	} while (sort_out(rec, &why, exit) == RUN_ON);
}

void run_rec(struct rec *rec, const struct rmi_rec_enter *enter, struct rmi_rec_exit *exit)
{
	const struct realm_traps traps = {
		.wfi = (enter->flags & RMI_ENTER_TRAP_WFI) != 0,
		.wfe = (enter->flags & RMI_ENTER_TRAP_WFE) != 0,
	};

	memset(exit, 0, sizeof(*exit));
	run_gic_load(rec, enter);
	port_realm_load(&rec->cpu, &rec->realm->s2.space, &traps);
	if (run_complete(rec, enter, exit) == RUN_ON)
		run_until_exit(rec, exit);
	port_realm_unload(&rec->cpu);
	run_gic_report(rec, exit);
	report_timers(rec, exit);
	report_pmu(&rec->cpu.pmu, exit);
}
