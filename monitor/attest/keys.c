/* SPDX-License-Identifier: BSD-3-Clause */
/* Key hierarchy of the monitor: docs/attestation.md. */
#include "attest/keys.h"

#include <mbedtls/platform_util.h>

#include "attest/heap.h"
#include "lib/mem.h"
#include "lib/print.h"
#include "port/attest.h"

#define LABEL(text)	((struct bytes){ text, sizeof(text) - 1 })
#define SEALING_ROOT	48u

static struct attestation_keys keys;
static bool have_tokens;
static uint8_t sealing_root[SEALING_ROOT];
static bool have_sealing;
static uint16_t lifecycle;

/* The public half, and the platform's word that it is the monitor's. False, with the reason in *missing. */
static bool certify(const char **missing)
{
	uint8_t seed[PORT_RANDOM_SIZE], point[2 * ES384_BYTES], key_hash[HASH_MAX_SIZE];
	bool good;

	*missing = "no randomness";
	if (!port_random(seed))
		return false;
	*missing = "not enough memory";
	good = es384_public(keys.private, seed, point);
	mbedtls_platform_zeroize(seed, sizeof(seed));
	if (!good)
		return false;
	token_cose_key(point, keys.cose_key);
	hash(RMI_HASH_SHA_256, keys.cose_key, sizeof(keys.cose_key), key_hash);
	*missing = "no platform token";
	return port_attest_platform_token(key_hash, keys.platform_token, sizeof(keys.platform_token),
					  &keys.platform_token_size);
}

static bool derive(const char **missing)
{
	uint8_t secret[PORT_SECRET_SIZE];
	const struct bytes from = { secret, sizeof(secret) };
	bool good;

	*missing = "no secret from the stage before";
	if (!port_attest_stage_secret(secret, &lifecycle))
		return false;
	*missing = "not enough memory";
	good = es384_derive(from, LABEL("virtCCA realm attestation key"), keys.private) &&
	       hkdf_sha384(from, LABEL("virtCCA sealing"), sealing_root, sizeof(sealing_root));
	/* Whoever reads the monitor's memory later gets its keys, but nothing that made them. */
	mbedtls_platform_zeroize(secret, sizeof(secret));
	return good;
}

void keys_start(void)
{
	const char *missing;

	heap_own_begin();
	have_sealing = derive(&missing);
	have_tokens = have_sealing && certify(&missing);
	heap_own_end();
	if (!have_tokens)
		print("TMM: no attestation: %s\n", missing);
}

const struct attestation_keys *keys_for_tokens(void)
{
	return have_tokens ? &keys : NULL;
}

/* What tells one realm's key from another's. */
struct sealing_info {
	char label[12];			/* without a 0 at its end */
	uint8_t lifecycle[2];		/* high byte first */
	uint8_t hash_algo;
	uint8_t rim[HASH_MAX_SIZE];
	uint8_t rpv[RMI_RPV_SIZE];
};
_Static_assert(sizeof(struct sealing_info) == 12 + 2 + 1 + 64 + 64, "no padding is derived from");

bool keys_seal(const struct measurements *measurements, const uint8_t *rpv, uint8_t key[SEALING_KEY_SIZE])
{
	struct sealing_info info = {
		.label = { 'v', 'i', 'r', 't', 'C', 'C', 'A', ' ', 's', 'e', 'a', 'l' },
		.lifecycle = { (uint8_t)(lifecycle >> 8), (uint8_t)lifecycle },
		.hash_algo = (uint8_t)measurements->algo,
	};
	bool good;

	if (!have_sealing)
		return false;
	memcpy(info.rim, measurements->slot[MEASUREMENT_RIM], sizeof(info.rim));
	memcpy(info.rpv, rpv, sizeof(info.rpv));
	heap_own_begin();
	good = hkdf_sha384((struct bytes){ sealing_root, sizeof(sealing_root) }, (struct bytes){ &info, sizeof(info) },
			   key, SEALING_KEY_SIZE);
	heap_own_end();
	return good;
}
