/* SPDX-License-Identifier: BSD-3-Clause */
/* The CBOR of a token: claims, what is signed, and the whole (RMM 1.0; RFC 9052 for COSE). */
#ifndef ATTEST_TOKEN_H
#define ATTEST_TOKEN_H

#include "attest/es384.h"
#include "measure/measure.h"

#define TOKEN_MAX		4096u
#define TOKEN_CHALLENGE_SIZE	64u
#define COSE_KEY_SIZE		107u
#define TO_BE_SIGNED_MAX	1024u
/* What a token has beside the platform's: realm token, heads, keys. */
#define TOKEN_OVERHEAD_MAX	(TO_BE_SIGNED_MAX + ES384_SIGNATURE_SIZE + 32u)
#define PLATFORM_TOKEN_MAX	(TOKEN_MAX - TOKEN_OVERHEAD_MAX)

/* What a realm token states, all as of one moment. */
struct claims {
	const uint8_t *challenge;	/* TOKEN_CHALLENGE_SIZE bytes */
	const uint8_t *rpv;		/* RMI_RPV_SIZE bytes */
	const struct measurements *measurements;
	const uint8_t *cose_key;	/* COSE_KEY_SIZE bytes */
};

/* The public key as a COSE_Key; `point` is x, y. */
void token_cose_key(const uint8_t point[2 * ES384_BYTES], uint8_t cose_key[COSE_KEY_SIZE]);

/* What the signature of a realm token is over: COSE's Sig_structure, whose last part is the payload. */
struct to_be_signed {
	uint16_t size, payload;		/* bytes; where the payload's begin */
	uint8_t bytes[TO_BE_SIGNED_MAX];
};

void token_to_be_signed(struct to_be_signed *tbs, const struct claims *claims);

/* The whole token into TOKEN_MAX bytes; returns its size. */
size_t token_assemble(uint8_t *token, struct bytes platform, const struct to_be_signed *tbs,
		      const uint8_t signature[ES384_SIGNATURE_SIZE]);

#endif
