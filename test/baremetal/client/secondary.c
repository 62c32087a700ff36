/* SPDX-License-Identifier: BSD-3-Clause */
/* A realm with two RECs: the PSCI calls between them, completed by the host. */
#include "abi/psci.h"
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"

static struct realm realm;

static void check_psci(const struct rmi_rec_exit *exit, uint64_t fid, uint64_t target)
{
	CHECK_EQ(exit->exit_reason, RMI_EXIT_PSCI);
	CHECK_EQ(exit->gprs[0], fid);
	CHECK_EQ(exit->gprs[1], target);
}

static void complete(uint64_t status)
{
	CHECK_EQ(RMI(RMI_PSCI_COMPLETE, realm.recs[0].pa, realm.recs[1].pa, status), RMI_SUCCESS);
}

static void bring_up_second(struct rec *first, struct rec *second)
{
	CHECK_EQ(RMI(RMI_REC_ENTER, second->pa, (uint64_t)second->run), RMI_ERROR_REC);
	check_psci(rec_run(first), PSCI_AFFINITY_INFO_64, 1);
	CHECK_EQ(RMI(RMI_REC_ENTER, first->pa, (uint64_t)first->run), RMI_ERROR_REC);
	complete(PSCI_SUCCESS);
	check_psci(rec_run(first), PSCI_CPU_ON_64, 1);
	CHECK_EQ(RMI(RMI_PSCI_COMPLETE, first->pa, first->pa, PSCI_SUCCESS), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_PSCI_COMPLETE, second->pa, first->pa, PSCI_SUCCESS), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_PSCI_COMPLETE, first->pa, second->pa, 1), RMI_ERROR_INPUT);
	complete((uint64_t)PSCI_DENIED);
	check_psci(rec_run(first), PSCI_CPU_ON_64, 1);
	complete(PSCI_SUCCESS);
	check_psci(rec_run(first), PSCI_CPU_ON_64, 1);
	complete(PSCI_SUCCESS);
	/* What is on cannot be denied; the realm has its answer, and goes on. */
	check_psci(rec_run(first), PSCI_CPU_ON_64, 1);
	CHECK_EQ(RMI(RMI_PSCI_COMPLETE, first->pa, second->pa, (uint64_t)PSCI_DENIED), RMI_ERROR_INPUT);
}

static void test_second_rec(void)
{
	struct rec *first = &realm.recs[0], *second = &realm.recs[1];
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { 0 };

	realm_build(&realm, PROGRAM_SMP, 0, 0, 0);
	realm_add_rec(&realm, 0, gprs);
	realm_activate(&realm);
	bring_up_second(first, second);
	rec_run_to_point(first, 50);
	rec_run_to_point(second, 100);
	CHECK_EQ(rec_run(first)->gprs[0], PSCI_CPU_SUSPEND_64);
	CHECK_EQ(first->run->exit.exit_reason, RMI_EXIT_PSCI);
	rec_run_to_point(first, 51);
	check_psci(rec_run(second), PSCI_CPU_OFF, 0);
	CHECK_EQ(RMI(RMI_REC_ENTER, second->pa, (uint64_t)second->run), RMI_ERROR_REC);
	check_psci(rec_run(first), PSCI_AFFINITY_INFO_64, 1);
	complete(PSCI_SUCCESS);
	rec_run_to_off(first);
	realm_destroy(&realm);
}

static uint64_t second_result;

static void enter_here(uint64_t rec)
{
	second_result = RMI(RMI_REC_ENTER, ((struct rec *)rec)->pa, (uint64_t)((struct rec *)rec)->run);
	take_interrupts();
}

/* Each CPU its own realm at the same time. */
static struct realm other;

static void run_other(uint64_t unused)
{
	struct rec *rec = &other.recs[0];

	(void)unused;
	second_result = 0;
	for (unsigned int i = 0; i < 200; i++) {
		if (RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run) != RMI_SUCCESS ||
		    rec->run->exit.exit_reason != RMI_EXIT_HOST_CALL)
			return;
	}
	second_result = 1;
}

