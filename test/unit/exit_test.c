// SPDX-License-Identifier: BSD-3-Clause
/* What the host sees when a realm exits: exactly the fields that are meant for it. */
#include "abi/psci.h"
#include "abi/rsi.h"
#include "exits.h"
#include "oracle.h"
#include "runner.h"

#define HALF	(1ull << 33)
#define TIME	1000
#define LR1	0x90a0000000000024

static struct host_realm r;

/* ---- a guest whose every register is secret ---- */

static void taint_gprs(struct guest *g)
{
	for (unsigned int i = 0; i < 31; i++)
		guest_cpu(g)->gprs[i] = CANARY(i);
}

void exits_taint(struct guest *g)
{
	struct realm_cpu *hw = guest_hw(g);
	uint64_t *fp = (uint64_t *)&hw->fp;

	taint_gprs(g);
	hw->sys.vbar_el1 = 0x80000;
	hw->sys.sp_el0 = CANARY(0x100);
	hw->sys.sp_el1 = CANARY(0x101);
	hw->sys.elr_el1 = CANARY(0x102);
	hw->sys.ttbr0_el1 = CANARY(0x103);
	hw->sys.ttbr1_el1 = CANARY(0x104);
	hw->sys.far_el1 = CANARY(0x105);
	hw->sys.esr_el1 = CANARY(0x106);
	hw->sys.tpidr_el0 = CANARY(0x107);
	hw->sys.tpidr_el1 = CANARY(0x108);
	hw->sys.tpidrro_el0 = CANARY(0x109);
	hw->sys.contextidr_el1 = CANARY(0x10a);
	hw->sys.par_el1 = CANARY(0x10b);
	hw->sys.mair_el1 = CANARY(0x10c);
	for (unsigned int i = 0; i < 10; i++)
		hw->sys.pauth_keys[i] = CANARY(0x200 + i);
	for (unsigned int i = 0; i < 64; i++)
		fp[i] = CANARY(0x300 + i);
	for (unsigned int i = 0; i < 4; i++) {
		hw->gic.ap0r[i] = CANARY(0x400 + i);
		hw->gic.ap1r[i] = CANARY(0x410 + i);
	}
	hw->gic.misr = 0x41;
	hw->gic.vmcr = 0x4c000009;
	hw->gic.lrs[1] = LR1;
	hw->sys.cntp_ctl = 1;
	hw->sys.cntp_cval = TIME + 111;
	hw->sys.cntv_ctl = 3;
	hw->sys.cntv_cval = TIME - 1;
}

struct rmi_rec_exit exits_tainted(void)
{
	struct rmi_rec_exit e = { 0 };

	e.gicv3_lrs[1] = LR1;
	e.gicv3_misr = 0x41;
	e.gicv3_vmcr = 0x4c000009;
	e.cntp_ctl = 1;
	e.cntp_cval = TIME + 111;
	e.cntv_ctl = 7;
	e.cntv_cval = TIME - 1;
	return e;
}

/* The realm of these tests, and one step of its guest. */
static void (*step)(struct guest *g);

static void guest_step(struct guest *g, void *arg)
{
	(void)arg;
	exits_taint(g);
	step(g);
}

static void build(void (*what)(struct guest *g))
{
	machine_set_time(TIME);
	step = what;
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, 512 * PAGE_SIZE);
	realm_data(&r, 0, 0);
	realm_tables(&r, HALF, 3);
	realm_rec(&r, guest_step, NULL);
	realm_rec_off(&r, NULL, NULL);
	realm_activate(&r);
}

static const struct rmi_rec_exit *enter(void)
{
	/* The host keeps the interrupt as it was told. */
	if (machine_realm_runs() > 0)
		run_enter(&r, 0)->gicv3_lrs[1] = LR1;
	return realm_enter(&r, 0);
}

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

/* ---- aborts at protected addresses ---- */

static struct guest_access access_;
static enum outcome outcome;
static uint64_t seen_esr, seen_far;

static void do_access(struct guest *g)
{
	/* An emulated write shows its register. */
	guest_cpu(g)->gprs[5] = 5;
	outcome = guest_access(g, &access_);
	seen_esr = guest_esr(g);
	seen_far = guest_far(g);
}

