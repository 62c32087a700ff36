/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Feeds forged tokens to the verifier, and looks whether each is refused for its own reason.
 *
 *	forge test		"ok NAME" or "not ok NAME - why" for each
 *	forge write FOLDER	a golden token, a forged one and the keys' public parts, for tests of the command line
 */
#include <openssl/pem.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../../tools/verify/verify.h"
#include "cases.h"

static struct keys keys;
static uint8_t token[FORGE_MOST];
static struct verdict verdict;
static unsigned int refused, failures;

static void __attribute__((format(printf, 3, 4))) result(bool good, const char *name, const char *format, ...)
{
	va_list args;

	printf("%s verify/%s", good ? "ok" : "not ok", name);
	if (!good) {
		printf(" - ");
		va_start(args, format);
		vprintf(format, args);
		va_end(args);
		failures++;
	}
	putchar('\n');
}

static struct policy usual_policy(void)
{
	struct policy policy = { .trust = keys.platform };

	policy.challenge = (struct value){ .given = true, .size = 64 };
	memset(policy.challenge.data, 0xc1, 64);
	policy.rim = (struct value){ .given = true, .size = 32 };
	memset(policy.rim.data, 0xf1, 32);
	return policy;
}

/* Every byte behind the token is poisoned: it is copied to memory of exactly its size. */
static void run(const uint8_t *bytes, size_t size, const struct policy *policy)
{
	uint8_t *copy = malloc(size ? size : 1);

	memcpy(copy, bytes, size);
	verify_token(size ? copy : copy + 1, size, policy, &verdict);
	free(copy);
}

/* The first check that failed, as one line; empty: verified. */
static const char *reason(void)
{
	static char text[700];

	text[0] = '\0';
	for (size_t i = 0; i < verdict.checks && !text[0]; i++)
		if (!verdict.check[i].good)
			snprintf(text, sizeof(text), "%s: %s", verdict.check[i].name, verdict.check[i].detail);
	return text;
}

/* why: what the reason has to have in it; NULL: the token has to be accepted. */
static void expect(const char *name, const char *claim, const char *why)
{
	const char *said = reason();

	if (verdict.good != !said[0])
		result(false, name, "the verdict is not that of its checks");
	else if (!why)
		result(verdict.good, name, "refused: %s", said);
	else if (verdict.good)
		result(false, name, "accepted; wanted: %s", why);
	else
		result(strstr(said, why) && strstr(said, claim), name, "wanted \"%s%s%s\", refused for \"%s\"", claim,
		       claim[0] ? " ... " : "", why, said);
	refused += why && !verdict.good;
}

static void run_forgery(const struct forgery *forgery, const struct policy *policy)
{
	run(token, forge(&keys, forgery, token), policy);
}

/* Why a change of a claim has to be refused; NULL: this change makes no sense for it; "": it is harmless. */
static const char *why_changed(enum where where, const struct field *field, enum how how)
{
	unsigned int major = field_major(where, field);
	bool number = major < 2, free_size = where == IN_COLLECTION || where == IN_KEY;

	switch (how) {
	case MISSING:
		return field->optional ? "" : "is missing";
	case TWICE:
		return "occurs twice";
	case NULL_VALUE:
		return "found simple value or float";
	case OTHER_TYPE:
		return major == 2 ? "found text" : "found byte string";
	case LONGER:
	case SHORTER:
		return field->fixed ? "wrong length" : NULL;
	case EMPTY:
		return number ? NULL : "wrong length 0";
	case TOO_LONG:
		return number || free_size ? NULL : "wrong length 513";
	case HUGE_LENGTH:
		return number ? NULL : major == 4 ? "wrong length 9223372036854775807" : "item is longer than";
	case LONG_HEAD:
	case LONG_LABEL:
		return "not the shortest encoding: a head of 9 bytes";
	case INDEFINITE:
		return number ? NULL : "indefinite length";
	case RESERVED:
		return "begins no CBOR item";
	case OUT_OF_ORDER:
		return fields_of(where).count > 1 ? "not in ascending order" : NULL;
	case UNKNOWN_LABEL:
		return "unknown claim";
	case TEXT_LABEL:
		return "a claim's label is an integer, not a text";
	default:
		return NULL;
	}
}

