/* SPDX-License-Identifier: BSD-3-Clause */
/* The report for programs: JSON in the shape of an EAT Attestation Result, with each check beside it. */
#include <inttypes.h>
#include <string.h>

#include "report.h"

/* One claim, "null" where the token has none. */
static void print_claim(FILE *out, const char *comma, const char *name, const struct item *item)
{
	fprintf(out, "%s\"%s\": ", comma, name);
	if (item->kind == KIND_TEXT) {
		print_json(out, (const char *)item->data, item->value);
	} else if (item->kind == KIND_BYTES) {
		fputc('"', out);
		print_hex(out, item->data, item->value);
		fputc('"', out);
	} else if (item->kind == KIND_UINT) {
		fprintf(out, "%" PRIu64, item->value);
	} else {
		fprintf(out, "null");
	}
}

static void print_platform(FILE *out, const struct token *token)
{
	const struct item *claim = token->platform;

	print_claim(out, "", "implementation-id", &claim[PLATFORM_IMPLEMENTATION]);
	print_claim(out, ", ", "instance-id", &claim[PLATFORM_INSTANCE]);
	print_claim(out, ", ", "config", &claim[PLATFORM_CONFIG]);
	print_claim(out, ", ", "lifecycle", &claim[PLATFORM_LIFECYCLE]);
	fprintf(out, ", \"software-components\": [");
	for (size_t i = 0; i < token->components; i++) {
		const struct item *component = token->component[i];

		print_claim(out, i ? ", {" : "{", "type", &component[COMPONENT_TYPE]);
		print_claim(out, ", ", "version", &component[COMPONENT_VERSION]);
		print_claim(out, ", ", "measurement", &component[COMPONENT_MEASUREMENT]);
		print_claim(out, ", ", "signer-id", &component[COMPONENT_SIGNER]);
		fputc('}', out);
	}
	fputc(']', out);
}

static void print_realm(FILE *out, const struct token *token)
{
	print_claim(out, "", "hash-algorithm", &token->realm[REALM_HASH]);
	print_claim(out, ", ", "initial-measurement", &token->realm[REALM_RIM]);
	fprintf(out, ", \"extensible-measurements\": [");
	for (size_t i = 0; i < REM_COUNT; i++) {
		fprintf(out, "%s\"", i ? ", " : "");
		print_hex(out, token->rem[i].data, token->rem[i].value);
		fputc('"', out);
	}
	fputc(']', out);
	print_claim(out, ", ", "personalization-value", &token->realm[REALM_RPV]);
	print_claim(out, ", ", "challenge", &token->realm[REALM_CHALLENGE]);
}

/* EAR's tiers: affirming; warning for a platform that is open to debug, or has any monitor; contraindicated. */
static const char *status_of(const struct verdict *verdict)
{
	if (!verdict->good)
		return "contraindicated";
	if (verdict->any_monitor || verdict->token.platform[PLATFORM_LIFECYCLE].value >> 8 != 0x30)
		return "warning";
	return "affirming";
}

static void print_checks(FILE *out, const struct verdict *verdict)
{
	fprintf(out, "  \"virtcca.checks\": [\n");
	for (size_t i = 0; i < verdict->checks; i++) {
		const struct check *check = &verdict->check[i];

		fprintf(out, "    {\"name\": \"%s\", \"result\": \"%s\", \"detail\": ", check->name,
			check->good ? "ok" : "failed");
		print_json(out, check->detail, strlen(check->detail));
		fprintf(out, "}%s\n", i + 1 < verdict->checks ? "," : "");
	}
	fprintf(out, "  ]\n");
}

void report_json(FILE *out, const struct verdict *verdict)
{
	const char *status = status_of(verdict);

	fprintf(out, "{\n  \"eat_profile\": \"tag:github.com,2023:veraison/ear\",\n"
		"  \"ear.verifier-id\": {\"developer\": \"virtCCA\", \"build\": \"virtcca-verify 1\"},\n"
		"  \"submods\": {\n    \"CCA_SSD_PLATFORM\": {\"ear.status\": \"%s\", \"ear.veraison.annotated-evidence\": {",
		status);
	if (verdict->readable)
		print_platform(out, &verdict->token);
	fprintf(out, "}},\n    \"CCA_REALM\": {\"ear.status\": \"%s\", \"ear.veraison.annotated-evidence\": {", status);
	if (verdict->readable)
		print_realm(out, &verdict->token);
	fprintf(out, "}}\n  },\n");
	print_checks(out, verdict);
	fprintf(out, "}\n");
}
