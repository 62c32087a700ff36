// SPDX-License-Identifier: BSD-3-Clause
/* PSCI in a realm with several vCPUs, and RMI_PSCI_COMPLETE. */
#include "abi/psci.h"
#include "exits.h"
#include "oracle.h"
#include "runner.h"

#define HALF	(1ull << 33)
#define DENIED	((uint64_t)PSCI_DENIED)

static struct host_realm r, other;

static uint64_t fid, a1, a2, a3;
static uint64_t result[4];

/* Makes one call after the other, as the test says. */
static void calls(struct guest *g, void *arg)
{
	(void)arg;
	for (;;) {
		uint64_t x[11] = { fid, a1, a2, a3, CANARY(4), CANARY(5) };

		guest_smc(g, x);
		memcpy(result, x, sizeof(result));
		guest_interrupted(g);
	}
}

static void idle(struct guest *g, void *arg)
{
	(void)arg;
	for (;;)
		guest_interrupted(g);
}

static void build(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, 512 * PAGE_SIZE);
	realm_rec(&r, calls, NULL);
	realm_rec_off(&r, idle, NULL);
	realm_rec(&r, idle, NULL);
	realm_activate(&r);
}

static const struct rmi_rec_exit *call(uint64_t f, uint64_t x1, uint64_t x2, uint64_t x3)
{
	fid = f;
	a1 = x1;
	a2 = x2;
	a3 = x3;
	memset(result, 0xee, sizeof(result));
	return realm_enter(&r, 0);
}

/* Answered by the monitor alone. */
static void expect_result(uint64_t want, uint64_t f, uint64_t x1, uint64_t x2, uint64_t x3)
{
	expect_eq(call(f, x1, x2, x3)->exit_reason, RMI_EXIT_IRQ);
	expect_eq(result[0], want);
}

static struct reply complete(unsigned int target, uint64_t status)
{
	return rmi(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[target].rec, status);
}

static void expect_answer(uint64_t want)
{
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect_eq(result[0], want);
	expect_eq(result[1] | result[2] | result[3], 0);
}

static void information(void)
{
	static const uint64_t supported[] = { PSCI_VERSION, PSCI_CPU_SUSPEND_32, PSCI_CPU_SUSPEND_64, PSCI_CPU_OFF,
		PSCI_CPU_ON_32, PSCI_CPU_ON_64, PSCI_AFFINITY_INFO_32, PSCI_AFFINITY_INFO_64, PSCI_SYSTEM_OFF,
		PSCI_SYSTEM_RESET, PSCI_FEATURES, 0x80000000 };
	static const uint64_t not[] = { 0x84000005, 0x84000006, 0x84000007, 0x8400000B, 0x8400000C, 0x8400000E,
		0xC400000E, 0x84000012, 0x84000013, 0xC4000190, 0xC4000150, 0 };

	build();
	expect_result(PSCI_VERSION_1_1, PSCI_VERSION, 0, 0, 0);
	for (unsigned int i = 0; i < sizeof(supported) / sizeof(supported[0]); i++)
		expect_result(PSCI_SUCCESS, PSCI_FEATURES, supported[i], 0, 0);
	for (unsigned int i = 0; i < sizeof(not) / sizeof(not[0]); i++) {
		expect_result((uint64_t)PSCI_NOT_SUPPORTED, PSCI_FEATURES, not[i], 0, 0);
		if (i < 9)
			expect_result((uint64_t)PSCI_NOT_SUPPORTED, not[i], 0, 0, 0);
	}
	realm_destroy(&r);
}

