/* SPDX-License-Identifier: BSD-3-Clause */
/* Makes CCA tokens, good ones and bad ones: keys of its own, any claim changed, any part of the envelope wrong. */
#ifndef FORGE_H
#define FORGE_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FORGE_MOST	(80 * 1024)

/* The maps of a token. */
enum where {
	IN_COLLECTION, IN_PLATFORM_HEADER, IN_REALM_HEADER, IN_PLATFORM, IN_COMPONENT, IN_REALM, IN_KEY, WHERE_COUNT,
};

/* What is done to a claim. */
enum how {
	AS_IS, MISSING, TWICE, NULL_VALUE, OTHER_TYPE, LONGER, SHORTER, EMPTY, TOO_LONG, HUGE_LENGTH, LONG_HEAD,
	INDEFINITE, RESERVED, OUT_OF_ORDER, UNKNOWN_LABEL, LONG_LABEL, TEXT_LABEL, HOW_COUNT, REPLACED,
};

struct change {
	enum where where;
	int64_t label;
	enum how how;
	const char *raw;	/* REPLACED: encoded */
	size_t raw_size;
};

enum signature_kind {
	SIGNED, FLIPPED, ZERO_R, ZERO_S, ZERO_BOTH, R_IS_ORDER, S_IS_ORDER, R_ABOVE_ORDER, S_ABOVE_ORDER, ALL_ONES,
	SWAPPED_HALVES, MIRRORED, ONE_BYTE_SHORT, ONE_BYTE_LONG, AS_DER, SIGNATURE_KINDS,
};

enum signer { SIGNER_OWN, SIGNER_STRANGER, SIGNER_OTHER };	/* other: RAK for the platform, platform key for the realm */

/* What is wrong with the envelope; all 0: nothing. [0] is of the platform token, [1] of the realm token. */
struct knobs {
	uint64_t tag, tag_before, tag_twice, trailing, swap;
	uint64_t sign_tag[2], sign_items[2], sign_map[2], unprotected[2], detached[2], header_as_map[2];
	uint64_t sign_trailing[2], payload_trailing[2], header_trailing[2], key_trailing;
	uint64_t signature[2], signer[2], context[2];
	uint64_t point;		/* 1: off the curve, 2: x beyond the field, 3: zeros, 4: another's */
	uint64_t binding;	/* 1: hash of another key, 2: of the key and 1 byte, 3: by another algorithm */
	uint64_t map_indefinite;	/* 1 + enum where */
	uint64_t sha512;
};

struct forgery {
	struct change change;
	struct knobs knobs;
};

/* A claim of the golden token. */
struct field {
	int64_t label;
	bool optional, fixed;	/* fixed: only some lengths are allowed */
	const char *value;	/* encoded, or NULL: made when the token is */
	size_t size;
	const char *value512;	/* with SHA-512 */
	size_t size512;
};

struct fields {
	const struct field *field;
	size_t count;
};

struct fields fields_of(enum where where);
/* How a value is encoded (CBOR's major type). */
unsigned int field_major(enum where where, const struct field *field);

struct keys {
	EVP_PKEY *platform, *rak, *stranger;
};

/* Makes the token; its size. */
size_t forge(const struct keys *keys, const struct forgery *forgery, uint8_t token[FORGE_MOST]);

#endif
