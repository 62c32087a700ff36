/* SPDX-License-Identifier: BSD-3-Clause */
/* What the tests of the firmware compare with: see usage. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan.h"
#include "token.h"

#define STOPS_MOST	8

/* Instructions with a neighbour that does the same on the emulator */
static const struct { uint32_t from, to; } twins[] = {
	{ 0xd503201f, 0xd503203f },	/* nop, yield */
	{ 0xd5033f9f, 0xd5033b9f },	/* dsb sy, dsb ish */
};

__attribute__((noreturn)) static void usage(void)
{
	fprintf(stderr, "usage: firmware-check show BL1 BL2 BL31 TMM            what these images lead to\n"
			"       firmware-check console BL1 BL2 BL31 TMM CONSOLE  judge what the test monitor has printed\n"
			"       firmware-check scan BL1 BL2 BL31 TMM CONSOLE NAME=ADDRESS... -- QEMU...\n"
			"       firmware-check change IN OUT   one instruction, so that it does the same\n");
	exit(2);
}

static void print_hex(const char *name, const uint8_t *data, size_t size)
{
	printf("%s ", name);
	for (size_t i = 0; i < size; i++)
		printf("%02x", data[i]);
	printf("\n");
}

static void show(const struct chain *chain)
{
	print_hex("BL1", chain->component[BL1].hash, HASH_SIZE);
	print_hex("BL2", chain->component[BL2].hash, HASH_SIZE);
	print_hex("BL31", chain->component[BL31].hash, HASH_SIZE);
	print_hex("TMM", chain->component[TMM].hash, HASH_SIZE);
	print_hex("secret", chain->tmm_secret, SECRET_SIZE);
	print_hex("key", chain->platform_key.point, POINT_SIZE);
	print_hex("rak", chain->rak.point, POINT_SIZE);
}

/* The bytes of line "NAME HEX" of a console's text; their number, 0 where there is none. */
static size_t find_hex(const char *text, const char *name, uint8_t *out, size_t most)
{
	char start[64];
	const char *at;
	unsigned int byte;
	size_t size = 0;

	snprintf(start, sizeof(start), "\n%s ", name);
	at = strstr(text, start);
	if (!at)
		return 0;
	for (at += strlen(start); size < most && sscanf(at, "%2x", &byte) == 1 && at[0] > ' ' && at[1] > ' '; at += 2)
		out[size++] = (uint8_t)byte;
	return size;
}

static int judge(const char *name, const char *fault)
{
	if (fault)
		printf("not ok %s - %s\n", name, fault);
	else
		printf("ok %s\n", name);
	return fault != NULL;
}

static int judge_console(const struct chain *chain, const char *file)
{
	uint8_t challenge[CHALLENGE_SIZE], secret[SECRET_SIZE], token[2048];
	size_t size, token_size;
	char *text = (char *)read_file(file, &size);
	int faults = 0;

	for (unsigned int i = 0; i < CHALLENGE_SIZE; i++)
		challenge[i] = (uint8_t)i;
	faults += judge("secret-is-that-of-these-images",
			find_hex(text, "secret", secret, sizeof(secret)) != SECRET_SIZE ? "none on the console" :
			memcmp(secret, chain->tmm_secret, SECRET_SIZE) != 0 ? "it is another one" : NULL);
	token_size = find_hex(text, "token", token, sizeof(token));
	faults += judge("token-is-that-of-these-images", token_size == 0 ? "none on the console" :
			token_size != token_length(chain) ? "it has another length" :
			token_fault(chain, challenge, token, token_size));
	printf("# a platform token of %zu bytes\n", token_size);
	free(text);
	return faults != 0;
}

static bool change_one(uint8_t *image, size_t size)
{
	for (size_t i = 0; i + 4 <= size; i += 4) {
		for (size_t t = 0; t < sizeof(twins) / sizeof(twins[0]); t++) {
			if (memcmp(image + i, &twins[t].from, 4) == 0) {
				memcpy(image + i, &twins[t].to, 4);
				return true;
			}
		}
	}
	return false;
}

static int change(const char *from, const char *to)
{
	size_t size;
	uint8_t *image = read_file(from, &size);
	FILE *file = fopen(to, "wb");

	if (!change_one(image, size))
		die("%s has no instruction to change", from);
	if (!file || fwrite(image, 1, size, file) != size || fclose(file) != 0)
		die("cannot write %s", to);
	free(image);
	return 0;
}

/* NAME=ADDRESS words up to "--"; the command is behind it. */
static int scan(const struct chain *chain, const char *console, char **words)
{
	struct stop stops[STOPS_MOST + 1] = { { NULL, 0 } };
	unsigned int n = 0;
	char *equals;

	for (; *words && strcmp(*words, "--") != 0; words++, n++) {
		equals = strchr(*words, '=');
		if (n == STOPS_MOST || !equals)
			usage();
		*equals = 0;
		stops[n] = (struct stop){ *words, strtoull(equals + 1, NULL, 0) };
	}
	if (n == 0 || !*words || !words[1])
		usage();
	scan_machine(chain, console, stops, words + 1);
	return 0;
}

int main(int argc, char **argv)
{
	struct chain chain = { .public_key = NULL };

	if (argc == 4 && strcmp(argv[1], "change") == 0)
		return change(argv[2], argv[3]);
	if (argc < 6)
		usage();
	setvbuf(stdout, NULL, _IOLBF, 0);
	chain_compute(&chain, (const char *const *)argv + 2);
	if (argc == 6 && strcmp(argv[1], "show") == 0)
		show(&chain);
	else if (argc == 7 && strcmp(argv[1], "console") == 0)
		return judge_console(&chain, argv[6]);
	else if (argc > 8 && strcmp(argv[1], "scan") == 0)
		return scan(&chain, argv[6], argv + 7);
	else
		usage();
	EVP_PKEY_free(chain.public_key);
	return 0;
}
