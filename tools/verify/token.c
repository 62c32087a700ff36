/* SPDX-License-Identifier: BSD-3-Clause */
/* The shape of a CCA token: which claims it has, their types and sizes, and how its parts lie in each other. */
#include <inttypes.h>
#include <string.h>

#include "token.h"

#define TAG_COLLECTION	399
#define COSE_EC2	2
#define COSE_P384	2

enum { COLLECTION_PLATFORM, COLLECTION_REALM, COLLECTION_CLAIMS };

static const struct rule collection_rules[] = {
	[COLLECTION_PLATFORM] = { 44234, "platform token", KIND_BYTES, .sizes = { SIZE_ANY } },
	[COLLECTION_REALM] = { 44241, "realm token", KIND_BYTES, .sizes = { SIZE_ANY } },
};

static const struct rule component_rules[] = {
	[COMPONENT_TYPE] = { 1, "type", KIND_TEXT, true },
	[COMPONENT_MEASUREMENT] = { 2, "measurement", KIND_BYTES, .sizes = { 32, 48, 64 } },
	[COMPONENT_VERSION] = { 4, "version", KIND_TEXT, true },
	[COMPONENT_SIGNER] = { 5, "signer", KIND_BYTES, .sizes = { 32, 48, 64 } },
	[COMPONENT_HASH] = { 6, "hash algorithm", KIND_TEXT, true },
};

static const struct rule key_rules[] = {
	[KEY_TYPE] = { 1, "key type", KIND_UINT },
	[KEY_CURVE] = { -1, "curve", KIND_UINT },
	[KEY_X] = { -2, "x", KIND_BYTES, .sizes = { 48 } },
	[KEY_Y] = { -3, "y", KIND_BYTES, .sizes = { 48 } },
};

static bool read_components(struct reader *r, const struct item *head, void *context);
static bool read_rems(struct reader *r, const struct item *head, void *context);

static const struct rule platform_rules[] = {
	[PLATFORM_CHALLENGE] = { 10, "challenge", KIND_BYTES, .sizes = { 32, 48, 64 } },
	[PLATFORM_INSTANCE] = { 256, "instance ID", KIND_BYTES, .sizes = { 33 } },
	[PLATFORM_PROFILE] = { 265, "profile", KIND_TEXT },
	[PLATFORM_LIFECYCLE] = { 2395, "lifecycle", KIND_UINT },
	[PLATFORM_IMPLEMENTATION] = { 2396, "implementation ID", KIND_BYTES, .sizes = { 32 } },
	[PLATFORM_COMPONENTS] = { 2399, "software components", KIND_ARRAY, .body = read_components },
	[PLATFORM_SERVICE] = { 2400, "verification service", KIND_TEXT, true },
	[PLATFORM_CONFIG] = { 2401, "configuration", KIND_BYTES },
	[PLATFORM_HASH] = { 2402, "hash algorithm", KIND_TEXT },
};

static const struct rule realm_rules[] = {
	[REALM_CHALLENGE] = { 10, "challenge", KIND_BYTES, .sizes = { 64 } },
	[REALM_PROFILE] = { 265, "profile", KIND_TEXT },
	[REALM_RPV] = { 44235, "RPV", KIND_BYTES, .sizes = { 64 } },
	[REALM_HASH] = { 44236, "hash algorithm", KIND_TEXT },
	[REALM_KEY] = { 44237, "public key", KIND_BYTES },
	[REALM_RIM] = { 44238, "RIM", KIND_BYTES, .sizes = { 32, 64 } },
	[REALM_REMS] = { 44239, "REMs", KIND_ARRAY, .sizes = { REM_COUNT }, .body = read_rems },
	[REALM_KEY_HASH] = { 44240, "public key's hash algorithm", KIND_TEXT },
};

static const struct {
	const char *name, *openssl;
	size_t size;
} hashes[] = {
	{ "sha-256", "SHA256", 32 }, { "sha-384", "SHA384", 48 }, { "sha-512", "SHA512", 64 },
};

bool item_is_text(const struct item *item, const char *text)
{
	return item->value == strlen(text) && memcmp(item->data, text, item->value) == 0;
}

const char *hash_name(const struct item *text)
{
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		if (item_is_text(text, hashes[i].name))
			return hashes[i].openssl;
	return NULL;
}

size_t hash_size(const struct item *text)
{
	for (size_t i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++)
		if (item_is_text(text, hashes[i].name))
			return hashes[i].size;
	return 0;
}

static bool read_components(struct reader *r, const struct item *head, void *context)
{
	struct token *token = context;
	struct reader inner = *r;
	struct claim_set set = { component_rules, COMPONENT_CLAIMS, NULL, NULL };
	bool good = true;

	if (head->value > COMPONENTS_MOST)
		return reader_fault(r, head->offset, "%" PRIu64 " software components, expected 1 to %d", head->value,
				    COMPONENTS_MOST);
	inner.part = "platform token, software component";
	inner.claim[0] = '\0';
	for (token->components = 0; good && token->components < head->value; token->components++) {
		set.found = token->component[token->components];
		good = reader_map(&inner, &set);
	}
	r->at = inner.at;
	return good;
}

