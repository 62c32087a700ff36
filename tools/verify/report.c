/* SPDX-License-Identifier: BSD-3-Clause */
/* The report for people: what the token says, then each check and, where it failed, both values. */
#include <inttypes.h>
#include <string.h>

#include "report.h"

static void print_claim(FILE *out, const char *name, const struct item *item)
{
	fprintf(out, "    %-16s ", name);
	if (item->kind == KIND_TEXT)
		print_escaped(out, (const char *)item->data, item->value, "\\");
	else if (item->kind == KIND_BYTES)
		print_hex(out, item->data, item->value);
	else
		fprintf(out, "-");
	fputc('\n', out);
}

/* Bytes that may be a text, filled up with zeros. */
static void print_name(FILE *out, const char *name, const struct item *item)
{
	size_t size = item->value, printable = 0;

	while (size && item->data[size - 1] == 0)
		size--;
	while (printable < size && item->data[printable] >= ' ' && item->data[printable] <= '~')
		printable++;
	print_claim(out, name, item);
	if (size && printable == size)
		fprintf(out, "    %-16s \"%.*s\"\n", "", (int)size, (const char *)item->data);
}

static void print_platform(FILE *out, const struct token *token)
{
	const struct item *claim = token->platform;

	fprintf(out, "  platform\n");
	print_name(out, "implementation", &claim[PLATFORM_IMPLEMENTATION]);
	print_claim(out, "instance", &claim[PLATFORM_INSTANCE]);
	print_claim(out, "configuration", &claim[PLATFORM_CONFIG]);
	fprintf(out, "    %-16s 0x%04" PRIx64 " (%s)\n", "lifecycle", claim[PLATFORM_LIFECYCLE].value,
		lifecycle_name(claim[PLATFORM_LIFECYCLE].value));
	for (size_t i = 0; i < token->components; i++) {
		const struct item *component = token->component[i];

		fprintf(out, "  software component %zu\n", i);
		print_claim(out, "type", &component[COMPONENT_TYPE]);
		print_claim(out, "version", &component[COMPONENT_VERSION]);
		print_claim(out, "measurement", &component[COMPONENT_MEASUREMENT]);
		print_claim(out, "signer", &component[COMPONENT_SIGNER]);
	}
}

static void print_realm(FILE *out, const struct token *token)
{
	static const char *const names[] = { "REM 0", "REM 1", "REM 2", "REM 3" };

	fprintf(out, "  realm\n");
	print_claim(out, "hash algorithm", &token->realm[REALM_HASH]);
	print_claim(out, "RIM", &token->realm[REALM_RIM]);
	for (size_t i = 0; i < REM_COUNT; i++)
		print_claim(out, names[i], &token->rem[i]);
	print_claim(out, "RPV", &token->realm[REALM_RPV]);
	print_claim(out, "challenge", &token->realm[REALM_CHALLENGE]);
}

void report_text(FILE *out, const char *name, const struct verdict *verdict)
{
	fprintf(out, "%s: %s\n", name, verdict->good ? "verified" : "REFUSED");
	if (verdict->readable) {
		if (!verdict->good)
			fprintf(out, "  (what follows is what the token claims; do not rely on it)\n");
		print_platform(out, &verdict->token);
		print_realm(out, &verdict->token);
	}
	fprintf(out, "  checks\n");
	for (size_t i = 0; i < verdict->checks; i++) {
		const struct check *check = &verdict->check[i];

		fprintf(out, "    %-6s %s", check->good ? "ok" : "FAILED", check->name);
		if (check->detail[0]) {
			fprintf(out, ": ");
			print_escaped(out, check->detail, strlen(check->detail), "\\");
		}
		fputc('\n', out);
	}
}
