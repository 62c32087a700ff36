/* SPDX-License-Identifier: BSD-3-Clause */
/* Everything that must hold of a token: signatures, key binding, freshness, profiles, lifecycle, reference values. */
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cose.h"
#include "verify.h"

#define PROFILE_PLATFORM	"tag:arm.com,2023:cca_platform#1.0.0"
#define PROFILE_REALM		"tag:arm.com,2023:realm#1.0.0"

/* Bits 8 to 15 of the lifecycle say the state, the others are the platform's own. */
enum { LIFECYCLE_SECURED = 0x30, LIFECYCLE_DECOMMISSIONED = 0x60, LIFECYCLE_MOST = 0xffff };

void verdict_add(struct verdict *verdict, const char *name, bool good, const char *format, ...)
{
	struct check *check;
	va_list args;

	verdict->good = verdict->good && good;
	if (verdict->checks == CHECKS_MOST)
		return;
	check = &verdict->check[verdict->checks++];
	check->name = name;
	check->good = good;
	va_start(args, format);
	vsnprintf(check->detail, sizeof(check->detail), format, args);
	va_end(args);
}

/* what: of several things with this name, the one that is compared; or "" */
static void compare(struct verdict *verdict, const char *name, const char *what, const struct item *has,
		    const struct value *wanted)
{
	char has_hex[2 * VALUE_MOST + 1], wanted_hex[2 * VALUE_MOST + 1];

	if (has->value == wanted->size && memcmp(has->data, wanted->data, wanted->size) == 0) {
		verdict_add(verdict, name, true, "%.64s", what);
		return;
	}
	hex_of(has->data, has->value, has_hex);
	hex_of(wanted->data, wanted->size, wanted_hex);
	verdict_add(verdict, name, false, "%.64s%stoken has %s, wanted %s", what, what[0] ? ": " : "", has_hex, wanted_hex);
}

void verdict_compare(struct verdict *verdict, const char *name, const struct item *has, const struct value *wanted)
{
	compare(verdict, name, "", has, wanted);
}

static void check_profile(struct verdict *verdict, const char *name, const struct item *profile, const char *wanted)
{
	if (item_is_text(profile, wanted))
		verdict_add(verdict, name, true, "%s", wanted);
	else
		verdict_add(verdict, name, false, "token has \"%.*s\", wanted \"%s\"",
			    (int)(profile->value < 128 ? profile->value : 128), (const char *)profile->data, wanted);
}

const char *lifecycle_name(uint64_t lifecycle)
{
	static const char *const names[] = {
		"unknown", "assembly and test", "provisioning", "secured", "debug of others than the platform",
		"recoverable debug of the platform", "decommissioned",
	};

	return lifecycle <= LIFECYCLE_MOST && (lifecycle >> 8) % 16 == 0 && lifecycle >> 12 <= 6 ?
	       names[lifecycle >> 12] : "undefined";
}

static void check_lifecycle(struct verdict *verdict, const struct policy *policy)
{
	uint64_t lifecycle = verdict->token.platform[PLATFORM_LIFECYCLE].value;
	bool secured = lifecycle >> 8 == LIFECYCLE_SECURED;
	bool defined = strcmp(lifecycle_name(lifecycle), "undefined") != 0;
	bool usable = defined && lifecycle >> 8 != LIFECYCLE_DECOMMISSIONED;

	if (secured)
		verdict_add(verdict, "platform claim 2395 (lifecycle)", true, "secured");
	else if (usable && policy->allow_debug)
		verdict_add(verdict, "platform claim 2395 (lifecycle)", true, "non-secured: 0x%04" PRIx64 " (%s), allowed",
			    lifecycle, lifecycle_name(lifecycle));
	else
		verdict_add(verdict, "platform claim 2395 (lifecycle)", false, "token has 0x%04" PRIx64 " (%s), wanted "
			    "0x3000 to 0x30ff (secured)%s", lifecycle, lifecycle_name(lifecycle),
			    usable ? "; --allow-debug accepts it" : "");
}

/* The platform signs for the realm's key: its challenge is the hash of the bytes of claim 44237. */
static void check_binding(struct verdict *verdict)
{
	const struct token *token = &verdict->token;
	const struct item *key = &token->realm[REALM_KEY];
	struct value wanted = { .given = true };
	EVP_MD *hash = EVP_MD_fetch(NULL, hash_name(&token->realm[REALM_KEY_HASH]), NULL);
	unsigned int size = 0;

	if (hash && EVP_Digest(key->data, key->value, wanted.data, &size, hash, NULL) == 1) {
		wanted.size = size;
		verdict_compare(verdict, "platform claim 10 (challenge): hash of realm claim 44237 (public key)",
				&token->platform[PLATFORM_CHALLENGE], &wanted);
	} else {
		verdict_add(verdict, "key binding", false, "cannot hash the realm's key");
	}
	EVP_MD_free(hash);
}

