/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys and signatures by mbedTLS. */
#include "attest/es384.h"

#include <mbedtls/ecdsa.h>
#include <mbedtls/hkdf.h>
#include <mbedtls/hmac_drbg.h>
#include <mbedtls/platform_util.h>
#include <mbedtls/sha512.h>

#include "lib/mem.h"

#define DERIVED_SIZE	56u	/* eight bytes more than the order has: no value of the key is likelier than another */
#define SHA384_SIZE	48u

/* What each computation on the curve needs. */
struct curve {
	mbedtls_ecp_group group;
	mbedtls_hmac_drbg_context blind;
	mbedtls_mpi key;
};

static const mbedtls_md_info_t *sha384(void)
{
	return mbedtls_md_info_from_type(MBEDTLS_MD_SHA384);
}

static bool curve_begin(struct curve *c, const uint8_t *key, const uint8_t *seed)
{
	mbedtls_ecp_group_init(&c->group);
	mbedtls_hmac_drbg_init(&c->blind);
	mbedtls_mpi_init(&c->key);
	return mbedtls_ecp_group_load(&c->group, MBEDTLS_ECP_DP_SECP384R1) == 0 &&
	       mbedtls_hmac_drbg_seed_buf(&c->blind, sha384(), seed, ES384_SEED_SIZE) == 0 &&
	       mbedtls_mpi_read_binary(&c->key, key, ES384_BYTES) == 0;
}

static void curve_end(struct curve *c)
{
	mbedtls_mpi_free(&c->key);
	mbedtls_hmac_drbg_free(&c->blind);
	mbedtls_ecp_group_free(&c->group);
}

bool hkdf_sha384(struct bytes secret, struct bytes info, void *out, size_t size)
{
	return mbedtls_hkdf(sha384(), NULL, 0, secret.data, secret.size, info.data, info.size, out, size) == 0;
}

/* key = number mod (n - 1) + 1 */
static bool reduce(const uint8_t number[DERIVED_SIZE], uint8_t key[ES384_BYTES])
{
	mbedtls_ecp_group group;
	mbedtls_mpi value, order;
	bool good;

	mbedtls_ecp_group_init(&group);
	mbedtls_mpi_init(&value);
	mbedtls_mpi_init(&order);
	good = mbedtls_ecp_group_load(&group, MBEDTLS_ECP_DP_SECP384R1) == 0 &&
	       mbedtls_mpi_read_binary(&value, number, DERIVED_SIZE) == 0 &&
	       mbedtls_mpi_sub_int(&order, &group.N, 1) == 0 && mbedtls_mpi_mod_mpi(&value, &value, &order) == 0 &&
	       mbedtls_mpi_add_int(&value, &value, 1) == 0 && mbedtls_mpi_write_binary(&value, key, ES384_BYTES) == 0;
	mbedtls_mpi_free(&order);
	mbedtls_mpi_free(&value);
	mbedtls_ecp_group_free(&group);
	return good;
}

bool es384_derive(struct bytes secret, struct bytes label, uint8_t key[ES384_BYTES])
{
	uint8_t number[DERIVED_SIZE];
	bool good = hkdf_sha384(secret, label, number, sizeof(number)) && reduce(number, key);

	mbedtls_platform_zeroize(number, sizeof(number));
	return good;
}

bool es384_public(const uint8_t key[ES384_BYTES], const uint8_t seed[ES384_SEED_SIZE], uint8_t point[2 * ES384_BYTES])
{
	uint8_t encoded[1 + 2 * ES384_BYTES];	/* 4, x, y */
	struct curve c;
	mbedtls_ecp_point public;
	size_t size;
	bool good;

	mbedtls_ecp_point_init(&public);
	good = curve_begin(&c, key, seed) &&
	       mbedtls_ecp_mul(&c.group, &public, &c.key, &c.group.G, mbedtls_hmac_drbg_random, &c.blind) == 0 &&
	       mbedtls_ecp_point_write_binary(&c.group, &public, MBEDTLS_ECP_PF_UNCOMPRESSED, &size, encoded,
					      sizeof(encoded)) == 0;
	if (good)
		memcpy(point, encoded + 1, 2 * ES384_BYTES);
	mbedtls_ecp_point_free(&public);
	curve_end(&c);
	return good;
}

bool es384_sign(const uint8_t key[ES384_BYTES], struct bytes message, const uint8_t seed[ES384_SEED_SIZE],
		uint8_t signature[ES384_SIGNATURE_SIZE])
{
	uint8_t digest[SHA384_SIZE];
	struct curve c;
	mbedtls_mpi r, s;
	bool good;

	mbedtls_mpi_init(&r);
	mbedtls_mpi_init(&s);
	good = curve_begin(&c, key, seed) && mbedtls_sha512(message.data, message.size, digest, 1) == 0 &&
	       mbedtls_ecdsa_sign_det_ext(&c.group, &r, &s, &c.key, digest, sizeof(digest), MBEDTLS_MD_SHA384,
					  mbedtls_hmac_drbg_random, &c.blind) == 0 &&
	       mbedtls_mpi_write_binary(&r, signature, ES384_BYTES) == 0 &&
	       mbedtls_mpi_write_binary(&s, signature + ES384_BYTES, ES384_BYTES) == 0;
	mbedtls_mpi_free(&s);
	mbedtls_mpi_free(&r);
	curve_end(&c);
	return good;
}
