/* SPDX-License-Identifier: BSD-3-Clause */
/* Keys and signatures: HKDF-SHA-384, and ECDSA on P-384 with SHA-384, deterministic (RFC 6979). */
#ifndef ATTEST_ES384_H
#define ATTEST_ES384_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define ES384_BYTES		48u			/* of the private key, and of each coordinate */
#define ES384_SIGNATURE_SIZE	(2 * ES384_BYTES)	/* r, s */
#define ES384_SEED_SIZE		32u

/* Bytes to derive a key from, or to tell keys of one secret apart. */
struct bytes {
	const void *data;
	size_t size;
};

/*
 * All of these need memory: they run in a task, or between heap_own_begin and heap_own_end. False where memory ran out,
 * or the key is none; nothing is to be used then. Time and addresses do not depend on secrets; `seed`, random bytes, blinds
 * what does.
 */

/* HKDF-SHA-384 without a salt. */
bool hkdf_sha384(struct bytes secret, struct bytes info, void *out, size_t size);

/* The private key that a secret gives for a label: 56 bytes of HKDF, modulo n - 1, plus 1. */
bool es384_derive(struct bytes secret, struct bytes label, uint8_t key[ES384_BYTES]);

/* The public point, big-endian: x, y. */
bool es384_public(const uint8_t key[ES384_BYTES], const uint8_t seed[ES384_SEED_SIZE], uint8_t point[2 * ES384_BYTES]);

bool es384_sign(const uint8_t key[ES384_BYTES], struct bytes message, const uint8_t seed[ES384_SEED_SIZE],
		uint8_t signature[ES384_SIGNATURE_SIZE]);

#endif