static void check_signatures(struct verdict *verdict, const struct policy *policy)
{
	const struct token *token = &verdict->token;
	EVP_PKEY *key = key_of_realm(token);

	if (sign1_verify(&token->platform_sign, policy->trust))
		verdict_add(verdict, "platform signature", true, "%s", "");
	else
		verdict_add(verdict, "platform signature", false, "not made by the key that --trust names");
	if (!key)
		verdict_add(verdict, "realm signature", false, "claim 44237 (public key) is no point of P-384");
	else if (sign1_verify(&token->realm_sign, key))
		verdict_add(verdict, "realm signature", true, "%s", "");
	else
		verdict_add(verdict, "realm signature", false, "not made by the key in claim 44237 (public key)");
	EVP_PKEY_free(key);
}

/* The component of this type: there must be one, and not two of which somebody could take the other. */
static void check_pin(struct verdict *verdict, const struct pin *pin)
{
	const struct token *token = &verdict->token;
	const struct item *found = NULL;
	size_t count = 0;

	for (size_t i = 0; i < token->components; i++) {
		if (token->component[i][COMPONENT_TYPE].kind == KIND_NONE ||
		    !item_is_text(&token->component[i][COMPONENT_TYPE], pin->type))
			continue;
		found = &token->component[i][COMPONENT_MEASUREMENT];
		count++;
	}
	if (count == 1)
		compare(verdict, "platform claim 2399 (software component)", pin->type, found, &pin->measurement);
	else
		verdict_add(verdict, "platform claim 2399 (software component)", false, "token has %zu of type \"%.64s\", "
			    "wanted 1", count, pin->type);
}

static bool pins_monitor(const struct policy *policy)
{
	for (size_t i = 0; i < policy->pins; i++)
		if (strcmp(policy->pin[i].type, MONITOR_TYPE) == 0)
			return true;
	return false;
}

static void check_references(struct verdict *verdict, const struct policy *policy)
{
	static const char *const rem_names[] = {
		"realm claim 44239 (REM 0)", "realm claim 44239 (REM 1)", "realm claim 44239 (REM 2)",
		"realm claim 44239 (REM 3)",
	};
	const struct token *token = &verdict->token;

	if (policy->rim.given)
		verdict_compare(verdict, "realm claim 44238 (RIM)", &token->realm[REALM_RIM], &policy->rim);
	for (size_t i = 0; i < REM_COUNT; i++)
		if (policy->rem[i].given)
			verdict_compare(verdict, rem_names[i], &token->rem[i], &policy->rem[i]);
	if (policy->rpv.given)
		verdict_compare(verdict, "realm claim 44235 (RPV)", &token->realm[REALM_RPV], &policy->rpv);
	for (size_t i = 0; i < policy->pins; i++)
		check_pin(verdict, &policy->pin[i]);
	if (verdict->any_monitor)
		verdict_add(verdict, "platform claim 2399 (software component)", true, "any " MONITOR_TYPE ", which may sign for any "
			    "realm: --component " MONITOR_TYPE "= says which is meant");
	if (policy->log)
		verify_log(policy->log, verdict);
}

void verify_token(const uint8_t *bytes, size_t size, const struct policy *policy, struct verdict *verdict)
{
	struct fault fault;

	memset(verdict, 0, sizeof(*verdict));
	verdict->good = true;
	verdict->any_monitor = !pins_monitor(policy);
	verdict->readable = token_parse(bytes, size, &verdict->token, &fault);
	if (!verdict->readable) {
		verdict_add(verdict, "encoding", false, "byte %zu: %s", fault.offset, fault.text);
		return;
	}
	verdict_add(verdict, "encoding", true, "%s", "");
	check_signatures(verdict, policy);
	check_binding(verdict);
	verdict_compare(verdict, "realm claim 10 (challenge)", &verdict->token.realm[REALM_CHALLENGE],
			&policy->challenge);
	check_profile(verdict, "platform claim 265 (profile)", &verdict->token.platform[PLATFORM_PROFILE],
		      PROFILE_PLATFORM);
	check_profile(verdict, "realm claim 265 (profile)", &verdict->token.realm[REALM_PROFILE], PROFILE_REALM);
	check_lifecycle(verdict, policy);
	check_references(verdict, policy);
}
