/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The client's third main: the tests of attestation, and what a token costs. Under -icount shift=0 a tick of the counter is
 * an instruction, so "cost|NAME|N" are counts. test/attestation/run judges them, and verifies the tokens.
 */
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/print.h"
#include "lib/sysreg.h"

/* Ticks from the realm's start after which a signature is being made, and those before the token's end until which it is. */
#define FIRST		100000ul
#define BEFORE_END	50000ul

void main(void);

static struct realm realm;
static uint64_t whole;	/* ticks of a token */

static uint64_t build(uint64_t challenge)
{
	uint64_t shared = page_get();

	realm_build(&realm, PROGRAM_TOKEN, PAGE_SIZE, challenge, 0);
	realm_share(&realm, REALM_SHARED, shared);
	realm_activate(&realm);
	return shared;
}

static void token_cost(void)
{
	uint64_t shared = build(1), most = 0;

	for (unsigned int i = 1; i <= 4; i++) {
		struct rmi_rec_exit *exit = rec_run_to_point(&realm.recs[0], 1);

		most = exit->gprs[2] > most ? exit->gprs[2] : most;
		realm_destroy(&realm);
		page_put(shared);
		shared = build(1 + i);
	}
	realm_destroy(&realm);
	page_put(shared);
	whole = most;
	print("cost|token|%lu\n", most);
}

/*
 * Ticks from the interrupt, `delay` after the realm's start, until the host has its exit. *parked: it put a signature off.
 * 0 where the token was out before.
 */
static uint64_t interrupt_after(uint64_t delay, uint64_t *parked)
{
	uint64_t shared = build(delay), late;
	struct rmi_rec_exit *exit;
	bool in_time;

	host_timer_start(delay);
	exit = rec_enter(&realm.recs[0]);
	late = ticks_now() - read_sysreg(cnthp_cval_el2);
	in_time = exit->exit_reason == RMI_EXIT_IRQ;
	host_timer_stop();
	take_interrupts();
	*parked = in_time ? rec_run_to_point(&realm.recs[0], 1)->gprs[1] >> 32 : 0;
	realm_destroy(&realm);
	page_put(shared);
	return in_time ? late : 0;
}

static uint64_t most_of(uint64_t first, uint64_t last, unsigned int samples, bool in_signature)
{
	uint64_t most = 0, late, parked;

	for (unsigned int i = 0; i < samples; i++) {
		late = interrupt_after(first + i * ((last - first) / samples) + i * 37 % 101, &parked);
		most = late > most ? late : most;
		CHECK(parked == 1 || !in_signature);
	}
	return most;
}

static void interrupt_cost(void)
{
	print("cost|interrupt|%lu\n", most_of(FIRST, whole - BEFORE_END, 40, true));
}

/* While the claims are taken down. */
static void interrupt_cost_begin(void)
{
	print("cost|interrupt-at-init|%lu\n", most_of(1000, FIRST, 40, false));
}

static void interrupt_cost_end(void)
{
	print("cost|interrupt-at-end|%lu\n", most_of(whole - BEFORE_END, whole + BEFORE_END / 5, 60, false));
}

static const struct test costs[] = {
	{ "attestation/token-cost", token_cost },
	{ "attestation/interrupt-cost", interrupt_cost },
	{ "attestation/interrupt-cost-at-init", interrupt_cost_begin },
	{ "attestation/interrupt-cost-at-end", interrupt_cost_end },
};

void main(void)
{
	uart_init();
	/* While this is the only CPU that runs: the counter counts the instructions of all. */
	run_tests(costs, sizeof(costs) / sizeof(costs[0]), "");
	run_tests(attestation_suite.tests, attestation_suite.count, "");
	print("done\n");
	power_off();
}
