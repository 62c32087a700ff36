/* SPDX-License-Identifier: BSD-3-Clause */
/* A realm's virtual CPU on this CPU: onto it, running, off it. */
#include "port/realm_cpu.h"

#include "cpu.h"
#include "fault_ipa.h"
#include "port/memory.h"
#include "realm_state.h"
#include "simd.h"
#include "sysreg.h"

#define PSTATE_EL1H_MASKED	0x3c5u
#define SCTLR_EL1_RES1		0x30d00980u

/* realm_run.S */
enum realm_exit_kind realm_enter(struct realm_cpu *cpu);

void port_realm_cpu_reset(struct realm_cpu *cpu, const struct realm_cpu_identity *identity)
{
	const struct realm_cpu_identity kept = *identity;

	*cpu = (struct realm_cpu){ .pstate = PSTATE_EL1H_MASKED, .identity = kept };
	cpu->sys.sctlr_el1 = SCTLR_EL1_RES1;
	cpu->debug.os_locked = true;
	for (unsigned int i = 0; kept.options.sve && i < REALM_SVE_PAGES; i++)
		port_page_zero(kept.sve_pages[i]);
}

/* What most realms have not got, or do not use, costs a look. */
static void load_options(struct realm_cpu *cpu, struct cpu *here)
{
	struct host_state *host = &here->host;

	if (cpu->identity.options.pmu) {
		pmu_save(&host->pmu);
		pmu_load(&cpu->pmu);
	} else if (here->has_pmu) {
		pmu_stop(&host->pmu);
	}
	host->debug.mdscr = read_sysreg(mdscr_el1);
	if ((host->debug.mdscr | cpu->debug.mdscr) != 0)
		port_realm_debug_changed(cpu);
}

static void unload_options(struct realm_cpu *cpu, struct cpu *here)
{
	struct host_state *host = &here->host;

	write_sysreg(mdscr_el1, host->debug.mdscr);
	if (host->debug.displaced)
		debug_restore_host(&host->debug);
	if (cpu->identity.options.pmu) {
		pmu_save(&cpu->pmu);
		pmu_load(&host->pmu);
	} else if (here->has_pmu) {
		pmu_go_on(&host->pmu);
	}
}

void port_realm_load(struct realm_cpu *cpu, const struct s2_space *space, const struct realm_traps *traps)
{
	struct cpu *here = this_cpu();
	struct host_state *host = &here->host;

	el2_take_interfaces(here);
	el2_save(&host->el2);
	sysregs_save(&host->sys);
	gic_save(&host->gic);
	timers_load(host);

	load_options(cpu, here);
	sysregs_load(&cpu->sys);
	el2_load_realm(cpu, space, traps);
	gic_load(&cpu->gic, cpu->gic.hcr | GIC_HCR_EN);
	simd_load_realm(cpu);
	here->realm = cpu;
	here->timers_seen = 0;
	here->empty_lrs = gic_empty_lrs();
}

void port_realm_unload(struct realm_cpu *cpu)
{
	struct cpu *here = this_cpu();
	struct host_state *host = &here->host;

	sysregs_save(&cpu->sys);
	gic_save(&cpu->gic);
	cpu->gic.hcr &= ~GIC_HCR_EN;

	simd_unload_realm(cpu);
	el2_unload_realm(cpu);
	el2_restore(&host->el2);
	/* The host expects it off behind a run, as no maintenance interrupt is to come of itself. */
	gic_load(&host->gic, host->gic.hcr & ~GIC_HCR_EN);
	sysregs_load(&host->sys);
	unload_options(cpu, here);
	timers_unload(host);
	el2_give_interfaces(here);
	here->realm = NULL;
}

/* What the exception registers say, for the core: nothing that tells this variant from another. */
static void describe_exit(struct realm_exit *exit, enum realm_exit_kind kind)
{
	*exit = (struct realm_exit){ .kind = kind };
	if (kind == REALM_EXIT_SERROR)
		exit->esr = read_sysreg(esr_el2);
	if (kind != REALM_EXIT_SYNC)
		return;
	exit->esr = read_sysreg(esr_el2);
	exit->far = read_sysreg(far_el2);
}

/* An exit that the port sees to itself: the realm goes on. */
static bool is_ours(struct realm_cpu *cpu, struct realm_exit *exit, bool looked)
{
	if (exit->kind == REALM_EXIT_FIQ && looked) {
		exit->kind = REALM_EXIT_IRQ;
		return !timers_host_must_hear();
	}
	return exit->kind == REALM_EXIT_SYNC && fault_is_abort(exit->esr) && !fault_find_ipa(cpu, exit);
}

void port_realm_run(struct realm_cpu *cpu, struct realm_exit *exit)
{
	bool looked;

	/* An interrupt for the host ends this: it is signalled before the realm's first instruction. */
	do {
		timers_before_entry();
		describe_exit(exit, realm_enter(cpu));
		looked = timers_after_exit();
	} while (is_ours(cpu, exit, looked));
}

void port_realm_stage1(struct realm_stage1 *stage1)
{
	*stage1 = (struct realm_stage1){
		.sctlr = read_sysreg(sctlr_el1), .tcr = read_sysreg(tcr_el1),
		.ttbr0 = read_sysreg(ttbr0_el1), .ttbr1 = read_sysreg(ttbr1_el1),
	};
}
