/* SPDX-License-Identifier: BSD-3-Clause */
/* Performance counters: a realm's and the host's, and the monitor's work that neither must count. */
#include "client/host.h"
#include "client/hostregs.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define ONE_MS		1000000ul
#define PAUSE		(20 * ONE_MS)
#define PMCR_E		(1ul << 0)
#define PMCR_P_C	(3ul << 1)
#define MDCR_HPME	(1ul << 7)
#define COUNT_EL2	(1ul << 27)	/* NSH */
#define EVENT_CYCLES	0x11ul
#define CYCLES		(1ul << 31)
#define LAST_COUNTER	(feature(27, 5) - 1)

static struct realm realm;

static void need_counters(void)
{
	if (!feature(26, 1))
		test_skip("this CPU has no PMU");
}

/* One exit with all of the host's registers full, counters among them. */
static struct rmi_rec_exit *enter(struct rec *rec)
{
	do {
		host_registers_fill();
		(void)SMC(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);
		host_registers_check();
		rec_report_failed_check(rec);
	} while (rec->run->exit.exit_reason == RMI_EXIT_IRQ);
	return &rec->run->exit;
}

static void expect_point(struct rec *rec, uint64_t which, uint64_t overflow)
{
	const struct rmi_rec_exit *exit = enter(rec);

	CHECK_EQ(exit->exit_reason, RMI_EXIT_HOST_CALL);
	CHECK_EQ(exit->gprs[0], which);
	CHECK_EQ(exit->pmu_ovf_status, overflow);
}

static void pause_host(void)
{
	uint64_t start = ticks_now();

	while (ticks_now() - start < PAUSE)
		;
}

static void check_realm(uint64_t counters)
{
	const struct geometry options = {
		USUAL_SPACE, .flags = RMI_REALM_FLAG_PMU, .pmu_num_ctrs = counters,
	};
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_PMU, counters };
	struct rec *rec = &realm.recs[0];
	struct rmi_rec_exit *exit;

	realm_build_as(&realm, &options, gprs);
	realm_activate(&realm);
	expect_point(rec, 1, 0);
	expect_point(rec, 2, 0);
	expect_point(rec, 3, 1);
	expect_point(rec, 4, 0);
	for (exit = enter(rec); exit->gprs[0] == 10; exit = enter(rec))
		pause_host();
	CHECK_EQ(exit->gprs[0], 11);
	CHECK(exit->gprs[1] < PAUSE / 2);
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void test_realm(void)
{
	need_counters();
	check_realm(feature(27, 5));
	check_realm(1);
}

/* Filters as they are in the Realm state. */
static void check_filters(uint64_t counters)
{
	const struct geometry options = {
		USUAL_SPACE, .flags = RMI_REALM_FLAG_PMU, .pmu_num_ctrs = counters,
	};
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_PMU_FILTERS, counters };

	realm_build_as(&realm, &options, gprs);
	realm_activate(&realm);
	expect_point(&realm.recs[0], 1, 0);
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
}

static void test_filters(void)
{
	need_counters();
	check_filters(feature(27, 5));
	check_filters(1);
}

/* The interrupt of the realm's counter ends its run, and says why; the host injects it, and it is gone. */
static void test_overflow(void)
{
	const struct geometry options = { USUAL_SPACE, .flags = RMI_REALM_FLAG_PMU, .pmu_num_ctrs = 1 };
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_PMU_OVERFLOW };
	struct rec *rec = &realm.recs[0];
	const struct rmi_rec_exit *exit;

	need_counters();
	realm_build_as(&realm, &options, gprs);
	realm_activate(&realm);
	exit = &rec->run->exit;
	gic_enable(INTID_PMU, true);
	(void)rec_enter(rec);
	gic_enable(INTID_PMU, false);
	CHECK_EQ(exit->exit_reason, RMI_EXIT_IRQ);
	CHECK_EQ(exit->pmu_ovf_status, 1);
	/* The host's own counters have not overflowed. */
	CHECK(!gic_is_pending(INTID_PMU));
	rec->run->enter.gicv3_lrs[0] = LR_PENDING | LR_GROUP1 | LR_VINTID(INTID_PMU);
	(void)rec_run_to_point(rec, 1);
	CHECK_EQ(exit->pmu_ovf_status, 0);
	CHECK_EQ(exit->gicv3_lrs[0] & LR_STATE, 0);
	rec->run->enter.gicv3_lrs[0] = 0;
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

