// SPDX-License-Identifier: BSD-3-Clause
/* RECs that several CPUs want at once. What holds at the end: smp_test.c. */
#include <stdatomic.h>

#include "abi/psci.h"
#include "abi/rsi.h"
#include "exits.h"
#include "runner.h"
#include "smp.h"

#define L2	0x200000ull

static struct host_realm shared;
static atomic_bool stop;

/* ---- one REC, several CPUs ---- */

static atomic_uint inside;

static void alone(struct guest *g, void *arg)
{
	(void)arg;
	for (;;) {
		expect_eq(atomic_fetch_add(&inside, 1), 0);
		for (unsigned int i = 0; i < 20; i++)
			port_cpu_relax();
		atomic_fetch_sub(&inside, 1);
		guest_interrupted(g);
	}
}

static void enters(struct cpu *c)
{
	uint64_t run = new_page();

	for (unsigned int i = 0; i < 200; i++) {
		struct reply e = rmi(RMI_REC_ENTER, shared.rec[0].rec, run);

		expect(e.x[0] == RMI_SUCCESS || e.x[0] == RMI_ERROR_REC || e.x[0] == RMI_ERROR_INPUT);
		c->count += e.x[0] == RMI_SUCCESS;
	}
}

static void rec_on_one_cpu(void)
{
	smp_begin();
	realm_simple(&shared, 1, alone, NULL);
	for (unsigned int i = 0; i < 3; i++)
		smp_add(enters);
	smp_go();
	expect(cpus[0].count + cpus[1].count + cpus[2].count > 0);
	realm_destroy(&shared);
	expect_pristine();
}

/* Destroyed by another CPU in the midst of it: REC, and once it is gone INPUT. */
static void destroys_rec(struct cpu *c)
{
	(void)c;
	for (unsigned int i = 0; i < 50; i++)
		port_cpu_relax();
	while (rmi(RMI_REC_DESTROY, shared.rec[0].rec).x[0] != RMI_SUCCESS)
		port_cpu_relax();
}

static void rec_destroyed_by_other(void)
{
	smp_begin();
	realm_simple(&shared, 1, alone, NULL);
	smp_add(enters);
	smp_add(destroys_rec);
	smp_go();
	undelegate(shared.rec[0].rec);
	for (unsigned int i = 0; i < shared.rec[0].num_aux; i++)
		undelegate(shared.rec[0].aux[i]);
	shared.rec_count = 0;
	realm_destroy(&shared);
	expect_pristine();
}

/* ---- vCPUs that start and stop each other ---- */

static void starter(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < 60; i++) {
		uint64_t status = guest_call(g, PSCI_CPU_ON_64, 1, 0x1000, 0, 0);

		expect(status == PSCI_SUCCESS || status == (uint64_t)PSCI_ALREADY_ON);
		status = guest_call(g, PSCI_AFFINITY_INFO_64, 1, 0, 0, 0);
		expect(status == PSCI_AFFINITY_ON || status == PSCI_AFFINITY_OFF);
	}
	atomic_store(&stop, true);
	guest_call(g, PSCI_SYSTEM_OFF, 0, 0, 0, 0);
}

static void stopper(struct guest *g, void *arg)
{
	(void)arg;
	for (;;) {
		guest_interrupted(g);
		guest_call(g, PSCI_CPU_OFF, 0, 0, 0, 0);
	}
}

static void runs_starter(struct cpu *c)
{
	(void)c;
	for (;;) {
		const struct rmi_rec_exit *e = realm_enter(&shared, 0);

		if (e->exit_reason != RMI_EXIT_PSCI)
			continue;
		if (e->gprs[0] == PSCI_SYSTEM_OFF)
			return;
		expect_ok(rmi(RMI_PSCI_COMPLETE, shared.rec[0].rec, shared.rec[1].rec, PSCI_SUCCESS));
	}
}

static void runs_stopper(struct cpu *c)
{
	while (!atomic_load(&stop)) {
		struct reply e = rmi(RMI_REC_ENTER, shared.rec[1].rec, shared.rec[1].run);

		expect(e.x[0] == RMI_SUCCESS || e.x[0] == RMI_ERROR_REC || e.x[0] == RMI_RESULT(RMI_ERROR_REALM, 1));
		c->count += e.x[0] == RMI_SUCCESS;
	}
}