static void cpu_on_refused(void)
{
	static const uint64_t unknown[] = { 3, 15, 0x10, 0x100, 0x10000, 1ull << 32, 1ull << 31, 1ull << 24, 1ull << 63, ~0ull };

	build();
	expect_result((uint64_t)PSCI_INVALID_ADDRESS, PSCI_CPU_ON_64, 1, HALF, 0);
	expect_result((uint64_t)PSCI_INVALID_ADDRESS, PSCI_CPU_ON_64, 1, ~3ull, 0);
	/* Before the target. */
	expect_result((uint64_t)PSCI_INVALID_ADDRESS, PSCI_CPU_ON_64, 77, HALF, 0);
	for (unsigned int i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		expect_result((uint64_t)PSCI_INVALID_PARAMETERS, PSCI_CPU_ON_64, unknown[i], 0, 0);
		expect_result((uint64_t)PSCI_INVALID_PARAMETERS, PSCI_AFFINITY_INFO_64, unknown[i], 0, 0);
	}
	expect_result((uint64_t)PSCI_ALREADY_ON, PSCI_CPU_ON_64, 0, 0, 0);
	expect_result(PSCI_AFFINITY_ON, PSCI_AFFINITY_INFO_64, 0, 0, 0);
	expect_result((uint64_t)PSCI_INVALID_PARAMETERS, PSCI_AFFINITY_INFO_64, 1, 1, 0);
	/* The level has 32 bits in either form. */
	expect_result(PSCI_AFFINITY_ON, PSCI_AFFINITY_INFO_64, 0, 1ull << 32, 0);
	realm_destroy(&r);
}

/* The 32-bit forms look at 32 bits only. */
static void calls_32(void)
{
	build();
	expect_result((uint64_t)PSCI_ALREADY_ON, PSCI_CPU_ON_32, 1ull << 32, 0, 0);
	expect_result(PSCI_AFFINITY_ON, PSCI_AFFINITY_INFO_32, 1ull << 32, 1ull << 32, 0);
	realm_destroy(&r);
}

/* ---- CPU_ON ---- */

static uint64_t started_pc, started_x[31], started_sctlr, started_pstate;

static void starts(struct guest *g, void *arg)
{
	(void)arg;
	started_pc = guest_cpu(g)->pc;
	started_pstate = guest_cpu(g)->pstate;
	started_sctlr = guest_hw(g)->sys.sctlr_el1;
	memcpy(started_x, guest_cpu(g)->gprs, sizeof(started_x));
	for (;;)
		guest_interrupted(g);
}

static void on(void)
{
	const struct rmi_rec_exit *e;

	build();
	guest_create(r.vmid, guest_mpidr(1), starts, NULL);
	refused_rec(RMI_REC_ENTER, r.rec[1].rec, r.rec[1].run);
	e = call(PSCI_CPU_ON_64, 1, 0x7000, 0xc0de);
	expect_eq(e->exit_reason, RMI_EXIT_PSCI);
	/* While it is pending the caller does not run, and the target is still off. */
	refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
	refused_rec(RMI_REC_ENTER, r.rec[1].rec, r.rec[1].run);
	expect_ok(complete(1, PSCI_SUCCESS));
	expect_answer(PSCI_SUCCESS);
	realm_enter(&r, 1);
	expect_eq(started_pc, 0x7000);
	expect_eq(started_pstate, 0x3c5);
	expect_eq(started_x[0], 0xc0de);
	for (unsigned int i = 1; i < 31; i++)
		expect_eq(started_x[i], 0);
	/* Nothing pending any more. */
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[1].rec, PSCI_SUCCESS);
	/* On it is. */
	call(PSCI_CPU_ON_64, 1, 0x8000, 0);
	expect_ok(complete(1, PSCI_SUCCESS));
	expect_answer((uint64_t)PSCI_ALREADY_ON);
	realm_destroy(&r);
}

static void on_denied(void)
{
	build();
	call(PSCI_CPU_ON_64, 1, 0x7000, 0xc0de);
	expect_ok(complete(1, DENIED));
	expect_answer(DENIED);
	refused_rec(RMI_REC_ENTER, r.rec[1].rec, r.rec[1].run);
	realm_destroy(&r);
}

/* The target was on all the time: nothing to deny. The caller hears so, whether or not the host agrees first. */
static void on_denied_already_on(void)
{
	build();
	for (unsigned int agrees = 0; agrees < 2; agrees++) {
		call(PSCI_CPU_ON_64, 2, 0x7000, 0);
		expect_input(complete(2, (uint64_t)PSCI_INVALID_PARAMETERS));
		refused_rec(RMI_REC_ENTER, r.rec[0].rec, r.rec[0].run);
		expect_input(complete(2, DENIED));
		refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[2].rec, DENIED);
		refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[1].rec, PSCI_SUCCESS);
		if (agrees)
			expect_ok(complete(2, PSCI_SUCCESS));
		expect_answer((uint64_t)PSCI_ALREADY_ON);
		refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[2].rec, PSCI_SUCCESS);
	}
	realm_destroy(&r);
}

