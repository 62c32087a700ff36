// SPDX-License-Identifier: BSD-3-Clause
/* What a realm gets from below the monitor: random bits, and a sealing key of its own. */
#include "abi/rsi.h"
#include "abi/smccc.h"
#include "abi/trng.h"
#include "abi/vendor.h"
#include "attest.h"
#include "exits.h"
#include "platform_token.h"
#include "runner.h"

#define L2	0x200000ull

static struct host_realm r;

static void run_guest(guest_main *main)
{
	realm_simple(&r, 4, main, NULL);
	realm_run(&r, 0);
	realm_destroy(&r);
}

static uint64_t *call(struct guest *g, uint64_t fid, uint64_t x1)
{
	static uint64_t x[11];

	for (unsigned int i = 0; i < 11; i++)
		x[i] = 0x7777000000000000ull | i;
	x[0] = fid;
	x[1] = x1;
	expect_eq(guest_smc(g, x), DONE);
	return x;
}

/* ---- TRNG ---- */

static void expect_bits(struct guest *g, uint64_t fid, uint64_t bits, uint64_t most)
{
	uint64_t *x = call(g, fid, bits), width = most / 3;

	if (bits == 0 || bits > most) {
		expect_eq(x[0], TRNG_INVALID_PARAMETERS);
		expect(x[1] == 0 && x[2] == 0 && x[3] == 0);
		return;
	}
	expect_eq(x[0], TRNG_SUCCESS);
	for (unsigned int i = 0; i < 3; i++) {
		uint64_t low = i * width, here = bits > low ? bits - low : 0;

		if (here < width)
			expect_eq(x[3 - i] >> here, 0);
		else if (width < 64)
			expect_eq(x[3 - i] >> width, 0);
	}
}