static void test_change(enum where where, const struct field *field, enum how how)
{
	static const char *const where_names[] = { "collection", "platform-header", "realm-header", "platform",
						   "component", "realm", "key" };
	static const char *const how_names[] = {
		"", "missing", "twice", "null", "other-type", "longer", "shorter", "empty", "too-long", "huge-length",
		"long-head", "indefinite", "reserved", "out-of-order", "unknown-label", "long-label", "text-label",
	};
	struct forgery forgery = { .change = { .where = where, .label = field->label, .how = how } };
	const char *why = why_changed(where, field, how);
	bool names_claim = how != UNKNOWN_LABEL && how != LONG_LABEL && how != TEXT_LABEL && how != OUT_OF_ORDER;
	struct policy policy = usual_policy();
	char name[128], claim[32] = "";

	if (!why)
		return;
	snprintf(name, sizeof(name), "%s/%lld-%s", where_names[where], (long long)field->label, how_names[how]);
	if (names_claim)
		snprintf(claim, sizeof(claim), "claim %lld (", (long long)field->label);
	run_forgery(&forgery, &policy);
	expect(name, claim, why[0] ? why : NULL);
}

static void test_changes(void)
{
	for (enum where where = 0; where < WHERE_COUNT; where++)
		for (size_t i = 0; i < fields_of(where).count; i++)
			for (enum how how = MISSING; how < HOW_COUNT; how++)
				test_change(where, &fields_of(where).field[i], how);
}

static void test_envelopes(void)
{
	struct policy policy = usual_policy();

	for (const struct envelope_case *c = envelope_cases; c->name; c++) {
		struct forgery forgery = { 0 };

		memcpy((char *)&forgery.knobs + c->knob, &c->value, sizeof(c->value));
		run_forgery(&forgery, &policy);
		expect(c->name, "", c->why);
	}
}

static void test_signatures(void)
{
	static const char *const names[SIGNATURE_KINDS] = {
		"", "flipped", "r-0", "s-0", "r-and-s-0", "r-is-order", "s-is-order", "r-above-order", "s-above-order",
		"all-ones", "halves-swapped", "mirrored", "one-byte-short", "one-byte-long", "as-der",
	};
	struct policy policy = usual_policy();
	char name[64];

	for (int which = 0; which < 2; which++) {
		for (enum signature_kind kind = FLIPPED; kind < SIGNATURE_KINDS; kind++) {
			struct forgery forgery = { 0 };

			/* (r, n - s) is as good as (r, s), in ECDSA: nothing takes a token's bytes for its name. */
			snprintf(name, sizeof(name), "%s-signature-%s", which ? "realm" : "platform", names[kind]);
			forgery.knobs.signature[which] = kind;
			run_forgery(&forgery, &policy);
			expect(name, which ? "realm" : "platform", kind == MIRRORED ? NULL :
			       kind >= ONE_BYTE_SHORT ? "bytes, expected 96" : "signature: not made by");
		}
	}
}

static void test_values(void)
{
	for (const struct value_case *c = value_cases; c->name; c++) {
		struct forgery forgery = { .change = { c->where, c->label, REPLACED, c->raw, c->size } };
		struct policy policy = usual_policy();

		policy.allow_debug = c->allow_debug;
		run_forgery(&forgery, &policy);
		expect(c->name, "", c->why);
	}
}

static void test_policies(void)
{
	struct forgery forgery = { 0 };

	for (const struct policy_case *c = policy_cases; c->name; c++) {
		struct policy policy = { .trust = keys.platform, .log = c->log };

		if (!value_from_hex(c->challenge, strlen(c->challenge), &policy.challenge) ||
		    !value_from_hex(c->rim, strlen(c->rim), &policy.rim))
			abort();
		policy.challenge.size = 64;
		if (c->rem)
			value_from_hex(c->rem, strlen(c->rem), &policy.rem[c->rem_number]);
		if (c->rpv)
			value_from_hex(c->rpv, strlen(c->rpv), &policy.rpv);
		run_forgery(&forgery, &policy);
		expect(c->name, "", c->why);
	}
}

static void test_bytes(void)
{
	static uint8_t deep[60000];
	struct policy policy = usual_policy();

	for (const struct bytes_case *c = bytes_cases; c->name; c++) {
		run((const uint8_t *)c->bytes, c->size, &policy);
		expect(c->name, "", c->why);
	}
	memset(deep, 0x81, sizeof(deep));
	run(deep, sizeof(deep), &policy);
	expect("deep-arrays", "", "byte 0: token: expected tag, found array");
	memset(deep, 0xa1, sizeof(deep));
	memcpy(deep, "\xd9\x01\x8f", 3);
	run(deep, sizeof(deep), &policy);
	expect("deep-maps", "", "byte 4: token: a claim's label is an integer, not a map");
	memset(deep, 0xc1, sizeof(deep));
	memcpy(deep, "\xd9\x01\x8f\xa2\x19\xac\xca", 7);
	run(deep, sizeof(deep), &policy);
	expect("deep-tags", "", "byte 7: token, claim 44234 (platform token): expected byte string, found tag");
}