/* Between the caller's request and the end of its run the answer would change a vCPU that is on a CPU. */
static void answer_early(enum machine_event event, uint64_t addr)
{
	(void)addr;
	if (event != EVENT_REALM_UNLOAD)
		return;
	machine_set_hook(NULL);
	expect_input(complete(1, PSCI_SUCCESS));
}

static void on_answered_early(void)
{
	build();
	machine_set_hook(answer_early);
	call(PSCI_CPU_ON_64, 1, 0x7000, 0);
	expect_ok(complete(1, PSCI_SUCCESS));
	expect_answer(PSCI_SUCCESS);
	realm_destroy(&r);
}

static void complete_arguments(void)
{
	static const uint64_t bad[] = { 1, 2, (uint64_t)PSCI_NOT_SUPPORTED, (uint64_t)PSCI_INVALID_PARAMETERS,
		(uint64_t)PSCI_ALREADY_ON, (uint64_t)PSCI_ON_PENDING, (uint64_t)PSCI_INTERNAL_FAILURE,
		(uint64_t)PSCI_INVALID_ADDRESS, 0xfffffffd, 1ull << 32, 1ull << 63 };

	build();
	realm_create(&other);
	realm_rec(&other, NULL, NULL);
	realm_rec_off(&other, NULL, NULL);
	/* Nothing pending. */
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[1].rec, PSCI_SUCCESS);
	call(PSCI_CPU_ON_64, 1, 0x7000, 0);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[1].rec, bad[i]);
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[0].rec, PSCI_SUCCESS);
	refused_input(RMI_PSCI_COMPLETE, r.rec[1].rec, r.rec[0].rec, PSCI_SUCCESS);
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[2].rec, PSCI_SUCCESS);
	refused_input(RMI_PSCI_COMPLETE, r.rec[2].rec, r.rec[1].rec, PSCI_SUCCESS);
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, other.rec[1].rec, PSCI_SUCCESS);
	refused_input(RMI_PSCI_COMPLETE, other.rec[0].rec, r.rec[1].rec, PSCI_SUCCESS);
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rd, PSCI_SUCCESS);
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec + 1, r.rec[1].rec, PSCI_SUCCESS);
	expect_ok(complete(1, PSCI_SUCCESS));
	expect_answer(PSCI_SUCCESS);
	realm_destroy(&r);
	realm_destroy(&other);
}

static void affinity_info(void)
{
	build();
	call(PSCI_AFFINITY_INFO_64, 1, 0, 0);
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[1].rec, DENIED);
	expect_ok(complete(1, PSCI_SUCCESS));
	expect_answer(PSCI_AFFINITY_OFF);
	call(PSCI_AFFINITY_INFO_64, 2, 0, 0);
	expect_ok(complete(2, PSCI_SUCCESS));
	expect_answer(PSCI_AFFINITY_ON);
	realm_destroy(&r);
}

/* ---- off and on again ---- */

static unsigned int lives;

static void lives_twice(struct guest *g, void *arg)
{
	(void)arg;
	for (;;) {
		lives++;
		guest_hw(g)->sys.ttbr0_el1 = CANARY(1);
		guest_hw(g)->sys.sctlr_el1 |= 1;
		guest_hw(g)->sys.cntv_ctl = 1;
		guest_cpu(g)->gprs[20] = CANARY(2);
		guest_call(g, PSCI_CPU_OFF, 0, 0, 0, 0);
		/* From here on it was started anew. */
		expect_eq(guest_cpu(g)->pc, 0x9000);
		expect_eq(guest_hw(g)->sys.ttbr0_el1, 0);
		expect_eq(guest_hw(g)->sys.sctlr_el1 & 1, 0);
		expect_eq(guest_hw(g)->sys.cntv_ctl, 0);
		expect_eq(guest_cpu(g)->gprs[20], 0);
		expect_eq(guest_hw(g)->identity.mpidr, guest_mpidr(2));
	}
}