/* Both RECs of a realm, one of which starts the other again and again, until the time is over. */
static void begin_starts_and_stops(void)
{
	smp_begin();
	realm_create(&shared);
	realm_rec(&shared, starter, NULL);
	realm_rec_off(&shared, stopper, NULL);
	realm_activate(&shared);
	smp_add(runs_stopper);
}

static void start_and_stop(void)
{
	begin_starts_and_stops();
	smp_add(runs_starter);
	smp_go();
	realm_destroy(&shared);
	expect_pristine();
}

/* Another CPU answers, at whatever moment: while the caller runs it is refused, and looks at nothing of it. */
static void completes(struct cpu *c)
{
	while (!atomic_load(&stop)) {
		struct reply e = rmi(RMI_PSCI_COMPLETE, shared.rec[0].rec, shared.rec[1].rec, PSCI_SUCCESS);

		expect(e.x[0] == RMI_SUCCESS || e.x[0] == RMI_ERROR_INPUT);
		c->count += e.x[0] == RMI_SUCCESS;
	}
}

static void waits_for_answers(struct cpu *c)
{
	(void)c;
	while (!atomic_load(&stop)) {
		struct reply e = rmi(RMI_REC_ENTER, shared.rec[0].rec, shared.rec[0].run);

		expect(e.x[0] == RMI_SUCCESS || e.x[0] == RMI_ERROR_REC);
	}
}

static void completed_by_other(void)
{
	begin_starts_and_stops();
	smp_add(completes);
	smp_add(waits_for_answers);
	smp_go();
	expect(cpus[1].count >= 60);
	realm_destroy(&shared);
	expect_pristine();
}

/* ---- everything that a host can do to a REC, whether it runs or waits for an answer ---- */

#define ASKED_FOR	(L2 / 2)

static void asks_for_much(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < 60; i++) {
		guest_call(g, RSI_IPA_STATE_SET, ASKED_FOR, ASKED_FOR + PAGE_SIZE, i % 2 ? RMI_RAM : RMI_EMPTY, 0);
		guest_call(g, RSI_HOST_CALL, 0, 0, 0, 0);
		guest_call(g, PSCI_AFFINITY_INFO_64, 1, 0, 0, 0);
		guest_call(g, RSI_MEASUREMENT_EXTEND, 1, 8, i, 0);
		guest_call(g, RSI_ATTESTATION_TOKEN_INIT, i, 0, 0, 0);
	}
	atomic_store(&stop, true);
	guest_call(g, PSCI_SYSTEM_OFF, 0, 0, 0, 0);
}

static void does_anything(struct cpu *c)
{
	uint64_t run = new_page(), rec = shared.rec[0].rec;
	struct reply e;

	while (!atomic_load(&stop)) {
		switch (pick(c, 4)) {
		case 0:
			e = rmi(RMI_PSCI_COMPLETE, rec, shared.rec[1].rec, PSCI_SUCCESS);
			expect(e.x[0] == RMI_SUCCESS || e.x[0] == RMI_ERROR_INPUT);
			break;
		case 1:
			e = rmi(RMI_RTT_SET_RIPAS, shared.rd, rec, ASKED_FOR, ASKED_FOR + PAGE_SIZE);
			expect(e.x[0] == RMI_SUCCESS || e.x[0] == RMI_ERROR_INPUT || e.x[0] == RMI_ERROR_REC);
			break;
		default:
			e = rmi(RMI_REC_ENTER, rec, run);
			expect(e.x[0] == RMI_SUCCESS || e.x[0] == RMI_ERROR_REC || e.x[0] == RMI_RESULT(RMI_ERROR_REALM, 1));
			c->count += e.x[0] == RMI_SUCCESS;
			break;
		}
	}
}

static void rec_under_fire(void)
{
	smp_begin();
	realm_create(&shared);
	realm_tables(&shared, 0, 3);
	realm_init_ripas(&shared, 0, L2);
	realm_page(&shared, 0);
	realm_rec(&shared, asks_for_much, NULL);
	realm_rec_off(&shared, stopper, NULL);
	realm_activate(&shared);
	for (unsigned int i = 0; i < 3; i++)
		smp_add(does_anything);
	smp_go();
	expect(cpus[0].count + cpus[1].count + cpus[2].count >= 60);
	realm_destroy(&shared);
	expect_pristine();
}

static const struct test smp_rec_tests[] = {
	TEST(rec_on_one_cpu), TEST(rec_destroyed_by_other), TEST(start_and_stop), TEST(completed_by_other), TEST(rec_under_fire),
};
GROUP(smp_rec);