/* The host's counters: cycles, events of its range and of EL2's own, at every level that it can ask for. */
static void count_all(void)
{
	write_sysreg(mdcr_el2, MDCR_HPME | LAST_COUNTER);
	write_sysreg(pmccfiltr_el0, COUNT_EL2);
	write_sysreg(pmevtyper0_el0, COUNT_EL2 | EVENT_CYCLES);
	write_sysreg(pmselr_el0, LAST_COUNTER);
	isb();
	write_sysreg(pmxevtyper_el0, COUNT_EL2 | EVENT_CYCLES);
	write_sysreg(pmcntenset_el0, CYCLES | 1ul << LAST_COUNTER | 1);
	write_sysreg(pmcr_el0, PMCR_E | PMCR_P_C);
	isb();
}

/* Whether less than half of the time that has passed is in the counts; and they do count. */
static bool counts_are_short(uint64_t start)
{
	uint64_t passed, longest, cycles, first, last;

	write_sysreg(pmcntenclr_el0, 0xffffffff);
	isb();
	passed = ticks_now() - start;
	write_sysreg(pmcr_el0, 0);
	write_sysreg(mdcr_el2, LAST_COUNTER + 1);
	cycles = read_sysreg(pmccntr_el0);
	first = read_sysreg(pmevcntr0_el0);
	last = read_sysreg(pmxevcntr_el0);
	CHECK(cycles > 0 && first > 0 && last > 0);
	longest = cycles > first ? cycles : first;
	longest = longest > last ? longest : last;
	return longest < passed / 2;
}

/*
 * The emulator may be kept from running at any time, in the host's part too, and time goes on: one of a few attempts must
 * come out short.
 */
#define ATTEMPTS	5u

/* A long call: 512 descriptors are hashed. */
static void test_monitor_not_counted(void)
{
	uint64_t start, status = RMI_SUCCESS;
	bool held = false;

	need_counters();
	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	realm_add_table(&realm, REALM_BLOCK, 3);
	for (unsigned int i = 0; i < ATTEMPTS && !held && status == RMI_SUCCESS; i++) {
		count_all();
		start = ticks_now();
		status = RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_BLOCK, REALM_BLOCK + (2ul << 20));
		held = counts_are_short(start);
	}
	CHECK_EQ(status, RMI_SUCCESS);
	CHECK(held);
	realm_destroy(&realm);
}

/* A realm that spins until the host's timer ends its run, with counters of its own or without. */
static void check_not_counted(const struct geometry *options)
{
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_SPIN_MASKED };
	struct rec *rec = &realm.recs[0];
	bool held = false;
	uint64_t start;

	realm_build_as(&realm, options, gprs);
	realm_activate(&realm);
	for (unsigned int i = 0; i < ATTEMPTS && !held; i++) {
		host_timer_start(PAUSE);
		count_all();
		start = ticks_now();
		(void)SMC(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);
		held = counts_are_short(start);
		CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_IRQ);
		take_interrupts();
	}
	CHECK(held);
	realm_destroy(&realm);
}

static void test_realm_not_counted(void)
{
	const struct geometry with = { USUAL_SPACE, .flags = RMI_REALM_FLAG_PMU, .pmu_num_ctrs = 2 };

	need_counters();
	check_not_counted(&usual_geometry);
	check_not_counted(&with);
}

static const struct test tests[] = {
	{ "pmu/realm", test_realm },
	{ "pmu/filters-of-the-realm-state", test_filters },
	{ "pmu/overflow-interrupt", test_overflow },
	{ "pmu/monitor-not-counted", test_monitor_not_counted },
	{ "pmu/realm-not-counted", test_realm_not_counted },
};

const struct suite pmu_suite = SUITE(tests);
