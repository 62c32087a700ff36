/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * EL1 and EL0 system registers: one list to save, one to load, for host and realm alike. HCR_EL2.E2H is 0 here, so
 * plain names mean EL1.
 *
 * Not in the list: what has a file of its own (debug, PMU, SVE), and what a realm cannot reach (trapped to EL2 or without
 * effect in the Secure state): ACTLR_EL1, MTE, SME, TCR2, PIE, SCXTNUM, LOR, AMU, MPAM, RAS error records.
 */
#include "realm_state.h"

#include "sysreg.h"

static void save_timers(struct realm_sysregs *r)
{
	r->cntkctl_el1 = read_sysreg(cntkctl_el1);
	r->cntp_ctl = read_sysreg(cntp_ctl_el0);
	r->cntp_cval = read_sysreg(cntp_cval_el0);
	r->cntv_ctl = read_sysreg(cntv_ctl_el0);
	r->cntv_cval = read_sysreg(cntv_cval_el0);
}

/* Off while the comparators change, or an interrupt of neither could fire. */
static void load_timers(const struct realm_sysregs *r)
{
	write_sysreg(cntkctl_el1, r->cntkctl_el1);
	write_sysreg(cntp_ctl_el0, 0);
	write_sysreg(cntv_ctl_el0, 0);
	write_sysreg(cntp_cval_el0, r->cntp_cval);
	write_sysreg(cntv_cval_el0, r->cntv_cval);
	write_sysreg(cntp_ctl_el0, r->cntp_ctl);
	write_sysreg(cntv_ctl_el0, r->cntv_ctl);
}

static void save_keys(uint64_t keys[10])
{
	keys[0] = read_sysreg(apiakeylo_el1);
	keys[1] = read_sysreg(apiakeyhi_el1);
	keys[2] = read_sysreg(apibkeylo_el1);
	keys[3] = read_sysreg(apibkeyhi_el1);
	keys[4] = read_sysreg(apdakeylo_el1);
	keys[5] = read_sysreg(apdakeyhi_el1);
	keys[6] = read_sysreg(apdbkeylo_el1);
	keys[7] = read_sysreg(apdbkeyhi_el1);
	keys[8] = read_sysreg(apgakeylo_el1);
	keys[9] = read_sysreg(apgakeyhi_el1);
}

static void load_keys(const uint64_t keys[10])
{
	write_sysreg(apiakeylo_el1, keys[0]);
	write_sysreg(apiakeyhi_el1, keys[1]);
	write_sysreg(apibkeylo_el1, keys[2]);
	write_sysreg(apibkeyhi_el1, keys[3]);
	write_sysreg(apdakeylo_el1, keys[4]);
	write_sysreg(apdakeyhi_el1, keys[5]);
	write_sysreg(apdbkeylo_el1, keys[6]);
	write_sysreg(apdbkeyhi_el1, keys[7]);
	write_sysreg(apgakeylo_el1, keys[8]);
	write_sysreg(apgakeyhi_el1, keys[9]);
}

void sysregs_save(struct realm_sysregs *r)
{
	r->sp_el0 = read_sysreg(sp_el0);
	r->sp_el1 = read_sysreg(sp_el1);
	r->elr_el1 = read_sysreg(elr_el1);
	r->spsr_el1 = read_sysreg(spsr_el1);
	r->sctlr_el1 = read_sysreg(sctlr_el1);
	r->cpacr_el1 = read_sysreg(cpacr_el1);
	r->ttbr0_el1 = read_sysreg(ttbr0_el1);
	r->ttbr1_el1 = read_sysreg(ttbr1_el1);
	r->tcr_el1 = read_sysreg(tcr_el1);
	r->mair_el1 = read_sysreg(mair_el1);
	r->amair_el1 = read_sysreg(amair_el1);
	r->esr_el1 = read_sysreg(esr_el1);
	r->far_el1 = read_sysreg(far_el1);
	r->afsr0_el1 = read_sysreg(afsr0_el1);
	r->afsr1_el1 = read_sysreg(afsr1_el1);
	r->par_el1 = read_sysreg(par_el1);
	r->vbar_el1 = read_sysreg(vbar_el1);
	r->contextidr_el1 = read_sysreg(contextidr_el1);
	r->csselr_el1 = read_sysreg(csselr_el1);
	r->tpidr_el0 = read_sysreg(tpidr_el0);
	r->tpidrro_el0 = read_sysreg(tpidrro_el0);
	r->tpidr_el1 = read_sysreg(tpidr_el1);
	r->disr_el1 = read_sysreg(VDISR_EL2);	/* what DISR_EL1 means to a guest */
	save_timers(r);
	save_keys(r->pauth_keys);
}

void sysregs_load(const struct realm_sysregs *r)
{
	write_sysreg(sp_el0, r->sp_el0);
	write_sysreg(sp_el1, r->sp_el1);
	write_sysreg(elr_el1, r->elr_el1);
	write_sysreg(spsr_el1, r->spsr_el1);
	write_sysreg(sctlr_el1, r->sctlr_el1);
	write_sysreg(cpacr_el1, r->cpacr_el1);
	write_sysreg(ttbr0_el1, r->ttbr0_el1);
	write_sysreg(ttbr1_el1, r->ttbr1_el1);
	write_sysreg(tcr_el1, r->tcr_el1);
	write_sysreg(mair_el1, r->mair_el1);
	write_sysreg(amair_el1, r->amair_el1);
	write_sysreg(esr_el1, r->esr_el1);
	write_sysreg(far_el1, r->far_el1);
	write_sysreg(afsr0_el1, r->afsr0_el1);
	write_sysreg(afsr1_el1, r->afsr1_el1);
	write_sysreg(par_el1, r->par_el1);
	write_sysreg(vbar_el1, r->vbar_el1);
	write_sysreg(contextidr_el1, r->contextidr_el1);
	write_sysreg(csselr_el1, r->csselr_el1);
	write_sysreg(tpidr_el0, r->tpidr_el0);
	write_sysreg(tpidrro_el0, r->tpidrro_el0);
	write_sysreg(tpidr_el1, r->tpidr_el1);
	write_sysreg(VDISR_EL2, r->disr_el1);
	load_timers(r);
	load_keys(r->pauth_keys);
}
