// SPDX-License-Identifier: BSD-3-Clause
/* Tokens made and checked by OpenSSL and the parts of virtcca-verify. */
#include "platform_token.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/kdf.h>
#include <openssl/param_build.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "tools/verify/cose.h"
#include "tools/verify/verify.h"

struct out {
	uint8_t bytes[TOKEN_ROOM];
	size_t size;
};

static void put(struct out *out, const void *data, size_t size)
{
	expect(size <= sizeof(out->bytes) - out->size);
	memcpy(out->bytes + out->size, data, size);
	out->size += size;
}

#define PUT(out, text)	put(out, text, sizeof(text) - 1)

/* A byte string of 24 bytes or more. */
static void put_string(struct out *out, const void *data, size_t size)
{
	const uint8_t head[] = { 0x59, (uint8_t)(size >> 8), (uint8_t)size };
	const uint8_t short_head[] = { 0x58, (uint8_t)size };

	put(out, size > 255 ? head : short_head, size > 255 ? 3 : 2);
	put(out, data, size);
}

static EVP_PKEY *platform_key(void)
{
	static EVP_PKEY *key;

	if (!key)
		key = EVP_EC_gen("P-384");
	expect(key);
	return key;
}

static void put_claims(struct out *out, const uint8_t *challenge)
{
	static const uint8_t filler[48] = { 0x11, 0x22, 0x33 };
	static const uint8_t instance[33] = { 1 };

	PUT(out, "\xa8\x0a");
	put_string(out, challenge, 32);
	PUT(out, "\x19\x01\x00");
	put_string(out, instance, sizeof(instance));
	PUT(out, "\x19\x01\x09\x78\x23" "tag:arm.com,2023:cca_platform#1.0.0");
	PUT(out, "\x19\x09\x5b\x19\x40\x00");
	PUT(out, "\x19\x09\x5c");
	put_string(out, filler, 32);
	PUT(out, "\x19\x09\x5f\x81\xa3\x01\x63TMM\x02");
	put_string(out, filler, 48);
	PUT(out, "\x05");
	put_string(out, filler, 32);
	PUT(out, "\x19\x09\x61\x44\xcf\xcf\xcf\xcf");
	PUT(out, "\x19\x09\x62\x67sha-384");
}

static void sign(const struct out *message, uint8_t signature[96])
{
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	unsigned char der[128];
	const unsigned char *at = der;
	size_t size = sizeof(der);
	ECDSA_SIG *numbers;

	expect(EVP_DigestSignInit_ex(digest, NULL, "SHA384", NULL, NULL, platform_key(), NULL) == 1);
	expect(EVP_DigestSign(digest, der, &size, message->bytes, message->size) == 1);
	numbers = d2i_ECDSA_SIG(NULL, &at, (long)size);
	expect(numbers && BN_bn2binpad(ECDSA_SIG_get0_r(numbers), signature, 48) == 48);
	expect(BN_bn2binpad(ECDSA_SIG_get0_s(numbers), signature + 48, 48) == 48);
	ECDSA_SIG_free(numbers);
	EVP_MD_CTX_free(digest);
}

size_t platform_token_make(const uint8_t challenge[32], uint8_t *token, size_t size)
{
	struct out claims = { .size = 0 }, message = { .size = 0 }, out = { .size = 0 };
	uint8_t signature[96];

	put_claims(&claims, challenge);
	PUT(&message, "\x84\x6aSignature1\x44\xa1\x01\x38\x22\x40");
	put_string(&message, claims.bytes, claims.size);
	sign(&message, signature);
	PUT(&out, "\xd2\x84\x44\xa1\x01\x38\x22\xa0");
	put_string(&out, claims.bytes, claims.size);
	put_string(&out, signature, sizeof(signature));
	expect(out.size <= size);
	memcpy(token, out.bytes, out.size);
	return out.size;
}

static struct value value_of(const uint8_t *data, size_t size)
{
	struct value value = { .given = true, .size = size };

	memcpy(value.data, data, size);
	return value;
}