static void protected_abort(enum access kind, uint64_t ipa, unsigned int level)
{
	struct rmi_rec_exit want = exits_tainted();

	access_ = (struct guest_access){ .ipa = ipa + 0x128, .kind = kind, .size = 8, .rt = 3, .va = 0xffff000012345128 };
	want.exit_reason = RMI_EXIT_SYNC;
	want.esr = (kind == ACCESS_EXEC ? EC_IABT : EC_DABT) << 26 | (0x04 + level);
	want.hpfar = ipa >> 8;
	expect_exit(enter(), &want);
	/* Not by the host's emulation, nor by an injected abort. */
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	run_enter(&r, 0)->flags = RMI_ENTER_INJECT_SEA;
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	run_enter(&r, 0)->flags = 0;
	expect_exit(enter(), &want);
}

static void unassigned_ram_read(void)
{
	build(do_access);
	protected_abort(ACCESS_READ, 0x5000, 3);
}

static void unassigned_ram_write(void)
{
	build(do_access);
	protected_abort(ACCESS_WRITE, 0x5000, 3);
}

static void unassigned_ram_fetch(void)
{
	build(do_access);
	protected_abort(ACCESS_EXEC, 0x6000, 3);
}

/* A page comes, and the very access that was refused succeeds. */
static void fault_then_page(void)
{
	build(do_access);
	protected_abort(ACCESS_WRITE, 0x5000, 3);
	realm_page(&r, 0x5000);
	outcome = EXCEPTION;
	enter();
	expect_eq(outcome, DONE);
}

static void destroyed(enum access kind)
{
	build(do_access);
	realm_page(&r, 0x5000);
	expect_ok(rmi(RMI_DATA_DESTROY, r.rd, 0x5000));
	protected_abort(kind, 0x5000, 3);
	/* ASSIGNED, DESTROYED is no better. */
	realm_page(&r, 0x5000);
	enter();
	expect_eq(run_exit(&r, 0)->hpfar, 0x50);
}

static void destroyed_read(void)
{
	destroyed(ACCESS_READ);
}

static void destroyed_fetch(void)
{
	destroyed(ACCESS_EXEC);
}

static void ram_block_fault(void)
{
	step = do_access;
	machine_set_time(TIME);
	realm_create(&r);
	realm_tables(&r, 0x40000000, 2);
	realm_init_ripas(&r, 0x40000000, 0x40200000);
	realm_rec(&r, guest_step, NULL);
	realm_activate(&r);
	protected_abort(ACCESS_READ, 0x40005000, 2);
}

/* RIPAS EMPTY: the realm's own affair, no exit. */
static void empty(enum access kind, uint64_t ipa)
{
	struct rmi_rec_exit want = exits_tainted();

	access_ = (struct guest_access){ .ipa = ipa, .kind = kind, .size = 4, .rt = 3, .va = 0xffff000000000abc };
	want.exit_reason = RMI_EXIT_IRQ;
	expect_exit(enter(), &want);
	expect_eq(outcome, EXCEPTION);
	expect_eq(seen_far, 0xffff000000000abc);
	expect_eq(seen_esr >> 26, kind == ACCESS_EXEC ? 0x21 : 0x25);
	expect_eq(seen_esr & 0x3f, 0x10);
	expect_eq(seen_esr & ESR_EA, ESR_EA);
	expect_eq(seen_esr & ESR_IL, ESR_IL);
	expect_eq(seen_esr >> 10 & 1, 0);
	expect_eq(seen_esr >> 7 & 1, 0);
}

static void empty_read(void)
{
	build(do_access);
	empty(ACCESS_READ, 0x200000);
}

static void empty_write(void)
{
	build(do_access);
	empty(ACCESS_WRITE, 0x7000000);
}

static void empty_fetch(void)
{
	build(do_access);
	empty(ACCESS_EXEC, HALF - PAGE_SIZE);
}

static void assigned_empty(void)
{
	build(do_access);
	realm_page(&r, 0x200000);
	empty(ACCESS_READ, 0x200000);
}

static void shared_fetch(void)
{
	build(do_access);
	empty(ACCESS_EXEC, HALF);
}

static void shared_fetch_mapped(void)
{
	build(do_access);
	realm_share(&r, 0);
	empty(ACCESS_EXEC, HALF);
}

static void beyond_space(void)
{
	build(do_access);
	empty(ACCESS_READ, 1ull << 34);
}

static void far_beyond_space(void)
{
	build(do_access);
	empty(ACCESS_WRITE, (1ull << 48) - 8);
}

/* ---- aborts at shared addresses ---- */

