// SPDX-License-Identifier: BSD-3-Clause
/* Signatures that interrupts suspend: at every step, on other CPUs, side by side, and given up half way. */
#include "abi/rsi.h"
#include "exits.h"
#include "peek.h"
#include "realm/rec.h"
#include "runner.h"
#include "tokens.h"

#define L2	0x200000ull

static struct host_realm r;
static struct fetched got[2];

static void run_guest(guest_main *main)
{
	realm_simple(&r, 4, main, NULL);
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* ---- interrupts ---- */

static uint64_t slice;

static void do_slices(struct guest *g, void *arg)
{
	(void)arg;
	fetch(g, 7, PAGE_SIZE, &got[0]);
	machine_set_task_slice(slice);
	fetch(g, 7, PAGE_SIZE, &got[1]);
	machine_set_task_slice(0);
	expect(got[1].waits > 0);
	expect_eq(got[1].waits, machine_task_suspensions());
	expect_eq(got[1].size, got[0].size);
	expect(memcmp(got[1].token, got[0].token, got[0].size) == 0);
}

/* At every allocation, and at fewer. */
static void interrupted_at_every_step(void)
{
	slice = 1;
	run_guest(do_slices);
	must_verify(&got[1]);
}

static void interrupted_now_and_then(void)
{
	slice = 997;
	run_guest(do_slices);
	must_verify(&got[1]);
}

static void do_one(struct guest *g, void *arg)
{
	struct fetched *f = arg;

	fetch(g, 8 + (uint64_t)(f - got), 1000, f);
}

/* An interrupt of the host ends the run, at once, and the realm goes on when it is entered again. */
static void interrupt_exits(void)
{
	unsigned int exits = 0;

	realm_simple(&r, 4, do_one, &got[0]);
	machine_raise_irq(0);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	machine_clear_irq(0);
	machine_set_task_slice(200);
	while (!guest_finished(r.rec[0].guest)) {
		expect(exits++ < 100000);
		realm_enter(&r, 0);
	}
	machine_set_task_slice(0);
	realm_destroy(&r);
	must_verify(&got[0]);
	expect(got[0].waits > 0);
}

/* Which step of the guest is next; it waits for each in WFI. */
static void do_stepped(struct guest *g, void *arg)
{
	struct fetched *f = arg;
	uint64_t count, status;

	expect_now(g, 0x70, f);
	expect_eq(init(g, 0x70), RSI_SUCCESS);
	do {
		guest_wfi(g);
		status = more(g, BUFFER, 0, PAGE_SIZE, &count);
		f->waits += count == 0;
		copy_out(g, 0, count, f);
	} while (status == RSI_INCOMPLETE);
	expect_eq(status, RSI_SUCCESS);
}

/* Each step on another CPU. */
static void moves_between_cpus(void)
{
	realm_simple(&r, 4, do_stepped, &got[0]);
	machine_set_task_slice(20);
	for (unsigned int i = 0; !guest_finished(r.rec[0].guest); i++)
		step(&r, 0, i % MACHINE_CPUS);
	machine_set_task_slice(0);
	expect(got[0].waits > MACHINE_CPUS);
	realm_destroy(&r);
	must_verify(&got[0]);
}

static void two_at_once(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	for (unsigned int i = 0; i < 4; i++)
		realm_data(&r, i * PAGE_SIZE, 0);
	realm_rec(&r, do_stepped, &got[0]);
	realm_rec(&r, do_stepped, &got[1]);
	realm_activate(&r);
	machine_set_task_slice(20);
	while (!guest_finished(r.rec[0].guest) || !guest_finished(r.rec[1].guest)) {
		step(&r, 0, 0);
		step(&r, 1, 1);
	}
	machine_set_task_slice(0);
	expect(got[0].waits > 1 && got[1].waits > 1);
	realm_destroy(&r);
	must_verify(&got[0]);
	must_verify(&got[1]);
	/* Same challenge, same realm: their pages were the same buffer, and what each read was its own. */
	expect(memcmp(got[0].token, got[1].token, got[0].size) == 0);
}

/* ---- what is left ---- */

static void do_park(struct guest *g, void *arg)
{
	(void)arg;
	expect_eq(init(g, 9), RSI_SUCCESS);
	refuse(g, RSI_INCOMPLETE, BUFFER, 0, PAGE_SIZE);
}

/* The oracle finds each page that is given back and not zero. */
static void destroyed_while_parked(void)
{
	machine_set_task_slice(1000);
	realm_simple(&r, 4, do_park, NULL);
	realm_run(&r, 0);
	expect(!aux_pages_are_zero(&r, 0));
	realm_destroy(&r);
	machine_set_task_slice(0);
}

static void do_signed(struct guest *g, void *arg)
{
	uint64_t count;

	(void)arg;
	expect_eq(init(g, 10), RSI_SUCCESS);
	expect_eq(more(g, BUFFER, 0, 10, &count), RSI_INCOMPLETE);
	guest_wfi(g);
	while (more(g, BUFFER, 0, PAGE_SIZE, &count) == RSI_INCOMPLETE)
		;
}

/* Arena and stack hold nothing once the signature is made; nothing is left once the token is read. */
static void wiped_when_done(void)
{
	const uint8_t *stack;

	realm_simple(&r, 4, do_signed, NULL);
	step(&r, 0, 0);
	expect(page_is_zero(pool_look(peek_backing(r.rec[0].aux[REC_AUX_ATTEST_HEAP]))));
	/* The page of the stack holds the token by now, and nothing of the stack behind it. */
	stack = pool_look(peek_backing(r.rec[0].aux[REC_AUX_ATTEST_STACK]));
	expect(stack[0] == 0xd9 && stack[1] == 0x01);
	for (unsigned int i = PAGE_SIZE / 2; i < PAGE_SIZE; i++)
		expect_eq(stack[i], 0);
	expect(!aux_pages_are_zero(&r, 0));
	realm_run(&r, 0);
	expect(aux_pages_are_zero(&r, 0));
	realm_destroy(&r);
}

/* What the one before had in its arena when it was given up. */
static void do_given_up(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int steps = 3; steps < 300; steps += 40) {
		machine_set_task_slice(steps);
		expect_eq(init(g, steps), RSI_SUCCESS);
		refuse(g, RSI_INCOMPLETE, BUFFER, 0, PAGE_SIZE);
	}
	machine_set_task_slice(0);
	expect_eq(init(g, 12), RSI_SUCCESS);
	guest_wfi(g);
	fetch(g, 13, PAGE_SIZE, &got[0]);
	guest_wfi(g);
}

static void restart_leaves_nothing(void)
{
	realm_simple(&r, 4, do_given_up, NULL);
	step(&r, 0, 0);
	expect(page_is_zero(pool_look(peek_backing(r.rec[0].aux[REC_AUX_ATTEST_HEAP]))));
	step(&r, 0, 0);
	expect(aux_pages_are_zero(&r, 0));
	realm_run(&r, 0);
	realm_destroy(&r);
	must_verify(&got[0]);
}

static const struct test attest_task_tests[] = {
	TEST_ON(interrupted_at_every_step, with_platform),
	TEST_ON(interrupted_now_and_then, with_platform),
	TEST_ON(interrupt_exits, with_platform),
	TEST_ON(moves_between_cpus, with_platform),
	TEST_ON(two_at_once, with_platform),
	TEST_ON(destroyed_while_parked, with_platform),
	TEST_ON(wiped_when_done, with_platform),
	TEST_ON(restart_leaves_nothing, with_platform),
};

GROUP(attest_task);
