// SPDX-License-Identifier: BSD-3-Clause
/* Attestation tokens, from the realm's side and the relying party's. */
#include "abi/rsi.h"
#include "exits.h"
#include "peek.h"
#include "runner.h"
#include "tokens.h"

#define HALF	(1ull << 33)
#define L2	0x200000ull

static struct host_realm r;
static struct fetched got[2];

static void run_guest(guest_main *main)
{
	realm_simple(&r, 4, main, NULL);
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* ---- the token ---- */

static void do_token(struct guest *g, void *arg)
{
	(void)arg;
	extend(g, 1, 11);
	extend(g, 4, 44);
	fetch(g, 0x1000, PAGE_SIZE, &got[0]);
}

static void token(void)
{
	run_guest(do_token);
	must_verify(&got[0]);
	token_must_have_key_of(got[0].token, got[0].size, fake_platform.secret);
}

static void do_token_512(struct guest *g, void *arg)
{
	(void)arg;
	extend(g, 2, 22);
	fetch(g, 0x1000, PAGE_SIZE, &got[0]);
	got[0].expected.hash_size = 64;
}

static void token_sha512_and_rpv(void)
{
	struct rmi_realm_params *p = realm_prepare(&r);

	p->hash_algo = RMI_HASH_SHA_512;
	for (unsigned int i = 0; i < sizeof(p->rpv); i++)
		p->rpv[i] = (uint8_t)(0x30 + i);
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	realm_data(&r, BUFFER, 7);
	realm_rec(&r, do_token_512, NULL);
	realm_activate(&r);
	realm_run(&r, 0);
	for (unsigned int i = 0; i < 64; i++)
		got[0].expected.rpv[i] = (uint8_t)(0x30 + i);
	must_verify(&got[0]);
	realm_destroy(&r);
}

/* In all sizes of parts it is the same token: a signature depends on key and claims alone. */
static void do_parts(struct guest *g, void *arg)
{
	static const uint64_t parts[] = { 1, 7, 64, 1000, PAGE_SIZE - 64 };

	(void)arg;
	fetch(g, 0x2000, PAGE_SIZE, &got[0]);
	for (unsigned int i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		fetch(g, 0x2000, parts[i], &got[1]);
		expect_eq(got[1].waits, 0);
		expect_eq(got[1].size, got[0].size);
		expect(memcmp(got[1].token, got[0].token, got[0].size) == 0);
	}
}

static void parts(void)
{
	run_guest(do_parts);
	must_verify(&got[0]);
}

/* ---- arguments ---- */

static void do_arguments(struct guest *g, void *arg)
{
	static const uint64_t bad[] = { 1, 8, 0x800, 0x1001, HALF, HALF + PAGE_SIZE, 2 * HALF, 1ull << 48, ~PAGE_MASK,
		/* RIPAS EMPTY */
		L2, 0x40000000 };
	uint64_t count;

	(void)arg;
	refuse(g, RSI_ERROR_STATE, BUFFER, 0, PAGE_SIZE);
	refuse(g, RSI_ERROR_INPUT, BUFFER + 1, 0, PAGE_SIZE);
	expect_eq(init(g, 1), RSI_SUCCESS);
	/* A bad buffer is refused whether or not the token is ready. */
	machine_set_task_slice(100);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refuse(g, RSI_ERROR_INPUT, bad[i], 0, 16);
	machine_set_task_slice(0);
	refuse(g, RSI_ERROR_INPUT, BUFFER, PAGE_SIZE, 0);
	refuse(g, RSI_ERROR_INPUT, BUFFER, PAGE_SIZE, 1);
	refuse(g, RSI_ERROR_INPUT, BUFFER, ~0ull, 1);
	refuse(g, RSI_ERROR_INPUT, BUFFER, 1, PAGE_SIZE);
	refuse(g, RSI_ERROR_INPUT, BUFFER, 0, PAGE_SIZE + 1);
	refuse(g, RSI_ERROR_INPUT, BUFFER, 16, ~0ull);
	refuse(g, RSI_ERROR_INPUT, BUFFER, 16, 0ull - 16);
	refuse(g, RSI_INCOMPLETE, BUFFER, 0, 0);
	refuse(g, RSI_INCOMPLETE, BUFFER, PAGE_SIZE - 1, 0);
	/* None of that has cost a byte of the token. */
	expect_now(g, 1, &got[0]);
	expect_eq(more(g, BUFFER, PAGE_SIZE - 1, 1, &count), RSI_INCOMPLETE);
	expect_eq(count, 1);
	copy_out(g, PAGE_SIZE - 1, 1, &got[0]);
	rest(g, 500, &got[0]);
	refuse(g, RSI_ERROR_STATE, BUFFER, 0, PAGE_SIZE);
	refuse(g, RSI_ERROR_STATE, BUFFER, 0, 0);
}

static void arguments(void)
{
	run_guest(do_arguments);
	must_verify(&got[0]);
}

/* Only the bytes that were asked for change. */
static void do_bounds(struct guest *g, void *arg)
{
	uint64_t count;

	(void)arg;
	for (unsigned int i = 0; i < PAGE_SIZE; i += 8)
		guest_must_store(g, BUFFER + i, 0x5555555555555555);
	expect_eq(init(g, 1), RSI_SUCCESS);
	expect_eq(more(g, BUFFER, 803, 11, &count), RSI_INCOMPLETE);
	expect_eq(count, 11);
	copy_out(g, 0, PAGE_SIZE, &got[0]);
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		expect((i >= 803 && i < 814) || got[0].token[i] == 0x55);
	expect_eq(got[0].token[803], 0xd9);
	expect_eq(got[0].token[804], 0x01);
	expect_eq(got[0].token[805], 0x8f);
}

static void bounds(void)
{
	run_guest(do_bounds);
}

/* INIT forgets what was under way, whatever it was. */
static void do_restart(struct guest *g, void *arg)
{
	uint64_t count;

	(void)arg;
	expect_eq(init(g, 0x100), RSI_SUCCESS);
	expect_eq(init(g, 0x200), RSI_SUCCESS);
	expect_eq(more(g, BUFFER, 0, 100, &count), RSI_INCOMPLETE);
	machine_set_task_slice(50);
	expect_eq(init(g, 0x300), RSI_SUCCESS);
	refuse(g, RSI_INCOMPLETE, BUFFER, 0, 100);
	machine_set_task_slice(0);
	fetch(g, 0x400, 333, &got[0]);
}

static void restart(void)
{
	run_guest(do_restart);
	must_verify(&got[0]);
}

/* What a token states is what was so at INIT. */
static void do_fixed(struct guest *g, void *arg)
{
	(void)arg;
	extend(g, 3, 1);
	expect_now(g, 5, &got[0]);
	expect_eq(init(g, 5), RSI_SUCCESS);
	extend(g, 3, 2);
	rest(g, 100, &got[0]);
	fetch(g, 6, 100, &got[1]);
	expect(memcmp(got[0].expected.rem[2], got[1].expected.rem[2], 32) != 0);
}

static void claims_are_of_init(void)
{
	run_guest(do_fixed);
	must_verify(&got[0]);
	must_verify(&got[1]);
}

/* ---- the buffer ---- */

#define LATER	(100 * PAGE_SIZE)	/* RAM without memory yet */

static void do_missing(struct guest *g, void *arg)
{
	uint64_t count;

	(void)arg;
	expect_eq(init(g, 11), RSI_SUCCESS);
	expect_eq(more(g, LATER, 0, 64, &count), RSI_INCOMPLETE);
	expect_eq(count, 64);
	expect_eq(guest_must_load(g, LATER) & 0xffffff, 0x8f01d9);
}

static void expect_missing(uint64_t ipa)
{
	const struct rmi_rec_exit *e = realm_enter(&r, 0);

	expect_eq(e->exit_reason, RMI_EXIT_SYNC);
	expect_eq(e->esr, 0x24ull << 26 | 7);
	expect_eq(e->hpfar, ipa >> 8);
	expect_eq(e->far, 0);
}

static void buffer_without_memory(void)
{
	realm_simple(&r, 4, do_missing, NULL);
	expect_missing(LATER);
	expect_missing(LATER);
	realm_page(&r, LATER);
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* Taken away while the signature is made: the realm's next call waits for memory, and its token is whole. */
static void do_taken(struct guest *g, void *arg)
{
	(void)arg;
	expect_now(g, 12, &got[0]);
	expect_eq(init(g, 12), RSI_SUCCESS);
	machine_set_task_slice(400);
	refuse(g, RSI_INCOMPLETE, BUFFER, 0, PAGE_SIZE);
	guest_wfi(g);
	machine_set_task_slice(0);
	rest(g, PAGE_SIZE, &got[0]);
}

static void buffer_taken_while_signing(void)
{
	realm_simple(&r, 4, do_taken, NULL);
	step(&r, 0, 0);
	expect_ok(rmi(RMI_DATA_DESTROY, r.rd, BUFFER));
	expect_missing(BUFFER);
	/* DESTROYED: only the realm can make it RAM again, and this one does not. */
	realm_destroy(&r);
	expect_eq(got[0].size, 0);
}

/* ---- where there is nothing to attest with ---- */

static void do_unknown(struct guest *g, void *arg)
{
	(void)arg;
	expect_eq(init(g, 1), RSI_ERROR_UNKNOWN);
	refuse(g, RSI_ERROR_STATE, BUFFER, 0, PAGE_SIZE);
}

static void without_secret(void)
{
	run_guest(do_unknown);
	expect(strstr(machine_console(), "no attestation: no secret"));
}

static void no_secret(void)
{
	fake_platform.has_secret = false;
}

static void without_token(void)
{
	run_guest(do_unknown);
	expect(strstr(machine_console(), "no attestation: no platform token"));
}

static void no_token(void)
{
	fake_platform.has_token = false;
}

static void large_token(void)
{
	fake_platform.token_size = 3000;
}

static void without_randomness(void)
{
	run_guest(do_unknown);
	expect(strstr(machine_console(), "no attestation: no randomness"));
}

static void no_randomness(void)
{
	fake_platform.has_random = false;
}

static void do_dry(struct guest *g, void *arg)
{
	(void)arg;
	fake_platform.has_random = false;
	do_unknown(g, NULL);
	fake_platform.has_random = true;
	fetch(g, 1, PAGE_SIZE, &got[0]);
}

static void randomness_runs_dry(void)
{
	run_guest(do_dry);
	must_verify(&got[0]);
}

/* Another secret, another key: nothing else goes into it. */
static void other_secret(void)
{
	fake_platform.make = platform_token_make;
	fake_platform.secret[47] ^= 1;
}

static void key_follows_secret(void)
{
	run_guest(do_token);
	must_verify(&got[0]);
	token_must_have_key_of(got[0].token, got[0].size, fake_platform.secret);
	fake_platform.secret[47] ^= 1;
	machine_expect_fail("KEY_X");
	token_must_have_key_of(got[0].token, got[0].size, fake_platform.secret);
}

static const struct test attest_tests[] = {
	TEST_ON(token, with_platform),
	TEST_ON(token_sha512_and_rpv, with_platform),
	TEST_ON(parts, with_platform),
	TEST_ON(arguments, with_platform),
	TEST_ON(bounds, with_platform),
	TEST_ON(restart, with_platform),
	TEST_ON(claims_are_of_init, with_platform),
	TEST_ON(buffer_without_memory, with_platform),
	TEST_ON(buffer_taken_while_signing, with_platform),
	TEST_ON(without_secret, no_secret),
	TEST_ON(without_token, no_token),
	{ .name = "token_too_large", .run = without_token, .configure = large_token },
	TEST_ON(without_randomness, no_randomness),
	TEST_ON(randomness_runs_dry, with_platform),
	TEST_ON(key_follows_secret, other_secret),
};

GROUP(attest);