static void shared_abort(struct rmi_rec_exit *want)
{
	*want = exits_tainted();
	want->exit_reason = RMI_EXIT_SYNC;
	want->hpfar = (access_.ipa & ~PAGE_MASK) >> 8;
	want->far = access_.ipa & PAGE_MASK;
}

/* Reads: size and sign x what the host answers x what the register gets. */
static const struct read_case {
	unsigned int size;
	bool sign, half;
	uint64_t host, want;
} reads[] = {
	{ 1, false, true, 0xffffffffffffff80, 0x80 },
	{ 1, true, true, 0x80, 0xffffff80 },
	{ 1, true, false, 0x80, 0xffffffffffffff80 },
	{ 1, true, false, 0xffff7f, 0x7f },
	{ 2, false, true, 0x1234abcd, 0xabcd },
	{ 2, true, true, 0x8000, 0xffff8000 },
	{ 2, true, false, 0x8000, 0xffffffffffff8000 },
	{ 4, false, true, 0xdeadbeef12345678, 0x12345678 },
	{ 4, true, false, 0x80000000, 0xffffffff80000000 },
	{ 4, false, false, 0xffffffff80000000, 0x80000000 },
	{ 8, false, false, 0xfedcba9876543210, 0xfedcba9876543210 },
};
#define READS	(sizeof(reads) / sizeof(reads[0]))

static uint64_t got[READS];
static bool others_kept;

static void do_reads(struct guest *g)
{
	for (unsigned int i = 0; i < READS; i++) {
		access_ = (struct guest_access){ .ipa = HALF + 0x1000 + 8 * i, .kind = ACCESS_READ, .size = reads[i].size,
			.sign = reads[i].sign, .half = reads[i].half, .rt = 7 + i, .va = 0xffff0000feed1000 + 8 * i };
		expect_eq(guest_access(g, &access_), DONE);
		got[i] = guest_cpu(g)->gprs[7 + i];
	}
	others_kept = true;
	for (unsigned int i = 0; i < 31; i++) {
		if (i < 7 || i >= 7 + READS)
			others_kept &= guest_cpu(g)->gprs[i] == CANARY(i);
	}
}

static uint64_t sas(unsigned int size)
{
	return (uint64_t)(size == 8 ? 3 : size / 2) << 22;
}

static void mmio_read(void)
{
	struct rmi_rec_exit want;

	build(do_reads);
	for (unsigned int i = 0; i < READS; i++) {
		const struct rmi_rec_exit *e = enter();

		shared_abort(&want);
		want.esr = EC_DABT << 26 | ESR_ISV | sas(reads[i].size) | (reads[i].half ? 0 : ESR_SF) | 0x07;
		expect_exit(e, &want);
		run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
		run_enter(&r, 0)->gprs[0] = reads[i].host;
		run_enter(&r, 0)->gprs[1] = 0xbad;
	}
	enter();
	for (unsigned int i = 0; i < READS; i++)
		expect_eq(got[i], reads[i].want);
	expect(others_kept);
}

static void do_writes(struct guest *g)
{
	for (unsigned int size = 1; size <= 8; size *= 2) {
		guest_cpu(g)->gprs[2] = 0x1122334455667788;
		access_ = (struct guest_access){ .ipa = HALF + 0x1008, .kind = ACCESS_WRITE, .size = size, .rt = 2,
			.half = size < 8 };
		expect_eq(guest_access(g, &access_), DONE);
		expect_eq(guest_cpu(g)->gprs[2], 0x1122334455667788);
	}
	access_.rt = 31;
	expect_eq(guest_access(g, &access_), DONE);
}

static void mmio_write(void)
{
	static const uint64_t value[] = { 0x88, 0x7788, 0x55667788, 0x1122334455667788, 0 };
	struct rmi_rec_exit want;

	build(do_writes);
	for (unsigned int i = 0; i < 5; i++) {
		const struct rmi_rec_exit *e = enter();

		shared_abort(&want);
		want.esr = EC_DABT << 26 | ESR_ISV | sas(access_.size) | (access_.half ? 0 : ESR_SF) | ESR_WNR | 0x07;
		want.gprs[0] = value[i];
		expect_exit(e, &want);
		run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
		run_enter(&r, 0)->gprs[0] = 0xbad;
	}
	enter();
	expect(guest_finished(r.rec[0].guest));
}

