// SPDX-License-Identifier: BSD-3-Clause
/* What the host sees when a realm exits: exactly the fields that are meant for it. */
#include "abi/psci.h"
#include "abi/rsi.h"
#include "exits.h"
#include "oracle.h"
#include "runner.h"

#define r	exits_realm
#define HALF	EXITS_HALF
#define TIME	EXITS_TIME
#define build	exits_build
#define enter	exits_enter

/* ---- WFI and WFE ---- */

static uint64_t pc_before, pc_after;

static void do_wfi(struct guest *g)
{
	pc_before = guest_cpu(g)->pc;
	guest_wfi(g);
	pc_after = guest_cpu(g)->pc;
}

static void do_wfe(struct guest *g)
{
	guest_wfe(g);
}

static void wfi(void)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_wfi);
	run_enter(&r, 0)->flags = RMI_ENTER_TRAP_WFI;
	want.exit_reason = RMI_EXIT_SYNC;
	want.esr = EC_WFX << 26;
	expect_exit(enter(), &want);
	enter();
	expect_eq(pc_after, pc_before + 4);
}

static void wfe(void)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_wfe);
	run_enter(&r, 0)->flags = RMI_ENTER_TRAP_WFE;
	want.exit_reason = RMI_EXIT_SYNC;
	want.esr = EC_WFX << 26 | 1;
	expect_exit(enter(), &want);
}

static struct realm_exit wait;

static void do_wait(struct guest *g)
{
	uint64_t pc = guest_cpu(g)->pc;

	guest_cpu(g)->gprs[9] = 0x123456789;
	expect_eq(guest_exit(g, &wait), DONE);
	expect_eq(guest_cpu(g)->pc, pc + 4);
}

/* WFIT and WFET name the count until which they wait. */
static void wfx_timeout(void)
{
	for (uint64_t i = 0; i < 8; i++) {
		struct rmi_rec_exit want = exits_tainted();
		bool named = (i & 6) == 6;

		wait = (struct realm_exit){ .kind = REALM_EXIT_SYNC, .esr = EC_WFX << 26 | ESR_IL | 9 << 5 | i };
		build(do_wait);
		run_enter(&r, 0)->flags = RMI_ENTER_TRAP_WFI | RMI_ENTER_TRAP_WFE;
		want.exit_reason = RMI_EXIT_SYNC;
		want.esr = EC_WFX << 26 | (i & 3);
		want.gprs[0] = named ? 0x123456789 : 0;
		expect_exit(enter(), &want);
		expect_eq(enter()->exit_reason, RMI_EXIT_IRQ);
		expect(guest_finished(r.rec[0].guest));
		realm_destroy(&r);
	}
}

/* Each trap by its own flag. */
static void wfx_not_trapped(void)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_wfi);
	run_enter(&r, 0)->flags = RMI_ENTER_TRAP_WFE;
	want.exit_reason = RMI_EXIT_IRQ;
	expect_exit(enter(), &want);
	expect(guest_finished(r.rec[0].guest));
}

/* ---- external aborts, SErrors, interrupts ---- */

static enum outcome outcome;
static uint64_t seen_esr, seen_far;
static struct realm_exit raw;

static void do_raw(struct guest *g)
{
	outcome = guest_exit(g, &raw);
	seen_esr = guest_esr(g);
	seen_far = guest_far(g);
}

static void external(uint64_t set, bool injected)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_raw);
	raw = (struct realm_exit){ .kind = REALM_EXIT_SYNC, .far = 0x1234, .hpfar = 0x50,
		.esr = EC_DABT << 26 | ESR_IL | set << 11 | 0x10 | ESR_WNR | ESR_EA };
	want.exit_reason = RMI_EXIT_SYNC;
	want.esr = EC_DABT << 26 | set << 11 | ESR_EA | 0x10;
	expect_exit(enter(), &want);
	raw.kind = REALM_EXIT_IRQ;
	enter();
	expect_eq(outcome, injected ? EXCEPTION : DONE);
	if (injected) {
		expect_eq(seen_esr & 0x3f, 0x10);
		expect_eq(seen_far, 0x1234);
	}
}

/* An alignment fault because of the host's Device attribute: it names no address, so none is looked up. */
static void alignment(void)
{
	build(do_raw);
	raw = (struct realm_exit){ .kind = REALM_EXIT_SYNC, .far = 0x1234, .esr = EC_DABT << 26 | ESR_IL | 0x21 | ESR_WNR };
	outcome = DONE;
	enter();
	expect_eq(outcome, EXCEPTION);
	expect_eq(seen_esr & 0x3f, 0x10);
	expect_eq(seen_far, 0x1234);
}

