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
	complete(PSCI_SUCCESS);
	check_psci(rec_run(first), PSCI_CPU_ON_64, 1);
	complete(PSCI_SUCCESS);
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

/* A REC runs on one CPU at a time, and is not destroyed under it. */
static void test_running_rec(void)
{
	struct rec *rec = &realm.recs[0];
	uint64_t start;

	realm_start(&realm, PROGRAM_SPIN, 0, 0, 0);
	second_start(enter_here, (uint64_t)rec);
	for (start = ticks_now(); ticks_now() - start < 20000000;)
		;
	CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run), RMI_ERROR_REC);
	CHECK_EQ(RMI(RMI_REC_DESTROY, rec->pa), RMI_ERROR_REC);
	gic_send_sgi(1, 3);
	second_wait();
	CHECK_EQ(second_result, RMI_SUCCESS);
	CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_IRQ);
	realm_destroy(&realm);
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

static const struct test tests[] = {
	{ "recs/second-rec-by-cpu-on", test_second_rec },
	{ "recs/running-rec-is-busy", test_running_rec },
	{ "recs/two-realms-two-cpus", test_two_realms },
};

const struct suite rec_suite = SUITE(tests);