static bool read_rems(struct reader *r, const struct item *head, void *context)
{
	struct token *token = context;

	for (size_t i = 0; i < head->value; i++)
		if (!reader_expect(r, KIND_BYTES, &token->rem[i]))
			return false;
	return true;
}

static bool check_hash(struct reader *r, const struct item *name, const char *what)
{
	if (!hash_name(name))
		return reader_fault(r, name->offset, "%s: unknown hash algorithm \"%.*s\"", what,
				    (int)(name->value < 32 ? name->value : 32), (const char *)name->data);
	return true;
}

static bool check_length(struct reader *r, const struct item *item, const struct item *hash, const char *what)
{
	if (item->value == hash_size(hash))
		return true;
	return reader_fault(r, item->offset, "%s: wrong length %" PRIu64 ", %.*s has %zu", what, item->value,
			    (int)hash->value, (const char *)hash->data, hash_size(hash));
}

static bool check_components(struct reader *r, const struct token *token)
{
	for (size_t i = 0; i < token->components; i++) {
		const struct item *hash = &token->component[i][COMPONENT_HASH];

		if (hash->kind == KIND_NONE)
			hash = &token->platform[PLATFORM_HASH];
		if (!check_hash(r, hash, "software component, claim 6 (hash algorithm)") ||
		    !check_length(r, &token->component[i][COMPONENT_MEASUREMENT], hash,
				  "software component, claim 2 (measurement)"))
			return false;
	}
	return true;
}

static bool read_platform(struct reader *r, struct token *token)
{
	struct claim_set set = { platform_rules, PLATFORM_CLAIMS, token->platform, token };

	return reader_map(r, &set) && reader_done(r) &&
	       check_hash(r, &token->platform[PLATFORM_HASH], "claim 2402 (hash algorithm)") &&
	       check_components(r, token);
}

static bool read_key(struct reader *r, struct token *token)
{
	struct claim_set set = { key_rules, KEY_CLAIMS, token->key, NULL };

	if (!reader_map(r, &set) || !reader_done(r))
		return false;
	if (token->key[KEY_TYPE].value != COSE_EC2)
		return reader_fault(r, token->key[KEY_TYPE].offset, "key type %" PRIu64 ", expected 2 (EC2)",
				    token->key[KEY_TYPE].value);
	if (token->key[KEY_CURVE].value != COSE_P384)
		return reader_fault(r, token->key[KEY_CURVE].offset, "curve %" PRIu64 ", expected 2 (P-384)",
				    token->key[KEY_CURVE].value);
	return true;
}

static bool check_realm_hashes(struct reader *r, const struct token *token)
{
	const struct item *hash = &token->realm[REALM_HASH];

	if (!check_hash(r, hash, "claim 44236 (hash algorithm)") ||
	    !check_hash(r, &token->realm[REALM_KEY_HASH], "claim 44240 (public key's hash algorithm)"))
		return false;
	if (hash_size(hash) == 48)
		return reader_fault(r, hash->offset, "claim 44236 (hash algorithm): sha-384 measures no realm");
	if (!check_length(r, &token->realm[REALM_RIM], hash, "claim 44238 (RIM)"))
		return false;
	for (size_t i = 0; i < REM_COUNT; i++)
		if (!check_length(r, &token->rem[i], hash, "claim 44239 (REMs)"))
			return false;
	return true;
}

static bool read_realm(struct reader *r, struct token *token)
{
	struct claim_set set = { realm_rules, REALM_CLAIMS, token->realm, token };
	struct reader key;

	if (!reader_map(r, &set) || !reader_done(r) || !check_realm_hashes(r, token))
		return false;
	key = reader_inside(r, &token->realm[REALM_KEY], "realm token, public key");
	return read_key(&key, token);
}

bool token_parse(const uint8_t *bytes, size_t size, struct token *token, struct fault *fault)
{
	struct item collection[COLLECTION_CLAIMS], tag;
	struct claim_set set = { collection_rules, COLLECTION_CLAIMS, collection, NULL };
	struct reader r = { .token = bytes, .at = bytes, .end = bytes + size, .part = "token", .fault = fault };
	struct reader platform, realm;

	memset(token, 0, sizeof(*token));
	fault->text[0] = '\0';
	if (size > TOKEN_MOST)
		return reader_fault(&r, TOKEN_MOST, "longer than %d bytes", TOKEN_MOST);
	if (!reader_expect(&r, KIND_TAG, &tag))
		return false;
	if (tag.value != TAG_COLLECTION)
		return reader_fault(&r, tag.offset, "tag %" PRIu64 ", expected %d (CCA token)", tag.value, TAG_COLLECTION);
	if (!reader_map(&r, &set) || !reader_done(&r))
		return false;
	platform = reader_inside(&r, &collection[COLLECTION_PLATFORM], "platform token");
	realm = reader_inside(&r, &collection[COLLECTION_REALM], "realm token");
	if (!sign1_parse(&platform, &token->platform_sign) || !sign1_parse(&realm, &token->realm_sign))
		return false;
	platform = reader_inside(&r, &token->platform_sign.payload, "platform token");
	realm = reader_inside(&r, &token->realm_sign.payload, "realm token");
	return read_platform(&platform, token) && read_realm(&realm, token);
}
