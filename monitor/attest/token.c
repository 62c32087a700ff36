/* SPDX-License-Identifier: BSD-3-Clause */
/* Token encoding. Keys of maps ascend, heads are the shortest: deterministic CBOR (RFC 8949, 4.2.1). */
#include "attest/token.h"

#include "attest/writer.h"
#include "lib/panic.h"

#define TAG_COSE_SIGN1		18u
#define TAG_CCA_TOKEN		399u

enum collection_key { CCA_PLATFORM_TOKEN = 44234, CCA_REALM_TOKEN = 44241 };

enum claim {
	CLAIM_CHALLENGE = 10,
	CLAIM_PROFILE = 265,
	CLAIM_RPV = 44235,
	CLAIM_HASH_ALGO = 44236,
	CLAIM_PUBLIC_KEY = 44237,
	CLAIM_RIM = 44238,
	CLAIM_REMS = 44239,
	CLAIM_PUBLIC_KEY_HASH_ALGO = 44240,
};
#define CLAIM_COUNT		8u

/* COSE_Key and COSE headers */
enum { KEY_TYPE = 1, KEY_CURVE = -1, KEY_X = -2, KEY_Y = -3, KEY_TYPE_EC2 = 2, KEY_CURVE_P384 = 2 };

/* {1: -35}: the algorithm is ES384. */
static const uint8_t protected_header[] = { 0xa1, 0x01, 0x38, 0x22 };

static struct writer writer_of(uint8_t *buffer, size_t size)
{
	return (struct writer){ buffer, buffer + size };
}

void token_cose_key(const uint8_t point[2 * ES384_BYTES], uint8_t cose_key[COSE_KEY_SIZE])
{
	struct writer w = writer_of(cose_key, COSE_KEY_SIZE);

	write_map(&w, 4);
	write_int(&w, KEY_TYPE);
	write_int(&w, KEY_TYPE_EC2);
	write_int(&w, KEY_CURVE);
	write_int(&w, KEY_CURVE_P384);
	write_int(&w, KEY_X);
	write_bytes(&w, point, ES384_BYTES);
	write_int(&w, KEY_Y);
	write_bytes(&w, point + ES384_BYTES, ES384_BYTES);
	CHECK(w.at == w.end);
}

static void write_measurements(struct writer *w, const struct measurements *m)
{
	size_t size = hash_size(m->algo);

	write_int(w, CLAIM_RIM);
	write_bytes(w, m->slot[MEASUREMENT_RIM], size);
	write_int(w, CLAIM_REMS);
	write_array(w, MEASUREMENT_COUNT - 1);
	for (unsigned int i = MEASUREMENT_RIM + 1; i < MEASUREMENT_COUNT; i++)
		write_bytes(w, m->slot[i], size);
}

static void write_claims(struct writer *w, const struct claims *claims)
{
	write_map(w, CLAIM_COUNT);
	write_int(w, CLAIM_CHALLENGE);
	write_bytes(w, claims->challenge, TOKEN_CHALLENGE_SIZE);
	write_int(w, CLAIM_PROFILE);
	write_text(w, "tag:arm.com,2023:realm#1.0.0");
	write_int(w, CLAIM_RPV);
	write_bytes(w, claims->rpv, RMI_RPV_SIZE);
	write_int(w, CLAIM_HASH_ALGO);
	write_text(w, claims->measurements->algo == RMI_HASH_SHA_256 ? "sha-256" : "sha-512");
	write_int(w, CLAIM_PUBLIC_KEY);
	write_bytes(w, claims->cose_key, COSE_KEY_SIZE);
	write_measurements(w, claims->measurements);
	write_int(w, CLAIM_PUBLIC_KEY_HASH_ALGO);
	write_text(w, "sha-256");
}

void token_to_be_signed(struct to_be_signed *tbs, const struct claims *claims)
{
	uint8_t payload[TO_BE_SIGNED_MAX];
	struct writer p = writer_of(payload, sizeof(payload)), w = writer_of(tbs->bytes, sizeof(tbs->bytes));
	size_t size;

	write_claims(&p, claims);
	size = (size_t)(p.at - payload);
	write_array(&w, 4);
	write_text(&w, "Signature1");
	write_bytes(&w, protected_header, sizeof(protected_header));
	write_bytes(&w, protected_header, 0);	/* nothing besides */
	write_bytes(&w, payload, size);
	tbs->size = (uint16_t)(w.at - tbs->bytes);
	tbs->payload = (uint16_t)(tbs->size - size);
}

static void write_sign1(struct writer *w, const struct to_be_signed *tbs, const uint8_t *signature)
{
	write_tag(w, TAG_COSE_SIGN1);
	write_array(w, 4);
	write_bytes(w, protected_header, sizeof(protected_header));
	write_map(w, 0);
	write_bytes(w, tbs->bytes + tbs->payload, (size_t)tbs->size - tbs->payload);
	write_bytes(w, signature, ES384_SIGNATURE_SIZE);
}

size_t token_assemble(uint8_t *token, struct bytes platform, const struct to_be_signed *tbs,
		      const uint8_t signature[ES384_SIGNATURE_SIZE])
{
	uint8_t realm[TOKEN_OVERHEAD_MAX];
	struct writer r = writer_of(realm, sizeof(realm)), w = writer_of(token, TOKEN_MAX);

	write_sign1(&r, tbs, signature);
	write_tag(&w, TAG_CCA_TOKEN);
	write_map(&w, 2);
	write_int(&w, CCA_PLATFORM_TOKEN);
	write_bytes(&w, platform.data, platform.size);
	write_int(&w, CCA_REALM_TOKEN);
	write_bytes(&w, realm, (size_t)(r.at - realm));
	return (size_t)(w.at - token);
}