static void test_two_realms(void)
{
	uint64_t values[2] = { 1, 2 };
	uint64_t page_a = page_get(), page_b = page_get();

	*(volatile uint64_t *)page_a = values[0];
	*(volatile uint64_t *)page_b = values[1];
	realm_build(&realm, PROGRAM_TOUCH, REALM_DATA, 0, 0);
	realm_add_data(&realm, REALM_DATA, page_a, 1);
	realm_activate(&realm);
	realm_build(&other, PROGRAM_TOUCH, REALM_DATA, 0, 0);
	realm_add_data(&other, REALM_DATA, page_b, 1);
	realm_activate(&other);
	second_start(run_other, 0);
	for (unsigned int i = 0; i < 200; i++)
		CHECK_EQ(rec_run_to_point(&realm.recs[0], i)->gprs[1], values[0]);
	second_wait();
	CHECK_EQ(second_result, 1);
	CHECK_EQ(other.recs[0].run->exit.gprs[1], values[1]);
	realm_destroy(&other);
	realm_destroy(&realm);
	page_put(page_a);
	page_put(page_b);
}

#define TURNS		200u
#define STARTED		(REALM_SHARED + PAGE_SIZE)
#define ONE_SECOND	1000000000ul

static volatile bool watch_stop;

static void enter_until_call(uint64_t rec)
{
	const struct rmi_rec_exit *exit = &((struct rec *)rec)->run->exit;

	do {
		enter_here(rec);
	} while (!watch_stop && second_result == RMI_SUCCESS && exit->exit_reason == RMI_EXIT_IRQ);
}

/* Both RECs of a realm at once: neither can go on without the other. */
static void test_two_recs(void)
{
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { 0 };
	struct rec *second;

	realm_build(&realm, PROGRAM_PAIR, TURNS, 0, 0);
	second = realm_add_rec(&realm, 0, gprs);
	realm_activate(&realm);
	check_psci(rec_run(&realm.recs[0]), PSCI_CPU_ON_64, 1);
	complete(PSCI_SUCCESS);
	watch_stop = false;
	second_start(enter_until_call, (uint64_t)second);
	rec_run_to_point(&realm.recs[0], 201);
	second_wait();
	CHECK_EQ(second_result, RMI_SUCCESS);
	CHECK_EQ(second->run->exit.gprs[0], 200);
	CHECK_EQ(second->run->exit.gprs[1], 2 * TURNS);
	realm_destroy(&realm);
}

/* Enters again after each fault until the program reports; the faults are counted. */
static volatile unsigned int watch_faults;
static uint64_t started;

static void watch(uint64_t rec)
{
	const struct rmi_rec_exit *exit = &((struct rec *)rec)->run->exit;

	while (!watch_stop) {
		enter_until_call(rec);
		if (second_result != RMI_SUCCESS || exit->exit_reason != RMI_EXIT_SYNC)
			return;
		watch_faults++;
	}
}

static void build_watch(uint64_t address)
{
	realm_build(&realm, PROGRAM_WATCH, address, 1, STARTED);
	started = page_get();
	realm_share(&realm, STARTED, started);
}

/* Comes back when the program reads in a loop, and has read 1. */
static void start_watch(void)
{
	realm_activate(&realm);
	watch_faults = 0;
	watch_stop = false;
	second_start(watch, (uint64_t)&realm.recs[0]);
	while (!*(volatile uint64_t *)started)
		take_interrupts();
	CHECK_EQ(watch_faults, 0);
}

/* The running REC must fault soon: it holds no old translation. */
static void wait_fault(void)
{
	uint64_t start = ticks_now();

	while (!watch_faults && ticks_now() - start < ONE_SECOND)
		;
	if (!watch_faults)
		gic_send_sgi(1, 3);
	CHECK(watch_faults > 0);
}

