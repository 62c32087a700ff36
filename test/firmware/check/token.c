/* SPDX-License-Identifier: BSD-3-Clause */
/* The platform token, claim by claim, and its signature. */
#include "token.h"

#include <cbor.h>
#include <openssl/ecdsa.h>
#include <string.h>

#define SIGNATURE_SIZE	96u
#define LIFECYCLE	0x5000u

struct buffer {
	uint8_t data[2048];
	size_t size;
};

static const uint8_t header[] = { 0xa1, 0x01, 0x38, 0x22 };	/* { 1: -35 } */

static void raw(struct buffer *b, const void *data, size_t size)
{
	if (size > sizeof(b->data) - b->size)
		die("a token is too long");
	if (size > 0)
		memcpy(b->data + b->size, data, size);
	b->size += size;
}

static void head(struct buffer *b, unsigned int major, uint64_t value)
{
	uint8_t encoded[9];
	size_t size = cbor_encode_uint(value, encoded, sizeof(encoded));

	encoded[0] |= (uint8_t)(major << 5);
	raw(b, encoded, size);
}

static void number(struct buffer *b, uint64_t value)
{
	head(b, 0, value);
}

static void bytes(struct buffer *b, const void *data, size_t size)
{
	head(b, 2, size);
	raw(b, data, size);
}

static void text(struct buffer *b, const char *string)
{
	head(b, 3, strlen(string));
	raw(b, string, strlen(string));
}

static void write_component(struct buffer *b, const char *name, const struct component *component)
{
	static const uint8_t no_signer[32];

	head(b, 5, 5);
	number(b, 1);
	text(b, name);
	number(b, 2);
	bytes(b, component->hash, HASH_SIZE);
	number(b, 4);
	text(b, component->version);
	number(b, 5);
	bytes(b, no_signer, sizeof(no_signer));
	number(b, 6);
	text(b, "sha-384");
}

static void write_instance(struct buffer *b, const struct chain *chain)
{
	uint8_t id[33] = { 1 };
	unsigned int size;

	if (EVP_Digest(chain->platform_key.point, POINT_SIZE, id + 1, &size, EVP_sha256(), NULL) != 1)
		die("SHA-256 failed");
	number(b, 256);
	bytes(b, id, sizeof(id));
}

static void write_config(struct buffer *b, const struct chain *chain)
{
	struct buffer config = { .size = 0 };

	head(&config, 4, IMAGES);
	for (unsigned int i = 0; i < IMAGES; i++)
		number(&config, chain->component[i].counter);
	number(b, 2401);
	bytes(b, config.data, config.size);
}

static void write_claims(struct buffer *b, const struct chain *chain, const uint8_t *challenge)
{
	static const char *const names[IMAGES] = { "BL1", "BL2", "BL31", "TMM" };
	static const char implementation[32] = "virtCCA-SEL2 TrustZone sbsa-ref";

	head(b, 5, 8);
	number(b, 10);
	bytes(b, challenge, CHALLENGE_SIZE);
	write_instance(b, chain);
	number(b, 265);
	text(b, "tag:arm.com,2023:cca_platform#1.0.0");
	number(b, 2395);
	number(b, LIFECYCLE);
	number(b, 2396);
	bytes(b, implementation, sizeof(implementation));
	number(b, 2399);
	head(b, 4, IMAGES);
	for (unsigned int i = 0; i < IMAGES; i++)
		write_component(b, names[i], &chain->component[i]);
	write_config(b, chain);
	number(b, 2402);
	text(b, "sha-384");
}

static bool signature_is_good(const struct chain *chain, const struct buffer *claims, const uint8_t *signature)
{
	struct buffer structure = { .size = 0 };
	ECDSA_SIG *pair = ECDSA_SIG_new();
	unsigned char *der = NULL;
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool good;
	int length;

	head(&structure, 4, 4);
	text(&structure, "Signature1");
	bytes(&structure, header, sizeof(header));
	bytes(&structure, NULL, 0);
	bytes(&structure, claims->data, claims->size);
	ECDSA_SIG_set0(pair, BN_bin2bn(signature, 48, NULL), BN_bin2bn(signature + 48, 48, NULL));
	length = i2d_ECDSA_SIG(pair, &der);
	good = length > 0 && EVP_DigestVerifyInit(context, NULL, EVP_sha384(), NULL, chain->public_key) == 1 &&
	       EVP_DigestVerify(context, der, (size_t)length, structure.data, structure.size) == 1;
	EVP_MD_CTX_free(context);
	ECDSA_SIG_free(pair);
	OPENSSL_free(der);
	return good;
}

/* Everything up to the signature. */
static void write_token(struct buffer *b, const struct buffer *claims)
{
	head(b, 6, 18);
	head(b, 4, 4);
	bytes(b, header, sizeof(header));
	head(b, 5, 0);
	bytes(b, claims->data, claims->size);
	head(b, 2, SIGNATURE_SIZE);
}

size_t token_length(const struct chain *chain)
{
	static const uint8_t challenge[CHALLENGE_SIZE];
	struct buffer claims = { .size = 0 }, wanted = { .size = 0 };

	write_claims(&claims, chain, challenge);
	write_token(&wanted, &claims);
	return wanted.size + SIGNATURE_SIZE;
}

const char *token_fault(const struct chain *chain, const uint8_t challenge[CHALLENGE_SIZE], const uint8_t *token,
			size_t size)
{
	struct buffer claims = { .size = 0 }, wanted = { .size = 0 };

	write_claims(&claims, chain, challenge);
	write_token(&wanted, &claims);
	if (size < wanted.size + SIGNATURE_SIZE)
		return "it is too short";
	if (memcmp(token, wanted.data, wanted.size) != 0)
		return "its claims are not those of these images";
	if (!signature_is_good(chain, &claims, token + wanted.size))
		return "the key that these images lead to has not signed it";
	return NULL;
}

/* SHA-256 of { 1: 2, -1: 2, -2: x, -3: y } */
void token_challenge_of_rak(const struct chain *chain, uint8_t challenge[CHALLENGE_SIZE])
{
	struct buffer key = { .size = 0 };
	unsigned int size;

	head(&key, 5, 4);
	number(&key, 1);
	number(&key, 2);
	head(&key, 1, 0);
	number(&key, 2);
	head(&key, 1, 1);
	bytes(&key, chain->rak.point + 1, 48);
	head(&key, 1, 2);
	bytes(&key, chain->rak.point + 49, 48);
	if (EVP_Digest(key.data, key.size, challenge, &size, EVP_sha256(), NULL) != 1)
		die("SHA-256 failed");
}