void token_must_verify(const uint8_t *token, size_t size, const struct expected *expected)
{
	struct policy policy = { .trust = platform_key(), .allow_debug = true };
	struct verdict verdict;

	policy.challenge = value_of(expected->challenge, 64);
	policy.rpv = value_of(expected->rpv, 64);
	policy.rim = value_of(expected->rim, expected->hash_size);
	for (unsigned int i = 0; i < REM_COUNT; i++)
		policy.rem[i] = value_of(expected->rem[i], expected->hash_size);
	verify_token(token, size, &policy, &verdict);
	for (size_t i = 0; i < verdict.checks; i++) {
		if (!verdict.check[i].good)
			machine_fail("the token is refused: %s: %s", verdict.check[i].name, verdict.check[i].detail);
	}
	expect(verdict.good && verdict.readable && verdict.checks >= 8);
}

void ref_hkdf(const void *secret, size_t secret_size, const void *info, size_t info_size, uint8_t *out, size_t size)
{
	EVP_KDF *kdf = EVP_KDF_fetch(NULL, "HKDF", NULL);
	EVP_KDF_CTX *context = EVP_KDF_CTX_new(kdf);
	OSSL_PARAM params[] = {
		OSSL_PARAM_construct_utf8_string("digest", (char *)"SHA384", 0),
		OSSL_PARAM_construct_octet_string("key", (void *)secret, secret_size),
		OSSL_PARAM_construct_octet_string("info", (void *)info, info_size),
		OSSL_PARAM_construct_end(),
	};

	expect(EVP_KDF_derive(context, out, size, params) == 1);
	EVP_KDF_CTX_free(context);
	EVP_KDF_free(kdf);
}

void ref_public(const uint8_t d[48], uint8_t point[96])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	BIGNUM *number = BN_bin2bn(d, 48, NULL);
	EC_POINT *public = EC_POINT_new(group);
	uint8_t encoded[97];

	expect(EC_POINT_mul(group, public, number, NULL, NULL, NULL) == 1);
	expect(EC_POINT_point2oct(group, public, POINT_CONVERSION_UNCOMPRESSED, encoded, sizeof(encoded), NULL) == 97);
	memcpy(point, encoded + 1, 96);
	EC_POINT_free(public);
	BN_free(number);
	EC_GROUP_free(group);
}

/* d = number mod (n - 1) + 1 */
static void ref_reduce(const uint8_t number[56], uint8_t d[48])
{
	EC_GROUP *group = EC_GROUP_new_by_curve_name(NID_secp384r1);
	BIGNUM *order = BN_dup(EC_GROUP_get0_order(group)), *value = BN_bin2bn(number, 56, NULL);
	BN_CTX *context = BN_CTX_new();

	expect(BN_sub_word(order, 1) && BN_mod(value, value, order, context) && BN_add_word(value, 1));
	expect(BN_bn2binpad(value, d, 48) == 48);
	BN_CTX_free(context);
	BN_free(value);
	BN_free(order);
	EC_GROUP_free(group);
}

void token_must_have_key_of(const uint8_t *token, size_t size, const uint8_t secret[48])
{
	static const char label[] = "virtCCA realm attestation key";
	uint8_t number[56], d[48], point[96];
	struct token parts;
	struct fault fault;

	ref_hkdf(secret, 48, label, sizeof(label) - 1, number, sizeof(number));
	ref_reduce(number, d);
	ref_public(d, point);
	expect(token_parse(token, size, &parts, &fault));
	expect(memcmp(parts.key[KEY_X].data, point, 48) == 0);
	expect(memcmp(parts.key[KEY_Y].data, point + 48, 48) == 0);
}

bool ref_verify(const uint8_t point[96], const void *message, size_t size, const uint8_t signature[96])
{
	struct token token = { .components = 0 };
	EVP_MD_CTX *digest = EVP_MD_CTX_new();
	BIGNUM *r = BN_bin2bn(signature, 48, NULL), *s = BN_bin2bn(signature + 48, 48, NULL);
	ECDSA_SIG *numbers = ECDSA_SIG_new();
	unsigned char *der = NULL;
	EVP_PKEY *key;
	int length;
	bool good;

	token.key[KEY_X].data = point;
	token.key[KEY_Y].data = point + 48;
	key = key_of_realm(&token);
	expect(key && ECDSA_SIG_set0(numbers, r, s) == 1);
	length = i2d_ECDSA_SIG(numbers, &der);
	good = EVP_DigestVerifyInit_ex(digest, NULL, "SHA384", NULL, NULL, key, NULL) == 1 &&
	       EVP_DigestVerify(digest, der, (size_t)length, message, size) == 1;
	OPENSSL_free(der);
	ECDSA_SIG_free(numbers);
	EVP_PKEY_free(key);
	EVP_MD_CTX_free(digest);
	return good;
}