static void external_recoverable(void)
{
	external(0, true);
}

static void external_restartable(void)
{
	/* UEO: the instruction is executed again. */
	struct rmi_rec_exit want = exits_tainted();

	build(do_raw);
	raw = (struct realm_exit){ .kind = REALM_EXIT_SYNC, .far = 0x1234,
		.esr = EC_DABT << 26 | ESR_IL | 3 << 11 | 0x10 };
	want.exit_reason = RMI_EXIT_SYNC;
	want.esr = EC_DABT << 26 | 3 << 11 | 0x10;
	expect_exit(enter(), &want);
	enter();
	expect_eq(outcome, DONE);
	expect_eq(guest_cpu(r.rec[0].guest)->pc, 0x1000);
}

static void external_fatal(void)
{
	machine_expect_stop();
	build(do_raw);
	raw = (struct realm_exit){ .kind = REALM_EXIT_SYNC, .esr = EC_DABT << 26 | ESR_IL | 2 << 11 | 0x10 };
	host_oracles(false);
	rmi(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	machine_fail("an uncontainable abort went unnoticed");
}

static void serror(uint64_t aet)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_raw);
	raw = (struct realm_exit){ .kind = REALM_EXIT_SERROR, .far = 1, .hpfar = 2,
		.esr = 0x2full << 26 | ESR_IL | aet << 10 | ESR_EA | 0x11 | 1ull << 14 };
	want.exit_reason = RMI_EXIT_SERROR;
	want.esr = 0x2full << 26 | aet << 10 | ESR_EA | 0x11;
	expect_exit(enter(), &want);
}

static void serror_unrecoverable(void)
{
	serror(1);
}

static void serror_restartable(void)
{
	serror(2);
}

static void serror_recoverable(void)
{
	serror(3);
}

static void serror_corrected(void)
{
	serror(6);
}

static void serror_fatal(void)
{
	machine_expect_stop();
	build(do_raw);
	raw = (struct realm_exit){ .kind = REALM_EXIT_SERROR, .esr = 0x2full << 26 | ESR_IL | 0x11 };
	host_oracles(false);
	rmi(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	machine_fail("an uncontainable SError went unnoticed");
}

static void do_nothing(struct guest *g)
{
	guest_interrupted(g);
}

static void interrupts(void)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_nothing);
	want.exit_reason = RMI_EXIT_IRQ;
	expect_exit(enter(), &want);
	machine_raise_fiq(0);
	want.exit_reason = RMI_EXIT_FIQ;
	expect_exit(enter(), &want);
}

/* EOIcount is the one field of ICH_HCR_EL2 that the realm moves. */
static void do_eoi(struct guest *g)
{
	expect_eq(guest_hw(g)->gic.hcr & 0xff, 0x0b);
	guest_hw(g)->gic.hcr |= 31ull << 27;
}

static void eoi_count(void)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_eoi);
	run_enter(&r, 0)->gicv3_hcr = 0x0a;
	want.exit_reason = RMI_EXIT_IRQ;
	want.gicv3_hcr = 31ull << 27 | 0x0a;
	expect_exit(enter(), &want);
}

/* A pending interrupt of the host: not one instruction of the realm is executed. */
static void pending_interrupt(void)
{
	build(do_nothing);
	machine_raise_irq(0);
	expect_eq(enter()->exit_reason, RMI_EXIT_IRQ);
	expect_eq(run_exit(&r, 0)->cntp_ctl, 0);
	machine_clear_irq(0);
}

/* ---- calls ---- */

static uint64_t call[11];

static void do_call(struct guest *g)
{
	uint64_t x[11];

	memcpy(x, call, sizeof(x));
	outcome = guest_smc(g, x);
	memcpy(call, x, sizeof(x));
}

static void set_call(uint64_t fid, uint64_t x1, uint64_t x2, uint64_t x3)
{
	for (unsigned int i = 0; i < 11; i++)
		call[i] = CANARY(i + 0x500);
	call[0] = fid;
	call[1] = x1;
	call[2] = x2;
	call[3] = x3;
}

static void psci_exit(uint64_t fid, uint64_t x1, uint64_t x2, bool with_target)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_call);
	set_call(fid, x1, x2, CANARY(0x600));
	want.exit_reason = RMI_EXIT_PSCI;
	want.gprs[0] = fid;
	want.gprs[1] = with_target ? x1 : 0;
	expect_exit(enter(), &want);
}

static void psci_suspend(void)
{
	psci_exit(PSCI_CPU_SUSPEND_64, CANARY(1), CANARY(2), false);
	enter();
	expect_eq(call[0], PSCI_SUCCESS);
}

