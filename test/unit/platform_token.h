/* SPDX-License-Identifier: BSD-3-Clause */
/* What a relying party and the stages below the monitor do, by OpenSSL: an implementation that is not the monitor's. */
#ifndef PLATFORM_TOKEN_H
#define PLATFORM_TOKEN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TOKEN_ROOM	4096u

/* A platform token for this challenge, signed by a key of the test's: fake_platform.make. */
size_t platform_token_make(const uint8_t challenge[32], uint8_t *token, size_t size);

/* What must be in a token. */
struct expected {
	uint8_t challenge[64], rpv[64];
	size_t hash_size;
	uint8_t rim[64], rem[4][64];
};

/* Fails the test unless virtcca-verify's checks all hold for the token. */
void token_must_verify(const uint8_t *token, size_t size, const struct expected *expected);
/* Fails the test unless the realm's key in the token is the one that this secret gives. */
void token_must_have_key_of(const uint8_t *token, size_t size, const uint8_t secret[48]);

/* HKDF-SHA-384 without a salt. */
void ref_hkdf(const void *secret, size_t secret_size, const void *info, size_t info_size, uint8_t *out, size_t size);
/* x, y of the public key of d. */
void ref_public(const uint8_t d[48], uint8_t point[96]);
bool ref_verify(const uint8_t point[96], const void *message, size_t size, const uint8_t signature[96]);

#endif
