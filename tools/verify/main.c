/* SPDX-License-Identifier: BSD-3-Clause */
/* virtcca-verify: the command line. Exit status 0: everything asked holds; 1: it does not; 2: usage, or a file. */
#include <errno.h>
#include <getopt.h>
#include <openssl/pem.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cose.h"
#include "report.h"

#define LOG_MOST	(1 << 20)

enum { EXIT_VERIFIED, EXIT_REFUSED, EXIT_USAGE };

static const char usage[] =
	"usage: virtcca-verify TOKEN --trust PEM --challenge HEX --rim HEX [--component TMM=HEX]\n"
	"                      [--component TYPE=HEX]... [--rem N=HEX]... [--rpv HEX] [--log FILE] [--allow-debug]\n"
	"                      [--json]\n"
	"Verifies the attestation token of a confidential VM (\"-\": standard input). See virtcca-verify(1).\n";

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "virtcca-verify: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(EXIT_USAGE);
}

/* All of a file into most + 2 bytes: at most `most`, one more to tell that it is too long, and a 0. Returns the size. */
static size_t read_file(const char *name, char *bytes, size_t most)
{
	FILE *file = strcmp(name, "-") == 0 ? stdin : fopen(name, "rb");
	size_t size;

	if (!file)
		fail("cannot open %s: %s", name, strerror(errno));
	size = fread(bytes, 1, most + 1, file);
	if (ferror(file))
		fail("cannot read %s: %s", name, strerror(errno));
	bytes[size] = '\0';
	if (file != stdin)
		fclose(file);
	return size;
}

/* Nobody is asked for a passphrase: a public key has none. */
static int no_passphrase(char *buffer, int size, int writing, void *data)
{
	(void)buffer, (void)size, (void)writing, (void)data;
	return -1;
}

static EVP_PKEY *read_trust(const char *name)
{
	FILE *file = fopen(name, "r");
	EVP_PKEY *key;

	if (!file)
		fail("cannot open %s: %s", name, strerror(errno));
	key = PEM_read_PUBKEY(file, NULL, no_passphrase, NULL);
	fclose(file);
	if (!key)
		fail("%s holds no public key: --trust wants the platform's, as PEM (\"BEGIN PUBLIC KEY\")", name);
	if (!key_is_p384(key))
		fail("%s is not a key on P-384: a platform token is signed with ES384", name);
	return key;
}

/* Shorter values are filled with zeros up to `full` bytes, as the guest's driver does; full = 0: taken as they are. */
static void read_value(const char *option, const char *hex, size_t least, size_t full, struct value *value)
{
	if (value->given)
		fail("%s is given twice", option);
	if (!value_from_hex(hex, strlen(hex), value))
		fail("%s: \"%s\" is not 1 to %d bytes in hex digits", option, hex, VALUE_MOST);
	if (value->size < least)
		fail("%s has %zu bytes, at least %zu are wanted", option, value->size, least);
	if (full)
		value->size = full;
}

static void read_measurement(const char *option, const char *hex, struct value *value)
{
	read_value(option, hex, 0, 0, value);
	if (value->size != 32 && value->size != 64)
		fail("%s has %zu bytes: a measurement has 32 (sha-256) or 64 (sha-512)", option, value->size);
}

static void read_rem(const char *text, struct policy *policy)
{
	if (text[0] < '0' || text[0] >= '0' + REM_COUNT || text[1] != '=')
		fail("--rem: \"%s\" is not N=HEX with N from 0 to 3", text);
	read_measurement("--rem", text + 2, &policy->rem[text[0] - '0']);
}

static void read_pin(char *text, struct policy *policy)
{
	struct pin *pin = &policy->pin[policy->pins];
	char *hex = strchr(text, '=');

	if (policy->pins == COMPONENTS_MOST)
		fail("--component: more than %d", COMPONENTS_MOST);
	if (!hex || hex == text)
		fail("--component: \"%s\" is not TYPE=HEX", text);
	*hex++ = '\0';
	for (size_t i = 0; i < policy->pins; i++)
		if (strcmp(policy->pin[i].type, text) == 0)
			fail("--component: \"%s\" is given twice", text);
	read_value("--component", hex, 32, 0, &pin->measurement);
	pin->type = text;
	policy->pins++;
}

struct options {
	struct policy policy;
	const char *token, *trust, *log;
	bool json;
};

static void take_option(struct options *options, int option)
{
	struct policy *policy = &options->policy;

	switch (option) {
	case 't':
		options->trust = optarg;
		break;
	case 'c':
		read_value("--challenge", optarg, CHALLENGE_LEAST, VALUE_MOST, &policy->challenge);
		break;
	case 'r':
		read_measurement("--rim", optarg, &policy->rim);
		break;
	case 'e':
		read_rem(optarg, policy);
		break;
	case 'p':
		read_value("--rpv", optarg, 1, VALUE_MOST, &policy->rpv);
		break;
	case 's':
		read_pin(optarg, policy);
		break;
	case 'l':
		options->log = optarg;
		break;
	case 'd':
		policy->allow_debug = true;
		break;
	case 'j':
		options->json = true;
		break;
	case 'h':
		fputs(usage, stdout);
		exit(EXIT_VERIFIED);
	default:
		fputs(usage, stderr);
		exit(EXIT_USAGE);
	}
}

static void read_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "trust", required_argument, NULL, 't' }, { "challenge", required_argument, NULL, 'c' },
		{ "rim", required_argument, NULL, 'r' }, { "rem", required_argument, NULL, 'e' },
		{ "rpv", required_argument, NULL, 'p' }, { "component", required_argument, NULL, 's' },
		{ "log", required_argument, NULL, 'l' },
		{ "allow-debug", no_argument, NULL, 'd' }, { "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1)
		take_option(options, option);
	if (optind + 1 != argc) {
		fputs(usage, stderr);
		exit(EXIT_USAGE);
	}
	options->token = argv[optind];
	if (!options->trust || !options->policy.challenge.given || !options->policy.rim.given)
		fail("--trust, --challenge and --rim are needed: without each of them a token proves nothing\n%s", usage);
}

static void read_log(const char *name, struct policy *policy)
{
	static char log[LOG_MOST + 2];
	size_t size = read_file(name, log, LOG_MOST);

	if (size > LOG_MOST)
		fail("%s is longer than %d bytes", name, LOG_MOST);
	if (strlen(log) != size)
		fail("%s is no text: it has a zero at byte %zu", name, strlen(log));
	policy->log = log;
}

int main(int argc, char **argv)
{
	static struct verdict verdict;
	static char bytes[TOKEN_MOST + 2];
	struct options options = { 0 };
	size_t size;

	read_options(argc, argv, &options);
	options.policy.trust = read_trust(options.trust);
	size = read_file(options.token, bytes, TOKEN_MOST);
	if (options.log)
		read_log(options.log, &options.policy);
	verify_token((const uint8_t *)bytes, size, &options.policy, &verdict);
	if (options.json)
		report_json(stdout, &verdict);
	else
		report_text(stdout, options.token, &verdict);
	EVP_PKEY_free(options.policy.trust);
	if (fflush(stdout) != 0 || ferror(stdout))
		fail("cannot write the report: %s", strerror(errno));
	return verdict.good ? EXIT_VERIFIED : EXIT_REFUSED;
}
