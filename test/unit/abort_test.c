// SPDX-License-Identifier: BSD-3-Clause
/* Aborts that a realm causes: what the host sees of them, and how it may complete them. */
#include "exits.h"
#include "oracle.h"
#include "runner.h"

#define r	exits_realm
#define HALF	EXITS_HALF
#define TIME	EXITS_TIME
#define build	exits_build
#define enter	exits_enter

#define PSTATE_AARCH32	0x10u

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
	expect_exit(enter(), &want);
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
	exits_step = do_access;
	machine_set_time(TIME);
	realm_create(&r);
	realm_tables(&r, 0x40000000, 2);
	realm_init_ripas(&r, 0x40000000, 0x40200000);
	realm_rec(&r, exits_guest, NULL);
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

/* Beyond the space: the realm's stage 1 gives more than there is. */
static void beyond(enum access kind, uint64_t ipa, unsigned int level)
{
	struct rmi_rec_exit want = exits_tainted();

	access_ = (struct guest_access){ .ipa = ipa, .kind = kind, .size = 4, .rt = 3, .va = ipa };
	want.exit_reason = RMI_EXIT_IRQ;
	expect_exit(enter(), &want);
	expect_eq(outcome, EXCEPTION);
	expect_eq(seen_far, ipa);
	expect_eq(seen_esr, (kind == ACCESS_EXEC ? 0x21ull : 0x25) << 26 | ESR_IL |
		  (kind == ACCESS_WRITE ? ESR_WNR : 0) | level);
}

static void access_untranslated(struct guest *g)
{
	guest_hw(g)->sys.sctlr_el1 = 0;
	do_access(g);
}

static void beyond_space(void)
{
	build(access_untranslated);
	beyond(ACCESS_READ, 1ull << 34, 0);
}

static void beyond_space_fetch(void)
{
	build(access_untranslated);
	beyond(ACCESS_EXEC, 1ull << 34, 0);
}

static void far_beyond_space(void)
{
	build(access_untranslated);
	beyond(ACCESS_WRITE, (1ull << 48) - 8, 0);
}

/* A stage 1 of the realm: tables at 0, 64 KiB, 128 KiB, 192 KiB (not there); what is in them; the level that is told. */
#define OUTSIDE		(1ull << 34)
#define TCR_UPPER(x)	((uint64_t)(x) << 16)
#define T1_4K		2
#define T1_16K		1
#define T1_64K		3
#define TABLE_AT(n)	((uint64_t)(n) << 16)

static const struct walk_case {
	uint64_t tcr, ttbr0, ttbr1, va;
	struct {
		uint64_t at, descriptor;
	} entries[4];
	unsigned int level;
	bool big_endian;
} *walk, walks[] = {
	/* 4 KiB: 48 bits from level 0; page, blocks, and tables that are outside. */
	{ 16, 1, 0, 0x8040201123, { { 0x8, TABLE_AT(1) | 3 }, { TABLE_AT(1) | 0x8, TABLE_AT(2) | 3 },
				    { TABLE_AT(2) | 0x8, TABLE_AT(0) | 3 }, { 0x8, TABLE_AT(1) | 3 } }, 3, false },
	{ 16, 0, 0, 0x8040201123, { { 0x8, TABLE_AT(1) | 3 }, { TABLE_AT(1) | 0x8, TABLE_AT(2) | 3 },
				    { TABLE_AT(2) | 0x8, OUTSIDE | 1 } }, 2, false },
	{ 16, 0, 0, 0x8040201123, { { 0x8, TABLE_AT(1) | 3 }, { TABLE_AT(1) | 0x8, OUTSIDE | 1 } }, 1, false },
	{ 16, 0, 0, 0x8040201123, { { 0x8, TABLE_AT(1) | 3 }, { TABLE_AT(1) | 0x8, TABLE_AT(2) | 3 },
				    { TABLE_AT(2) | 0x8, OUTSIDE | 3 } }, 2, false },
	{ 16, 0, 0, 0x8040201123, { { 0x8, TABLE_AT(1) | 3 }, { TABLE_AT(1) | 0x8, OUTSIDE | 3 } }, 1, false },
	{ 16, 0, 0, 0x8040201123, { { 0x8, OUTSIDE | 3 } }, 0, false },
	{ 16, OUTSIDE, 0, 0x8040201123, { { 0 } }, 0, false },
	/* The table is not there, or is shared: so far the walk is known. */
	{ 16, 0, 0, 0x8040201123, { { 0x8, TABLE_AT(1) | 3 }, { TABLE_AT(1) | 0x8, TABLE_AT(3) | 3 } }, 1, false },
	{ 16, 0, 0, 0x8040201123, { { 0x8, EXITS_HALF | 3 } }, 0, false },
	/* 39 bits begin at level 1, 25 at level 2, 16 at level 3. */
	{ 25, 0, 0, 0x40201123, { { 0x8, OUTSIDE | 1 } }, 1, false },
	{ 39, 0, 0, 0x201123, { { 0x8, OUTSIDE | 1 } }, 2, false },
	{ 48, 0, 0, 0x1123, { { 0x8, OUTSIDE | 3 } }, 3, false },
	/* 52 bits, which there are with 64 KiB alone. */
	{ 1 << 14 | 12, 0, 0, 1ull << 50, { { 0x800, TABLE_AT(1) | 3 }, { TABLE_AT(1), OUTSIDE | 1 } }, 2, false },
	/* Less than a page of 64 KiB: as little as there can be. A table that leads to itself is the last one all the same. */
	{ 1 << 14 | 48, 0, 0, 1, { { 0, TABLE_AT(0) | 3 }, { 8, TABLE_AT(0) | 3 } }, 3, false },
	{ TCR_UPPER(63) | (uint64_t)T1_64K << 30, OUTSIDE, 0, 1ull << 55 | 1, { { 0, TABLE_AT(0) | 3 }, { 8, TABLE_AT(0) | 3 } }, 3, false },
	/* The upper half has a register of its own; sizes have other names there. */
	{ TCR_UPPER(25) | (uint64_t)T1_4K << 30 | 16, OUTSIDE, TABLE_AT(1), 0xffffff8040201123,
	  { { TABLE_AT(1) | 0x8, TABLE_AT(2) | 3 }, { TABLE_AT(2) | 0x8, OUTSIDE | 1 } }, 2, false },
	{ TCR_UPPER(25) | (uint64_t)T1_64K << 30 | 16, OUTSIDE, TABLE_AT(1), 0xffffff8020010123,
	  { { TABLE_AT(1) | 0x8, TABLE_AT(2) | 3 }, { TABLE_AT(2) | 0x8, OUTSIDE | 3 } }, 3, false },
	{ TCR_UPPER(28) | (uint64_t)T1_16K << 30 | 16, OUTSIDE, TABLE_AT(1), 0xfffffff002004123,
	  { { TABLE_AT(1) | 0x8, TABLE_AT(2) | 3 }, { TABLE_AT(2) | 0x8, OUTSIDE | 3 } }, 3, false },
	{ 1 << 14 | 16, 0, 0, 0x40020010123, { { 0x8, TABLE_AT(1) | 3 }, { TABLE_AT(1) | 0x8, OUTSIDE | 1 } }, 2, false },
	/* Big-endian tables. */
	{ 25, 0, 0, 0x40201123, { { 0x8, TABLE_AT(1) | 3 }, { TABLE_AT(1) | 0x8, OUTSIDE | 1 } }, 2, true },
};

