// SPDX-License-Identifier: BSD-3-Clause
/* RMI_REC_ENTER: what it refuses, and the run page that stays the host's all the while. */
#include <string.h>

#include "abi/psci.h"
#include "abi/rsi.h"
#include "oracle.h"
#include "runner.h"
#include "zoo.h"

static struct host_realm r;
static unsigned int runs;

static void counts(struct guest *g, void *arg)
{
	(void)arg;
	for (;;) {
		runs++;
		guest_interrupted(g);
	}
}

static void refuse(void)
{
	unsigned int before = runs;

	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	expect_eq(runs, before);
}

static void accept(void)
{
	unsigned int before = runs;

	expect_ok(rmi(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run));
	expect_eq(runs, before + 1);
}

static void not_runnable(void)
{
	realm_create(&r);
	realm_rec_off(&r, counts, NULL);
	realm_activate(&r);
	refuse();
}

static void gicv3_hcr(void)
{
	const uint64_t allowed = 0x40fe;

	realm_simple(&r, 1, counts, NULL);
	for (unsigned int bit = 0; bit < 64; bit++) {
		run_enter(&r, 0)->gicv3_hcr = 1ull << bit;
		if (allowed >> bit & 1)
			accept();
		else
			refuse();
	}
	run_enter(&r, 0)->gicv3_hcr = allowed;
	accept();
	expect_eq(run_exit(&r, 0)->gicv3_hcr, allowed);
}

#define PENDING		(1ull << 62)
#define ACTIVE		(2ull << 62)

static void list_registers(void)
{
	static const uint64_t good[] = {
		0, PENDING, ACTIVE | 27, PENDING | ACTIVE | 1019, PENDING | 8192, PENDING | 65535, PENDING | 1ull << 41 | 5,
		PENDING | 1ull << 60 | 30, PENDING | 0xf8ull << 48 | 30, PENDING | 8ull << 48 | 30,
		/* Inactive: whatever else is in it, but for HW. */
		1020, 0x1fffffffffffffff,
	};
	static const uint64_t bad[] = {
		PENDING | 1ull << 61, ACTIVE | 1ull << 61 | 27, PENDING | 1020, PENDING | 1023, PENDING | 1024,
		PENDING | 8191, PENDING | 65536, PENDING | 0xffffffff, PENDING | 1ull << 32 | 27, PENDING | 1ull << 40 | 27,
		PENDING | 1ull << 44 | 27, 1ull << 61, 1ull << 61 | 27, PENDING | 1ull << 45 | 27, PENDING | 1ull << 47 | 27,
		PENDING | 1ull << 56 | 27, ACTIVE | 1ull << 58 | 27, PENDING | 1ull << 59 | 27, PENDING | 1ull << 48 | 27, PENDING | 4ull << 48 | 27, ACTIVE | 0xffull << 48 | 27,
	};

	realm_simple(&r, 1, counts, NULL);
	for (unsigned int n = 0; n < 4; n++) {
		for (unsigned int i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
			run_enter(&r, 0)->gicv3_lrs[n] = good[i];
			accept();
			expect_eq(run_exit(&r, 0)->gicv3_lrs[n], good[i]);
		}
		for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
			run_enter(&r, 0)->gicv3_lrs[n] = bad[i];
			refuse();
		}
		run_enter(&r, 0)->gicv3_lrs[n] = 0;
	}
	/* The same interrupt twice. */
	run_enter(&r, 0)->gicv3_lrs[0] = PENDING | 40;
	run_enter(&r, 0)->gicv3_lrs[3] = ACTIVE | 40;
	refuse();
	run_enter(&r, 0)->gicv3_lrs[3] = 40;
	accept();
	run_enter(&r, 0)->gicv3_lrs[3] = ACTIVE | 41;
	accept();
}

static void sixteen_lrs(void)
{
	machine_config.features.gic_num_lrs = 16;
	machine_config.features.gic_pri_bits = 8;
	machine_config.features.gic_id_bits = 24;
}

static void wide_gic(void)
{
	realm_simple(&r, 1, counts, NULL);
	for (unsigned int n = 0; n < 16; n++)
		run_enter(&r, 0)->gicv3_lrs[n] = PENDING | 1ull << 48 | (0xff0000u + n);
	accept();
	run_enter(&r, 0)->gicv3_lrs[15] = PENDING | 0xff0000u;
	refuse();
	run_enter(&r, 0)->gicv3_lrs[15] = PENDING | 1u << 24;
	refuse();
}