/* A REC runs on one CPU at a time, and is not destroyed under it. */
static void test_running_rec(void)
{
	struct rec *rec = &realm.recs[0];
	uint64_t source = page_get(), run = page_get();

	*(volatile uint64_t *)source = 1;
	build_watch(REALM_DATA);
	realm_add_data(&realm, REALM_DATA, source, 0);
	start_watch();
	CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, run), RMI_ERROR_REC);
	CHECK_EQ(RMI(RMI_REC_DESTROY, rec->pa), RMI_ERROR_REC);
	watch_stop = true;
	gic_send_sgi(1, 3);
	CHECK_EQ(RMI(RMI_REALM_DESTROY, realm.rd), RMI_ERROR_REALM);
	second_wait();
	CHECK_EQ(second_result, RMI_SUCCESS);
	CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_IRQ);
	realm_destroy(&realm);
	page_put(source);
	page_put(run);
	page_put(started);
}

/* A shared page is taken away and replaced under a REC that reads it on another CPU. */
static void test_unmap_under_rec(void)
{
	uint64_t first = page_get(), second = page_get();

	*(volatile uint64_t *)first = 1;
	*(volatile uint64_t *)second = 2;
	build_watch(REALM_SHARED);
	realm_share(&realm, REALM_SHARED, first);
	start_watch();
	realm_unshare(&realm, REALM_SHARED);
	wait_fault();
	realm_share(&realm, REALM_SHARED, second);
	second_wait();
	CHECK_EQ(second_result, RMI_SUCCESS);
	CHECK_EQ(realm.recs[0].run->exit.gprs[1], 2);
	realm_destroy(&realm);
	page_put(started);
	page_put(first);
	page_put(second);
}

/* The same for a page of its own: once DATA_DESTROY is back, the REC has no way to it. */
static void test_destroy_under_rec(void)
{
	uint64_t source = page_get();
	struct smc r;

	*(volatile uint64_t *)source = 1;
	build_watch(REALM_DATA);
	realm_add_data(&realm, REALM_DATA, source, 0);
	start_watch();
	r = SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	granule_put(r.x[1]);
	realm.page_count--;
	wait_fault();
	watch_stop = true;
	second_wait();
	CHECK_EQ(realm.recs[0].run->exit.exit_reason, RMI_EXIT_SYNC);
	CHECK_EQ(realm.recs[0].run->exit.hpfar, (REALM_DATA >> 12) << 4);
	realm_destroy(&realm);
	page_put(started);
	page_put(source);
}

/* A CPU that was off runs realms again: the monitor is brought up on it each time. */
static void test_cpu_off_and_on(void)
{
	for (unsigned int i = 0; i < 3; i++) {
		realm_start(&realm, PROGRAM_TOUCH, REALM_RAM, 0, 0);
		watch_stop = false;
		second_start(enter_until_call, (uint64_t)&realm.recs[0]);
		second_wait();
		CHECK_EQ(second_result, RMI_SUCCESS);
		CHECK_EQ(realm.recs[0].run->exit.exit_reason, RMI_EXIT_HOST_CALL);
		second_off();
		rec_run_to_point(&realm.recs[0], 1);
		realm_destroy(&realm);
	}
}

static const struct test tests[] = {
	{ "recs/second-rec-by-cpu-on", test_second_rec },
	{ "recs/running-rec-is-busy", test_running_rec },
	{ "recs/two-realms-two-cpus", test_two_realms },
	{ "recs/two-recs-two-cpus", test_two_recs },
	{ "recs/cpu-off-and-on", test_cpu_off_and_on },
	{ "recs/unmap-under-running-rec", test_unmap_under_rec },
	{ "recs/destroy-data-under-running-rec", test_destroy_under_rec },
};

const struct suite rec_suite = SUITE(tests);
