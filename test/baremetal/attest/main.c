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

#define SAMPLES		40u
#define FIRST		100000ul	/* ticks until the interrupt comes: in the signature from here on */
#define LAST		6200000ul

void main(void);

static struct realm realm;

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
	print("cost|token|%lu\n", most);
}

/* From the interrupt until the host has its exit, over many moments of a signature. */
static void interrupt_cost(void)
{
	uint64_t most = 0;

	for (unsigned int i = 0; i < SAMPLES; i++) {
		uint64_t shared = build(i), late;

		host_timer_start(FIRST + i * ((LAST - FIRST) / SAMPLES) + i * 37);
		CHECK_EQ(rec_enter(&realm.recs[0])->exit_reason, RMI_EXIT_IRQ);
		late = ticks_now() - read_sysreg(cnthp_cval_el2);
		host_timer_stop();
		take_interrupts();
		most = late > most ? late : most;
		/* It was a signature that was put off, not anything else of the realm's. */
		CHECK(rec_run_to_point(&realm.recs[0], 1)->gprs[1] >> 32 == 1);
		realm_destroy(&realm);
		page_put(shared);
	}
	print("cost|interrupt|%lu\n", most);
}

static const struct test costs[] = {
	{ "attestation/token-cost", token_cost },
	{ "attestation/interrupt-cost", interrupt_cost },
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