static void off_and_on(void)
{
	build();
	guest_create(r.vmid, guest_mpidr(2), lives_twice, NULL);
	expect_eq(realm_enter(&r, 2)->exit_reason, RMI_EXIT_PSCI);
	refused_rec(RMI_REC_ENTER, r.rec[2].rec, r.rec[2].run);
	call(PSCI_AFFINITY_INFO_64, 2, 0, 0);
	expect_ok(complete(2, PSCI_SUCCESS));
	expect_answer(PSCI_AFFINITY_OFF);
	call(PSCI_CPU_ON_64, 2, 0x9000, 0);
	expect_ok(complete(2, PSCI_SUCCESS));
	expect_answer(PSCI_SUCCESS);
	expect_eq(realm_enter(&r, 2)->exit_reason, RMI_EXIT_PSCI);
	expect_eq(lives, 2);
	realm_destroy(&r);
}

/* The caller's endianness is handed on. */
static void big_endian_caller(struct guest *g, void *arg)
{
	guest_hw(g)->sys.sctlr_el1 |= 1u << 25;
	calls(g, arg);
}

static void endianness(void)
{
	build();
	guest_create(r.vmid, guest_mpidr(0), big_endian_caller, NULL);
	guest_create(r.vmid, guest_mpidr(1), starts, NULL);
	call(PSCI_CPU_ON_64, 1, 0x7000, 0);
	expect_ok(complete(1, PSCI_SUCCESS));
	expect_answer(PSCI_SUCCESS);
	realm_enter(&r, 1);
	expect_eq(started_sctlr >> 25 & 1, 1);
	realm_destroy(&r);
}

/* ---- suspend, the end ---- */

static void suspend(void)
{
	build();
	expect_eq(call(PSCI_CPU_SUSPEND_64, 0, 0, 0)->exit_reason, RMI_EXIT_PSCI);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect_eq(result[0], PSCI_SUCCESS);
	realm_destroy(&r);
}

/* One vCPU ends the realm; the others cannot run any more, nor end it otherwise. */
static void system_off(void)
{
	build();
	realm_enter(&r, 2);
	expect_eq(call(PSCI_SYSTEM_OFF, 0, 0, 0)->exit_reason, RMI_EXIT_PSCI);
	for (unsigned int i = 0; i < 3; i++)
		refused_realm(1, RMI_REC_ENTER, r.rec[i].rec, r.rec[i].run);
	realm_destroy(&r);
}

/* The caller is destroyed with its request open; so is the target. */
static void destroyed_while_pending(void)
{
	build();
	call(PSCI_CPU_ON_64, 1, 0x7000, 0);
	expect_ok(rmi(RMI_REC_DESTROY, r.rec[1].rec));
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[1].rec, PSCI_SUCCESS);
	expect_ok(rmi(RMI_REC_DESTROY, r.rec[0].rec));
	refused_input(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[2].rec, PSCI_SUCCESS);
	expect_ok(rmi(RMI_REC_DESTROY, r.rec[2].rec));
	r.rec_count = 0;
	realm_destroy(&r);
}

/* All at once: every vCPU off, every vCPU on. */
static void sixteen(void)
{
	realm_create(&r);
	for (unsigned int i = 0; i < HOST_RECS; i++)
		i == 0 ? realm_rec(&r, calls, NULL) : realm_rec_off(&r, idle, NULL);
	realm_activate(&r);
	for (unsigned int i = 1; i < HOST_RECS; i++) {
		call(PSCI_CPU_ON_64, i, 0x1000, i);
		expect_ok(complete(i, PSCI_SUCCESS));
		expect_answer(PSCI_SUCCESS);
		realm_enter(&r, i);
	}
	realm_destroy(&r);
}

static const struct test psci_tests[] = {
	TEST(information), TEST(cpu_on_refused), TEST(calls_32), TEST(on), TEST(on_denied), TEST(on_denied_already_on),
	TEST(on_answered_early), TEST(complete_arguments), TEST(affinity_info), TEST(off_and_on), TEST(endianness), TEST(suspend),
	TEST(system_off), TEST(destroyed_while_pending), TEST(sixteen),
};
GROUP(psci);
