/* SPDX-License-Identifier: BSD-3-Clause */
/* Attestation tokens: whole, in parts, with interrupts in between, on two CPUs, and given up half way. */
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/print.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define CHALLENGE	0x636861316c656e67ul
#define ONE_MS		1000000ul
#define BETWEEN		(ONE_MS / 2)	/* interrupts of the host: a signature takes several */

static struct realm realm;

/* A realm that fetches a token with calls for `part` bytes each; the page that gets it. */
static uint64_t build(uint64_t part)
{
	uint64_t shared = page_get();

	realm_build(&realm, PROGRAM_TOKEN, part, CHALLENGE, 0);
	realm_share(&realm, REALM_SHARED, shared);
	realm_activate(&realm);
	return shared;
}

static void finish(uint64_t shared)
{
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
	page_put(shared);
}

static void print_hex(const void *data, uint64_t size)
{
	const uint8_t *byte = data;

	for (uint64_t i = 0; i < size; i++)
		print("%x%x", byte[i] >> 4, byte[i] & 15);
}

/* "token|RIM|TOKEN", for the relying party on the other side of the serial port: test/attestation/run verifies it. */
static void print_token(const uint8_t *token, const struct rmi_rec_exit *exit)
{
	print("token|");
	print_hex(&exit->gprs[3], 32);
	print("|");
	print_hex(token, exit->gprs[1] & 0xffffffff);
	print("\n");
}

static void test_token(void)
{
	uint64_t shared = build(PAGE_SIZE);

	print_token((const uint8_t *)shared, rec_run_to_point(&realm.recs[0], 1));
	finish(shared);
}

static void test_parts(void)
{
	uint64_t shared = build(100), value;

	value = rec_run_to_point(&realm.recs[0], 1)->gprs[1];
	CHECK_EQ(value >> 32, 0);
	CHECK((value & 0xffffffff) > 1000);
	finish(shared);
}

/* Interrupts as often as may be: each ends the run, and the realm gets its token all the same. True where one put it off. */
static bool interrupted(void)
{
	struct rec *rec = &realm.recs[0];
	uint64_t shared = build(PAGE_SIZE), times;
	struct rmi_rec_exit *exit;
	unsigned int interrupts = 0;

	for (;;) {
		host_timer_start(BETWEEN);
		exit = rec_enter(rec);
		host_timer_stop();
		if (exit->exit_reason != RMI_EXIT_IRQ)
			break;
		interrupts++;
		take_interrupts();
	}
	CHECK_EQ(exit->exit_reason, RMI_EXIT_HOST_CALL);
	CHECK_EQ(exit->gprs[0], 1);
	times = exit->gprs[1] >> 32;
	CHECK(times <= interrupts);
	if (times > 0)
		print_token((const uint8_t *)shared, exit);
	finish(shared);
	return times > 0;
}

/* The emulator's timer is a thread of its own, and on a busy machine it may sleep through a signature. */
static void test_interrupts(void)
{
	unsigned int attempts = 20;

	while (attempts > 0 && !interrupted())
		attempts--;
	CHECK(attempts > 0);
}

/* A signature that an interrupt has put off. */
static void park(struct rec *rec)
{
	struct rmi_rec_exit *exit;

	realm_start(&realm, PROGRAM_TOKEN_PARKED, 0, 0, 0);
	do {
		host_timer_start(ONE_MS);
		exit = rec_enter(rec);
		host_timer_stop();
		take_interrupts();
	} while (exit->exit_reason == RMI_EXIT_IRQ);
	CHECK_EQ(exit->exit_reason, RMI_EXIT_HOST_CALL);
	CHECK_EQ(exit->gprs[0], 1);
}

static volatile uint64_t ended_with;

static void go_on(uint64_t rec)
{
	ended_with = rec_run((struct rec *)rec)->gprs[0];
}

static void test_other_cpu(void)
{
	struct rec *rec = &realm.recs[0];

	park(rec);
	second_start(go_on, (uint64_t)rec);
	second_wait();
	CHECK_EQ(ended_with, 2);
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void test_destroyed(void)
{
	for (unsigned int i = 0; i < 3; i++) {
		park(&realm.recs[0]);
		realm_destroy(&realm);
	}
}

static void test_random(void)
{
	realm_start(&realm, PROGRAM_RANDOM, 0, 0, 0);
	rec_run_to_point(&realm.recs[0], 1);
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
}

static const struct test tests[] = {
	{ "attestation/token", test_token },
	{ "attestation/in-parts", test_parts },
	{ "attestation/interrupted", test_interrupts },
	{ "attestation/on-two-cpus", test_other_cpu },
	{ "attestation/rec-destroyed-half-way", test_destroyed },
	{ "attestation/random", test_random },
};

const struct suite attestation_suite = SUITE(tests);