/* Neither flag: the access is made again. */
static void mmio_retry(void)
{
	struct rmi_rec_exit want;

	build(do_access);
	access_ = (struct guest_access){ .ipa = HALF + 0x10, .kind = ACCESS_READ, .size = 8, .rt = 1 };
	shared_abort(&want);
	want.esr = EC_DABT << 26 | ESR_ISV | sas(8) | ESR_SF | 0x07;
	for (unsigned int i = 0; i < 3; i++)
		expect_exit(enter(), &want);
	realm_share(&r, 0);
	outcome = EXCEPTION;
	enter();
	expect_eq(outcome, DONE);
	/* What was emulatable once is not for ever. */
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	run_enter(&r, 0)->flags = RMI_ENTER_INJECT_SEA;
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
}

/* A read into XZR discards. */
static void mmio_read_xzr(void)
{
	build(do_access);
	access_ = (struct guest_access){ .ipa = HALF, .kind = ACCESS_READ, .size = 4, .rt = 31, .half = true };
	enter();
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	run_enter(&r, 0)->gprs[0] = 1;
	enter();
	expect_eq(outcome, DONE);
}

static void no_syndrome(void)
{
	struct rmi_rec_exit want;

	build(do_access);
	access_ = (struct guest_access){ .ipa = HALF + 0x38, .kind = ACCESS_WRITE, .size = 8, .rt = 5, .no_syndrome = true };
	shared_abort(&want);
	want.far = 0;
	want.esr = EC_DABT << 26 | ESR_IL | 0x07;
	expect_exit(enter(), &want);
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	run_enter(&r, 0)->flags = 0;
	expect_exit(enter(), &want);
}

static void injected_sea(bool also_emulated)
{
	build(do_access);
	access_ = (struct guest_access){ .ipa = HALF + 0x20, .kind = ACCESS_WRITE, .size = 8, .rt = 5,
		.va = 0xffff000000dead20, .no_syndrome = !also_emulated };
	enter();
	run_enter(&r, 0)->flags = RMI_ENTER_INJECT_SEA | (also_emulated ? RMI_ENTER_EMUL_MMIO : 0);
	enter();
	expect_eq(outcome, EXCEPTION);
	expect_eq(seen_esr >> 26, 0x25);
	expect_eq(seen_esr & 0x3f, 0x10);
	expect_eq(seen_esr & (ESR_EA | ESR_WNR), ESR_EA | ESR_WNR);
	expect_eq(seen_far, 0xffff000000dead20);
}

static void inject_sea(void)
{
	injected_sea(false);
}

/* An injected abort takes precedence. */
static void inject_sea_over_mmio(void)
{
	injected_sea(true);
}

/* ---- external aborts, SErrors, interrupts ---- */

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
	if (injected)
		expect_eq(seen_esr & 0x3f, 0x10);
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
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
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
	TEST(wfi), TEST(wfe), TEST(wfx_not_trapped), TEST(unassigned_ram_read), TEST(unassigned_ram_write),
	TEST(unassigned_ram_fetch), TEST(fault_then_page), TEST(destroyed_read), TEST(destroyed_fetch),
	TEST(ram_block_fault), TEST(empty_read), TEST(empty_write), TEST(empty_fetch), TEST(assigned_empty),
	TEST(shared_fetch), TEST(shared_fetch_mapped), TEST(beyond_space), TEST(far_beyond_space), TEST(mmio_read),
	TEST(mmio_write), TEST(mmio_retry), TEST(mmio_read_xzr), TEST(no_syndrome), TEST(inject_sea),
	TEST(inject_sea_over_mmio), TEST(external_recoverable), TEST(external_restartable), TEST(external_fatal),
	TEST(serror_unrecoverable), TEST(serror_restartable), TEST(serror_recoverable), TEST(serror_corrected),
	TEST(serror_fatal), TEST(interrupts), TEST(eoi_count), TEST(pending_interrupt), TEST(psci_suspend), TEST(psci_off), TEST(psci_on),
	TEST(psci_affinity), TEST(psci_system_off), TEST(psci_system_reset), TEST(ripas_change), TEST(config_unmapped),
	TEST(host_call_unmapped), TEST(icc_sgi1r), TEST(icc_sgi0r), TEST(icc_dir), TEST(other_registers),
	TEST(other_register_write), TEST(hvc), TEST(sve_trap), TEST(sme_trap), TEST(registers_survive),
};
GROUP(exit);