static void psci_off(void)
{
	psci_exit(PSCI_CPU_OFF, CANARY(1), CANARY(2), false);
}

static void psci_on(void)
{
	psci_exit(PSCI_CPU_ON_64, 1, 0x4000, true);
}

static void psci_affinity(void)
{
	psci_exit(PSCI_AFFINITY_INFO_64, 1, 0, true);
}

static void psci_system_off(void)
{
	psci_exit(PSCI_SYSTEM_OFF, CANARY(1), CANARY(2), false);
	refused_realm(1, RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
}

static void psci_system_reset(void)
{
	psci_exit(PSCI_SYSTEM_RESET, CANARY(1), CANARY(2), false);
	refused_realm(1, RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
}

static void ripas_change(void)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_call);
	set_call(RSI_IPA_STATE_SET, 0x200000, 0x400000, RMI_RAM);
	want.exit_reason = RMI_EXIT_RIPAS_CHANGE;
	want.ripas_base = 0x200000;
	want.ripas_top = 0x400000;
	want.ripas_value = RMI_RAM;
	expect_exit(enter(), &want);
}

/* A call's buffer is not there: a data abort that no load or store caused. */
static void synthetic(uint64_t fid, uint64_t ipa, unsigned int level)
{
	struct rmi_rec_exit want = exits_tainted();

	set_call(fid, ipa, CANARY(2), CANARY(3));
	want.exit_reason = RMI_EXIT_SYNC;
	want.esr = EC_DABT << 26 | (0x04 + level);
	want.hpfar = (ipa & ~PAGE_MASK) >> 8;
	expect_exit(enter(), &want);
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	run_enter(&r, 0)->flags = RMI_ENTER_INJECT_SEA;
	expect_exit(enter(), &want);
	run_enter(&r, 0)->flags = 0;
	/* The call executes again once the page is there. */
	realm_page(&r, ipa & ~PAGE_MASK);
	enter();
}

static void config_unmapped(void)
{
	build(do_call);
	synthetic(RSI_REALM_CONFIG, 0x9000, 3);
	expect_eq(call[0], RSI_SUCCESS);
}

static void host_call_unmapped(void)
{
	build(do_call);
	synthetic(RSI_HOST_CALL, 0x9100, 3);
	expect_eq(run_exit(&r, 0)->exit_reason, RMI_EXIT_HOST_CALL);
}

/* ---- system registers ---- */

static uint32_t reg;
static unsigned int reg_rt;
static uint64_t reg_value;
static bool reg_write;

static void do_sysreg(struct guest *g)
{
	if (reg_write) {
		guest_cpu(g)->gprs[reg_rt % 31] = reg_value;
		expect_eq(guest_msr(g, reg, reg_rt), DONE);
	} else {
		expect_eq(guest_mrs(g, reg, reg_rt), DONE);
		reg_value = reg_rt < 31 ? guest_cpu(g)->gprs[reg_rt] : 0;
	}
}

static void forwarded(uint32_t iss)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_sysreg);
	reg = iss;
	reg_rt = 4;
	reg_value = 0x12345;
	reg_write = true;
	want.exit_reason = RMI_EXIT_SYNC;
	want.esr = EC_SYSREG << 26 | ESR_IL | iss | 4 << 5;
	want.gprs[0] = 0x12345;
	expect_exit(enter(), &want);
	/* Done: the pc is behind it. */
	expect_eq(enter()->exit_reason, RMI_EXIT_IRQ);
	expect(guest_finished(r.rec[0].guest));
}

static void icc_sgi1r(void)
{
	forwarded(SYSREG_ISS(3u, 0u, 12u, 11u, 5u));
}

static void icc_sgi0r(void)
{
	forwarded(SYSREG_ISS(3u, 0u, 12u, 11u, 7u));
}

static void icc_dir(void)
{
	forwarded(SYSREG_ISS(3u, 0u, 12u, 11u, 1u));
}

static void other_registers(void)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_sysreg);
	reg = SYSREG_ISS(3u, 3u, 9u, 12u, 0u);	/* PMCR_EL0 */
	reg_rt = 6;
	reg_value = ~0ull;
	reg_write = false;
	want.exit_reason = RMI_EXIT_IRQ;
	expect_exit(enter(), &want);
	expect_eq(reg_value, 0);
}

static void other_register_write(void)
{
	build(do_sysreg);
	reg = SYSREG_ISS(3u, 3u, 9u, 12u, 0u);
	reg_rt = 6;
	reg_write = true;
	expect_eq(enter()->exit_reason, RMI_EXIT_IRQ);
	expect(guest_finished(r.rec[0].guest));
}

