/* SPDX-License-Identifier: BSD-3-Clause */
/* A CCA token taken apart: two signed tokens and their claims, all pointing into the token's bytes. */
#ifndef VERIFY_TOKEN_H
#define VERIFY_TOKEN_H

#include "reader.h"

#define TOKEN_MOST	65536
#define COMPONENTS_MOST	16
#define REM_COUNT	4

enum platform_claim {
	PLATFORM_CHALLENGE, PLATFORM_INSTANCE, PLATFORM_PROFILE, PLATFORM_LIFECYCLE, PLATFORM_IMPLEMENTATION,
	PLATFORM_COMPONENTS, PLATFORM_SERVICE, PLATFORM_CONFIG, PLATFORM_HASH, PLATFORM_CLAIMS,
};

enum realm_claim {
	REALM_CHALLENGE, REALM_PROFILE, REALM_RPV, REALM_HASH, REALM_KEY, REALM_RIM, REALM_REMS, REALM_KEY_HASH,
	REALM_CLAIMS,
};

enum component_claim {
	COMPONENT_TYPE, COMPONENT_MEASUREMENT, COMPONENT_VERSION, COMPONENT_SIGNER, COMPONENT_HASH, COMPONENT_CLAIMS,
};

enum key_claim { KEY_TYPE, KEY_CURVE, KEY_X, KEY_Y, KEY_CLAIMS };

/* COSE_Sign1 with ES384 */
struct sign1 {
	struct item protected, payload, signature;
};

struct token {
	struct sign1 platform_sign, realm_sign;
	struct item platform[PLATFORM_CLAIMS], realm[REALM_CLAIMS], key[KEY_CLAIMS];
	struct item component[COMPONENTS_MOST][COMPONENT_CLAIMS], rem[REM_COUNT];
	size_t components;
};

/* False: the fault says what is wrong with the encoding, and where. */
bool token_parse(const uint8_t *bytes, size_t size, struct token *token, struct fault *fault);
bool sign1_parse(struct reader *r, struct sign1 *sign1);

/* The hash of this name in a token, as OpenSSL calls it, or NULL. */
const char *hash_name(const struct item *text);
size_t hash_size(const struct item *text);
bool item_is_text(const struct item *item, const char *text);

#endif