static void flags_without_cause(void)
{
	realm_simple(&r, 1, counts, NULL);
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	refuse();
	/* Ignored, and what stands beside it too. */
	run_enter(&r, 0)->flags = RMI_ENTER_INJECT_SEA;
	accept();
	run_enter(&r, 0)->flags = RMI_ENTER_INJECT_SEA | RMI_ENTER_EMUL_MMIO;
	accept();
	run_enter(&r, 0)->flags = RMI_ENTER_TRAP_WFI | RMI_ENTER_TRAP_WFE | RMI_ENTER_RIPAS_REJECT;
	accept();
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	refuse();
}

/* Adjacent pairs of the order of failures. */
static void priorities(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_rec_off(&r, counts, NULL);
	/* INPUT before the realm's state, that before all of the REC's. */
	refused_input(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run + 8);
	refused_input(RMI_REC_ENTER, r.rd, r.rec[0].run);
	run_enter(&r, 0)->gicv3_hcr = 1;
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	refused_realm(0, RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	realm_activate(&r);
	refuse();
}

static void run_page_alignment(void)
{
	static const uint64_t off[] = { 1, 8, 0x800, 0xfff };

	realm_simple(&r, 1, counts, NULL);
	for (unsigned int i = 0; i < 4; i++) {
		refused_input(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run + off[i]);
		refused_input(RMI_REC_ENTER, r.rec[0].rec + off[i], r.rec[0].run);
	}
}

static void read_refused(void)
{
	realm_simple(&r, 1, counts, NULL);
	machine_refuse_read(r.rec[0].run);
	refused_input(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	expect_eq(runs, 0);
}

/* The realm ran; its exit cannot be told. Nothing else is wrong, and the next entry works. */
static void write_refused(void)
{
	realm_simple(&r, 1, counts, NULL);
	machine_refuse_write(r.rec[0].run);
	expect_input(rmi(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run));
	expect_eq(runs, 1);
	machine_refuse_write(0);
	accept();
	realm_destroy(&r);
}

/* The host rewrites the page in the moment after it was read. */
static void flip_enter(enum machine_event event, uint64_t addr)
{
	if (event == EVENT_NS_READ && (addr & ~PAGE_MASK) == r.rec[0].run)
		memset(run_enter(&r, 0), 0xff, sizeof(struct rmi_rec_enter));
}

static void page_changes_under_feet(void)
{
	realm_simple(&r, 1, counts, NULL);
	run_enter(&r, 0)->gicv3_lrs[0] = PENDING | 40;
	machine_set_hook(flip_enter);
	accept();
	machine_set_hook(NULL);
	expect_eq(run_exit(&r, 0)->gicv3_lrs[0], PENDING | 40);
	expect_eq(run_exit(&r, 0)->gicv3_hcr, 0);
	/* What it wrote there is still there, and now refused. */
	expect_eq(run_enter(&r, 0)->flags, ~0ull);
	refuse();
}

/* The exit half is written once, whole, and the other half not at all. */
static void exit_is_written_whole(void)
{
	realm_simple(&r, 1, counts, NULL);
	memset(ns_page(r.rec[0].run), 0xcc, PAGE_SIZE);
	memset(run_enter(&r, 0), 0, sizeof(struct rmi_rec_enter));
	run_enter(&r, 0)->gprs[5] = 0x77;
	accept();
	expect_eq(ns_reads(), 1);
	expect_eq(ns_writes(), 1);
	expect_eq(run_enter(&r, 0)->gprs[5], 0x77);
	for (unsigned int i = 0x800; i < PAGE_SIZE; i++)
		expect(((const uint8_t *)ns_look(r.rec[0].run))[i] != 0xcc);
}

/* ---- the run page is delegated while the REC runs, from another CPU ---- */

static uint64_t role;

static void delegates_page(struct guest *g, void *arg)
{
	uint64_t src = new_page();

	(void)arg;
	machine_be_cpu(1);
	expect_ok(rmi(RMI_GRANULE_DELEGATE, r.rec[0].run));
	if (role == RMI_RTT_CREATE)
		expect_ok(rmi(RMI_RTT_CREATE, r.rd, r.rec[0].run, 0x40000000, 2));
	if (role == RMI_DATA_CREATE_UNKNOWN)
		expect_ok(rmi(RMI_DATA_CREATE_UNKNOWN, r.rd, r.rec[0].run, PAGE_SIZE));
	(void)src;
	guest_interrupted(g);
	if (role == RMI_DATA_CREATE_UNKNOWN) {
		for (unsigned int i = 0; i < PAGE_SIZE; i += 8)
			expect_eq(guest_must_load(g, PAGE_SIZE + i), 0);
	}
}

static void delegated_run_page(uint64_t into)
{
	struct reply reply;

	role = into;
	realm_simple(&r, 1, delegates_page, NULL);
	reply = rmi(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	/* Either answer will do; what matters is that only the host's own page was written. */
	expect(reply.x[0] == RMI_SUCCESS || reply.x[0] == RMI_ERROR_INPUT);
	machine_be_cpu(0);
	/* Delegated, it is no run page any more. */
	refused_input(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	r.rec[0].run = new_page();
	realm_run(&r, 0);
	realm_destroy(&r);
}

static void run_page_delegated(void)
{
	delegated_run_page(0);
}

static void run_page_becomes_table(void)
{
	delegated_run_page(RMI_RTT_CREATE);
}

static void run_page_becomes_data(void)
{
	delegated_run_page(RMI_DATA_CREATE_UNKNOWN);
}

/* ---- timers ---- */

static void sets_timer(struct guest *g, void *arg)
{
	(void)arg;
	guest_hw(g)->sys.cntv_ctl = 1;
	guest_hw(g)->sys.cntv_cval = 500;
	guest_interrupted(g);
	/* The monitor must not change what the realm sees of its timer. */
	expect_eq(guest_hw(g)->sys.cntv_ctl & 3, 1);
	expect_eq(guest_hw(g)->sys.cntv_cval, 500);
	guest_hw(g)->sys.cntv_ctl = 3;
	guest_call(g, RSI_VERSION, RSI_ABI_1_0, 0, 0, 0);
	guest_hw(g)->sys.cntp_ctl = 1;
	guest_hw(g)->sys.cntp_cval = 1;
	guest_call(g, RSI_VERSION, RSI_ABI_1_0, 0, 0, 0);
	for (;;)
		guest_interrupted(g);
}

static void timer_changes(void)
{
	const struct rmi_rec_exit *e;

	machine_set_time(100);
	realm_simple(&r, 1, sets_timer, NULL);
	e = realm_enter(&r, 0);
	expect_eq(e->cntv_ctl, 1);
	expect_eq(e->cntv_cval, 500);
	/* It fires before the next entry: the host is told at once, and not again. */
	machine_set_time(500);
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_IRQ);
	expect_eq(e->cntv_ctl, 5);
	/* The realm masks it, and goes on to its own call: told again that the line fell. */
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_IRQ);
	expect_eq(e->cntv_ctl, 7);
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_IRQ);
	expect_eq(e->cntp_ctl, 5);
	expect_eq(e->cntp_cval, 1);
	realm_enter(&r, 0);
	realm_destroy(&r);
}

/* ---- entered again after everything ---- */

static void many_realms_one_cpu(void)
{
	static struct host_realm realms[6];

	for (unsigned int i = 0; i < 6; i++)
		realm_simple(&realms[i], 1, counts, NULL);
	for (unsigned int round = 0; round < 5; round++) {
		for (unsigned int i = 0; i < 6; i++) {
			machine_be_cpu(round % 3);
			expect_eq(realm_enter(&realms[i], 0)->exit_reason, RMI_EXIT_IRQ);
		}
	}
	expect_eq(runs, 30);
	for (unsigned int i = 0; i < 6; i++)
		realm_destroy(&realms[i]);
}

static const struct test enter_tests[] = {
	TEST(not_runnable), TEST(gicv3_hcr), TEST(list_registers), TEST_ON(wide_gic, sixteen_lrs),
	TEST(flags_without_cause), TEST(priorities), TEST(run_page_alignment), TEST(read_refused), TEST(write_refused),
	TEST(page_changes_under_feet), TEST(exit_is_written_whole), TEST(run_page_delegated),
	TEST(run_page_becomes_table), TEST(run_page_becomes_data), TEST(timer_changes), TEST(many_realms_one_cpu),
};
GROUP(enter);