static void do_undefined_sysreg(struct guest *g)
{
	guest_cpu(g)->gprs[7] = 0x77;
	for (unsigned int write = 0; write < 2; write++) {
		expect_eq(write != 0 ? guest_msr(g, reg, 7) : guest_mrs(g, reg, 7), EXCEPTION);
		expect_eq(guest_esr(g), ESR_IL);
		expect_eq(guest_cpu(g)->gprs[7], 0x77);
	}
}

/* Registers and instructions that each CPU defines for itself. */
static void implementation_defined(void)
{
	static const uint32_t regs[] = {
		SYSREG_ISS(3u, 0u, 15u, 0u, 0u), SYSREG_ISS(3u, 3u, 11u, 7u, 7u), SYSREG_ISS(1u, 0u, 15u, 1u, 0u),
		SYSREG_ISS(1u, 3u, 11u, 0u, 0u),
	};

	for (unsigned int i = 0; i < sizeof(regs) / sizeof(regs[0]); i++) {
		reg = regs[i];
		build(do_undefined_sysreg);
		expect_eq(enter()->exit_reason, RMI_EXIT_IRQ);
		expect(guest_finished(r.rec[0].guest));
		realm_destroy(&r);
	}
}

/* ---- undefined ---- */

static void do_hvc(struct guest *g)
{
	outcome = guest_hvc(g);
	seen_esr = guest_esr(g);
}

static void hvc(void)
{
	struct rmi_rec_exit want = exits_tainted();

	build(do_hvc);
	want.exit_reason = RMI_EXIT_IRQ;
	expect_exit(enter(), &want);
	expect_eq(outcome, EXCEPTION);
	expect_eq(seen_esr, ESR_IL);
}

static void other_class(uint64_t ec)
{
	build(do_raw);
	raw = (struct realm_exit){ .kind = REALM_EXIT_SYNC, .esr = ec << 26 | ESR_IL };
	expect_eq(enter()->exit_reason, RMI_EXIT_IRQ);
	expect_eq(outcome, EXCEPTION);
	expect_eq(seen_esr, ESR_IL);
}

static void sve_trap(void)
{
	other_class(0x19);
}

static void sme_trap(void)
{
	other_class(0x1d);
}

/* ---- the realm's registers ---- */

static void keeps_registers(struct guest *g)
{
	for (unsigned int round = 0; round < 3; round++) {
		guest_interrupted(g);
		for (unsigned int i = 0; i < 31; i++)
			expect_eq(guest_cpu(g)->gprs[i], CANARY(i));
		expect_eq(guest_hw(g)->sys.tpidr_el1, CANARY(0x108));
		expect_eq(guest_hw(g)->sys.pauth_keys[9], CANARY(0x209));
		expect_eq(guest_hw(g)->fp.v[31][1], CANARY(0x300 + 63));
		expect_eq(guest_hw(g)->gic.ap1r[3], CANARY(0x413));
		expect_eq(guest_hw(g)->gic.vmcr, 0x4c000009);
		expect_eq(guest_hw(g)->sys.cntp_cval, TIME + 111);
	}
}

/* Whatever the host puts into its half of the page, and on whatever CPU it enters. */
static void registers_survive(void)
{
	build(keeps_registers);
	for (unsigned int i = 0; i < 4; i++) {
		machine_be_cpu(i);
		for (unsigned int n = 0; n < 31; n++)
			run_enter(&r, 0)->gprs[n] = 0xbad;
		expect_eq(enter()->exit_reason, RMI_EXIT_IRQ);
	}
	expect(guest_finished(r.rec[0].guest));
}

static const struct test exit_tests[] = {
	TEST(wfi), TEST(wfe), TEST(wfx_timeout), TEST(wfx_not_trapped), TEST(alignment), TEST(external_recoverable),
	TEST(external_restartable), TEST(external_fatal), TEST(serror_unrecoverable), TEST(serror_restartable), TEST(serror_recoverable),
	TEST(serror_corrected), TEST(serror_fatal), TEST(interrupts), TEST(eoi_count), TEST(pending_interrupt),
	TEST(psci_suspend), TEST(psci_off), TEST(psci_on), TEST(psci_affinity), TEST(psci_system_off),
	TEST(psci_system_reset), TEST(ripas_change), TEST(config_unmapped), TEST(host_call_unmapped),
	TEST(icc_sgi1r), TEST(icc_sgi0r), TEST(icc_dir), TEST(other_registers), TEST(other_register_write),
	TEST(implementation_defined), TEST(hvc), TEST(sve_trap), TEST(sme_trap), TEST(registers_survive),
};
GROUP(exit);