static void do_trng(struct guest *g, void *arg)
{
	static const uint64_t known[] = { TRNG_VERSION, TRNG_FEATURES, TRNG_GET_UUID, TRNG_RND_32, TRNG_RND_64 };
	uint64_t last = 0, *x;

	(void)arg;
	expect_eq(call(g, TRNG_VERSION, 0)[0], 0x10000);
	for (unsigned int i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		expect_eq(call(g, TRNG_FEATURES, known[i])[0], TRNG_SUCCESS);
	expect_eq(call(g, TRNG_FEATURES, 0x84000054)[0], TRNG_NOT_SUPPORTED);
	expect_eq(call(g, TRNG_FEATURES, 0)[0], TRNG_NOT_SUPPORTED);
	x = call(g, TRNG_GET_UUID, 0);
	expect(x[0] == TRNG_UUID_W0 && x[1] == TRNG_UUID_W1 && x[2] == TRNG_UUID_W2 && x[3] == TRNG_UUID_W3);
	for (uint64_t bits = 0; bits <= 200; bits++) {
		expect_bits(g, TRNG_RND_32, bits, TRNG_MAX_BITS_32);
		expect_bits(g, TRNG_RND_64, bits, TRNG_MAX_BITS_64);
	}
	expect_bits(g, TRNG_RND_64, ~0ull, TRNG_MAX_BITS_64);
	/* A 32-bit call has 32-bit arguments: what is above them is nobody's. */
	expect_eq(call(g, TRNG_RND_32, 1ull << 32 | 32)[0], TRNG_SUCCESS);
	expect_eq(call(g, TRNG_RND_32, 1ull << 32)[0], TRNG_INVALID_PARAMETERS);
	for (unsigned int i = 0; i < 100; i++) {
		x = call(g, TRNG_RND_64, TRNG_MAX_BITS_64);
		expect(x[3] != last && x[3] != x[2] && x[2] != x[1]);
		last = x[3];
	}
	fake_platform.has_random = false;
	x = call(g, TRNG_RND_64, 64);
	expect_eq(x[0], TRNG_NO_ENTROPY);
	expect(x[1] == 0 && x[2] == 0 && x[3] == 0);
}

static void trng(void)
{
	run_guest(do_trng);
}

/* ---- sealing ---- */

struct seal {
	unsigned int hash_algo;
	uint8_t rpv, content;
	uint8_t rim[64];
	uint64_t key[4];
};

static void do_seal(struct guest *g, void *arg)
{
	struct seal *seal = arg;
	uint64_t *x = call(g, VENDOR_SEALING_KEY, 0);

	expect_eq(x[0], RSI_SUCCESS);
	memcpy(seal->key, &x[1], sizeof(seal->key));
	memcpy(seal->rim, &call(g, RSI_MEASUREMENT_READ, 0)[1], 64);
	/* What the realm measures while it runs does not change its key. */
	expect_eq(call(g, RSI_MEASUREMENT_EXTEND, 1)[0], RSI_ERROR_INPUT);
	expect(memcmp(&call(g, VENDOR_SEALING_KEY, 0)[1], seal->key, sizeof(seal->key)) == 0);
}

/* The key of a realm with these properties, as it gets it itself. */
static void seal(struct seal *s)
{
	struct rmi_realm_params *p = realm_prepare(&r);

	p->hash_algo = (uint8_t)s->hash_algo;
	memset(p->rpv, s->rpv, sizeof(p->rpv));
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	realm_data(&r, PAGE_SIZE, s->content);
	realm_rec(&r, do_seal, s);
	realm_activate(&r);
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* By OpenSSL, as docs/attestation.md says. */
static void expect_key(const struct seal *s)
{
	static const char label[] = "virtCCA sealing";
	uint8_t root[48], info[12 + 2 + 1 + 64 + 64] = "virtCCA seal", key[32];

	ref_hkdf(fake_platform.secret, 48, label, sizeof(label) - 1, root, sizeof(root));
	info[12] = (uint8_t)(fake_platform.lifecycle >> 8);
	info[13] = (uint8_t)fake_platform.lifecycle;
	info[14] = (uint8_t)s->hash_algo;
	memcpy(info + 15, s->rim, 64);
	memset(info + 79, s->rpv, 64);
	ref_hkdf(root, sizeof(root), info, sizeof(info), key, sizeof(key));
	expect(memcmp(key, s->key, sizeof(key)) == 0);
}

/* The same realm gets the same key, and any other another one. */
static void sealing_keys(void)
{
	struct seal seals[] = {
		{ .rpv = 1, .content = 1 }, { .rpv = 1, .content = 1 }, { .rpv = 2, .content = 1 },
		{ .rpv = 1, .content = 2 }, { .hash_algo = 1, .rpv = 1, .content = 1 },
	};

	for (unsigned int i = 0; i < 5; i++) {
		seal(&seals[i]);
		expect_key(&seals[i]);
		for (unsigned int n = 0; n < i; n++)
			expect_eq(memcmp(seals[n].key, seals[i].key, 32) == 0, n == 0 && i == 1);
	}
}

static void with_sealing(void)
{
	fake_platform.sealing = true;
	fake_platform.lifecycle = 0x3001;
}

static void do_discover(struct guest *g, void *arg)
{
	uint64_t *x = call(g, VENDOR_UID, 0);

	(void)arg;
	expect(x[0] == VENDOR_REALM_UID_W0 && x[1] == VENDOR_REALM_UID_W1 && x[2] == VENDOR_REALM_UID_W2 &&
	       x[3] == VENDOR_REALM_UID_W3);
	expect_eq(call(g, VENDOR_CALL_COUNT, 0)[0], 1);
	x = call(g, VENDOR_REVISION, 0);
	expect(x[0] == VENDOR_REVISION_MAJOR && x[1] == VENDOR_REVISION_MINOR);
	/* The host's calls are no realm's. */
	expect_eq(call(g, VENDOR_POOL_INFO, 0)[0], SMCCC_NOT_SUPPORTED);
}

static void sealing_is_found(void)
{
	run_guest(do_discover);
}

static void do_none(struct guest *g, void *arg)
{
	static const uint64_t fids[] = { VENDOR_UID, VENDOR_CALL_COUNT, VENDOR_REVISION, VENDOR_SEALING_KEY };

	(void)arg;
	for (unsigned int i = 0; i < 4; i++) {
		uint64_t *x = call(g, fids[i], 5);

		expect_eq(x[0], SMCCC_NOT_SUPPORTED);
		expect(x[1] == 0 && x[2] == 0 && x[3] == 0);
		expect_eq(x[4], 0x7777000000000004);
	}
}

static void sealing_is_off(void)
{
	run_guest(do_none);
}

static void do_no_secret(struct guest *g, void *arg)
{
	uint64_t *x = call(g, VENDOR_SEALING_KEY, 0);

	(void)arg;
	expect_eq(x[0], RSI_ERROR_UNKNOWN);
	expect(x[1] == 0 && x[2] == 0 && x[3] == 0 && x[4] == 0);
}

static void sealing_without_secret(void)
{
	run_guest(do_no_secret);
}

static void no_secret(void)
{
	fake_platform.sealing = true;
	fake_platform.has_secret = false;
}

/* A monitor without a platform token seals all the same: that is no relying party's business. */
static void no_token(void)
{
	with_sealing();
	fake_platform.has_token = false;
}

static const struct test realm_secrets_tests[] = {
	TEST(trng),
	TEST_ON(sealing_keys, with_sealing),
	TEST_ON(sealing_is_found, with_sealing),
	TEST(sealing_is_off),
	TEST_ON(sealing_without_secret, no_secret),
	{ .name = "sealing_without_token", .run = sealing_keys, .configure = no_token },
};

GROUP(realm_secrets);