static double now_ms(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec * 1e3 + (double)time.tv_nsec / 1e6;
}

static void test_golden(void)
{
	struct forgery forgery = { 0 };
	struct policy policy = usual_policy();
	size_t size = forge(&keys, &forgery, token);
	double begun = now_ms(), took;

	run(token, size, &policy);
	took = now_ms() - begun;
	expect("golden", "", NULL);
	printf("# a token of %zu bytes, verified in %.1f ms with the sanitizers\n", size, took);
	result(size <= 4096, "golden-size", "%zu bytes, limit 4096", size);
	forgery.knobs.sha512 = 1;
	policy.rim.size = 64;
	memset(policy.rim.data, 0xf1, 64);
	run_forgery(&forgery, &policy);
	expect("golden-sha512", "", NULL);
}

/* Tokens of the golden one with one bit wrong, or with the end cut off: none may be accepted. */
static void test_damage(void)
{
	struct forgery forgery = { 0 };
	struct policy policy = usual_policy();
	size_t size = forge(&keys, &forgery, token), accepted = 0, at = 0;

	for (size_t i = 0; i < size; i++) {
		token[i] ^= (uint8_t)(1u << i % 8);
		run(token, size, &policy);
		token[i] ^= (uint8_t)(1u << i % 8);
		at = verdict.good ? i : at;
		accepted += verdict.good;
	}
	result(!accepted, "one-bit-of-each-byte", "%zu accepted, the last with byte %zu changed", accepted, at);
	accepted = 0;
	for (size_t i = 0; i < size; i++) {
		run(token, i, &policy);
		at = verdict.good ? i : at;
		accepted += verdict.good;
	}
	result(!accepted, "cut-off-at-each-byte", "%zu accepted, the last of %zu bytes", accepted, at);
}

/* A token of another cVM, or of another platform, put beside a token of this one. */
static void test_mixed(void)
{
	struct keys others = { .platform = keys.platform, .rak = keys.stranger, .stranger = keys.rak };
	struct forgery forgery = { 0 };
	struct policy policy = usual_policy();
	static uint8_t other[FORGE_MOST];
	size_t size = forge(&keys, &forgery, token), realm;

	if (forge(&others, &forgery, other) != size)
		abort();
	for (realm = 3; memcmp(token + realm, "\x19\xac\xd1", 3) != 0; realm++)
		;
	memcpy(token + realm, other + realm, size - realm);
	run(token, size, &policy);
	expect("realm-token-of-another-cvm", "", "hash of realm claim 44237 (public key): token has");
	policy.trust = keys.stranger;
	run_forgery(&forgery, &policy);
	expect("another-platform-trusted", "", "platform signature: not made by the key that --trust names");
}

/* REM := hash(REM || text), in the token's claim 44239 */
static void extend_raw(uint8_t *raw, size_t number, size_t size, const char *text)
{
	uint8_t *rem = raw + 1 + number * (2 + size) + 2, bytes[128];

	memcpy(bytes, rem, size);
	memcpy(bytes + size, text, strlen(text));
	EVP_Digest(bytes, size + strlen(text), rem, NULL, size == 32 ? EVP_sha256() : EVP_sha512(), NULL);
}

/* A log that leads to the token's REMs, and the same with two events in the other order. */
static void test_log(size_t size)
{
	uint8_t raw[1 + 4 * (2 + 64)] = { 0x84 };
	struct forgery forgery = {
		.change = { IN_REALM, 44239, REPLACED, (const char *)raw, 1 + 4 * (2 + size) },
		.knobs.sha512 = size == 64,
	};
	struct policy policy = usual_policy();

	for (size_t i = 0; i < 4; i++) {
		raw[1 + i * (2 + size)] = 0x58;
		raw[2 + i * (2 + size)] = (uint8_t)size;
	}
	extend_raw(raw, 0, size, "kernel");
	extend_raw(raw, 3, size, "disk");
	extend_raw(raw, 0, size, "initrd");
	policy.rim.size = size;
	memset(policy.rim.data, 0xf1, size);
	policy.log = "# boot\n0 6b65726e656c the kernel\r\n3 6469736b\n\n0 696e69747264";
	run_forgery(&forgery, &policy);
	expect(size == 32 ? "log-replayed" : "log-replayed-sha512", "", NULL);
	policy.log = "0 696e69747264\n3 6469736b\n0 6b65726e656c\n";
	run_forgery(&forgery, &policy);
	expect(size == 32 ? "log-other-order" : "log-other-order-sha512", "", "log: REM 0: token has ");
	policy.log = "0 6b65726e656c\n0 696e69747264\n";
	run_forgery(&forgery, &policy);
	expect(size == 32 ? "log-without-disk" : "log-without-disk-sha512", "", "log: REM 3: token has ");
}