static void do_walk(struct guest *g)
{
	const struct walk_case *w = walk;
	struct realm_sysregs *sys = &guest_hw(g)->sys;

	for (unsigned int i = 0; i < 4 && w->entries[i].descriptor != 0; i++)
		guest_must_store(g, w->entries[i].at, w->big_endian ? __builtin_bswap64(w->entries[i].descriptor) :
				 w->entries[i].descriptor);
	sys->sctlr_el1 = 1 | (uint64_t)w->big_endian << 25;
	sys->tcr_el1 = w->tcr;
	sys->ttbr0_el1 = w->ttbr0;
	sys->ttbr1_el1 = w->ttbr1;
	do_access(g);
}

static void beyond_space_stage1(void)
{
	for (unsigned int i = 0; i < sizeof(walks) / sizeof(walks[0]); i++) {
		build(do_walk);
		realm_page(&r, TABLE_AT(1));
		realm_page(&r, TABLE_AT(2));
		access_ = (struct guest_access){ .ipa = OUTSIDE, .kind = ACCESS_READ, .size = 4, .va = walks[i].va };
		walk = &walks[i];
		expect_eq(enter()->exit_reason, RMI_EXIT_IRQ);
		expect_eq(outcome, EXCEPTION);
		expect_eq(seen_far, walks[i].va);
		expect_eq(seen_esr, 0x25ull << 26 | ESR_IL | walks[i].level);
		realm_destroy(&r);
	}
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

/* Nothing but the page is shown, and the host cannot claim to have done the access. */
static void not_emulatable(void)
{
	struct rmi_rec_exit want;

	shared_abort(&want);
	want.far = 0;
	want.esr = EC_DABT << 26 | 0x07;
	expect_exit(enter(), &want);
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	run_enter(&r, 0)->flags = 0;
	expect_exit(enter(), &want);
}

static void no_syndrome(void)
{
	build(do_access);
	access_ = (struct guest_access){ .ipa = HALF + 0x38, .kind = ACCESS_WRITE, .size = 8, .rt = 5, .no_syndrome = true };
	not_emulatable();
}

/* A 32-bit program's registers are other ones: nobody can fill them in by their numbers. */
static void do_aarch32(struct guest *g)
{
	guest_cpu(g)->pstate |= PSTATE_AARCH32;
	do_access(g);
}

static void aarch32(void)
{
	build(do_aarch32);
	access_ = (struct guest_access){ .ipa = HALF + 0x38, .kind = ACCESS_WRITE, .size = 4, .rt = 5, .half = true };
	not_emulatable();
}

static void injected_sea(bool also_emulated, bool no_syndrome)
{
	build(do_access);
	access_ = (struct guest_access){ .ipa = HALF + 0x20, .kind = ACCESS_WRITE, .size = 8, .rt = 5,
		.va = 0xffff000000dead20, .no_syndrome = no_syndrome };
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
	injected_sea(false, true);
}

/* An injected abort takes precedence: whether an emulation would have been right is not looked at. */
static void inject_sea_over_mmio(void)
{
	injected_sea(true, false);
	injected_sea(true, true);
}

static const struct test abort_tests[] = {
	TEST(unassigned_ram_read), TEST(unassigned_ram_write), TEST(unassigned_ram_fetch),
	TEST(fault_then_page), TEST(destroyed_read), TEST(destroyed_fetch), TEST(ram_block_fault),
	TEST(empty_read), TEST(empty_write), TEST(empty_fetch), TEST(assigned_empty), TEST(shared_fetch),
	TEST(shared_fetch_mapped), TEST(beyond_space), TEST(beyond_space_fetch),
	TEST(far_beyond_space), TEST(beyond_space_stage1), TEST(mmio_read),
	TEST(mmio_write), TEST(mmio_retry), TEST(mmio_read_xzr), TEST(no_syndrome), TEST(aarch32), TEST(inject_sea),
	TEST(inject_sea_over_mmio),
};
GROUP(abort);