/* Two boot stages, BL31 and TMM, of which some are pinned to a measurement. */
static void test_pins(void)
{
	struct forgery two = { .change = { IN_COMPONENT, 1, REPLACED, "\x63" "TMM", 4 } }, same = { 0 };
	struct policy policy = usual_policy();

	policy.pins = 2;
	policy.pin[0].type = "BL31";
	policy.pin[1].type = "TMM";
	for (size_t i = 0; i < 2; i++) {
		policy.pin[i].measurement.size = 32;
		memset(policy.pin[i].measurement.data, 0x2a, 32);
	}
	run_forgery(&two, &policy);
	expect("components-pinned", "", NULL);
	run_forgery(&same, &policy);
	expect("component-twice", "claim 2399 (software component)", "token has 2 of type \"BL31\", wanted 1");
	policy.pin[0].type = "BL2";
	run_forgery(&two, &policy);
	expect("component-absent", "claim 2399 (software component)", "token has 0 of type \"BL2\", wanted 1");
	policy.pin[0].type = "BL31";
	policy.pin[1].measurement.data[31] = 0x2b;
	run_forgery(&two, &policy);
	expect("component-other", "claim 2399 (software component)", "TMM: token has 2a2a");
	policy.pin[1].measurement.size = 48;
	run_forgery(&two, &policy);
	expect("component-other-hash", "claim 2399 (software component)", "2a2a, wanted 2a2a");
}

static int write_file(const char *folder, const char *name, const uint8_t *bytes, size_t size, EVP_PKEY *key)
{
	char path[4096];
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "wb");
	if (!file || (key ? PEM_write_PUBKEY(file, key) != 1 : fwrite(bytes, 1, size, file) != size)) {
		perror(path);
		return 1;
	}
	return fclose(file) != 0;
}

static int write_all(const char *folder)
{
	struct forgery golden = { 0 }, debug = { .change = { IN_PLATFORM, 2395, REPLACED, "\x19\x40\x00", 3 } };
	struct forgery escape = { .change = { IN_REALM, 265, REPLACED, "\x68" "\x1b[31m\"\\x", 9 } };
	struct forgery monitor = { .change = { IN_COMPONENT, 1, REPLACED, "\x63" MONITOR_TYPE, 4 } };
	size_t size = forge(&keys, &golden, token);
	int status = write_file(folder, "golden.cbor", token, size, NULL);

	status |= write_file(folder, "short.cbor", token, size - 1, NULL);
	size = forge(&keys, &debug, token);
	status |= write_file(folder, "debug.cbor", token, size, NULL);
	size = forge(&keys, &escape, token);
	status |= write_file(folder, "escape.cbor", token, size, NULL);
	size = forge(&keys, &monitor, token);
	status |= write_file(folder, "monitor.cbor", token, size, NULL);
	status |= write_file(folder, "platform.pem", NULL, 0, keys.platform);
	return status | write_file(folder, "stranger.pem", NULL, 0, keys.stranger);
}

int main(int argc, char **argv)
{
	int status = 0;

	keys.platform = EVP_EC_gen("P-384");
	keys.rak = EVP_EC_gen("P-384");
	keys.stranger = EVP_EC_gen("P-384");
	if (argc == 3 && strcmp(argv[1], "write") == 0) {
		status = write_all(argv[2]);
	} else {
		test_golden();
		test_changes();
		test_envelopes();
		test_signatures();
		test_values();
		test_policies();
		test_bytes();
		test_mixed();
		test_log(32);
		test_log(64);
		test_pins();
		result(refused >= 200, "200-forgeries", "only %u", refused);
		printf("# %u forged tokens refused, each for its reason\n", refused);
		test_damage();
	}
	EVP_PKEY_free(keys.platform);
	EVP_PKEY_free(keys.rak);
	EVP_PKEY_free(keys.stranger);
	return status || failures;
}
