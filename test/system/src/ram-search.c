/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stop the emulator, search all its RAM blocks for secrets of which only hashes are known, let it go on.
 *
 *	ram-search QMP-SOCKET PID FILE...	FILE: lines "page N SUM SHA256" as guest/src/pattern.c prints them
 *	ram-search --marker HEX16		print such a line for memory that is filled with a 64-bit marker
 *
 * Prints "hit FILE N BLOCK OFFSET" for each place found, at any alignment, then "searched BLOCK BYTES" per block.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../../guest/src/sha256.h"
#include "../../../guest/src/window.h"
#include "../../lib/qmp.h"
#include "../../lib/ram.h"

#define CHUNK_PAGES	256ull
#define MAX_SECRETS	8192
#define FILTER_BITS	20

struct secret {
	const char *file;
	unsigned int page;
	uint32_t sum;
	char sha[SHA256_TEXT];
};

static struct secret secrets[MAX_SECRETS];
static int secret_count;
static uint8_t filter[1u << FILTER_BITS];	/* which sums are worth a closer look */
static uint64_t last_marker_page;

static int read_secrets(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[256];
	int before = secret_count;

	if (!file) {
		fprintf(stderr, "ram-search: %s: %s\n", path, strerror(errno));
		return -1;
	}
	while (fgets(line, sizeof(line), file) && secret_count < MAX_SECRETS) {
		struct secret *secret = &secrets[secret_count];

		if (sscanf(line, "page %u %x %64s", &secret->page, &secret->sum, secret->sha) != 3)
			continue;
		secret->file = path;
		filter[secret->sum >> (32 - FILTER_BITS)] = 1;
		secret_count++;
	}
	fclose(file);
	if (secret_count == before)
		fprintf(stderr, "ram-search: %s holds no hashes\n", path);
	return secret_count == before;
}

static void look_closer(const struct ram_block *block, uint64_t offset, const uint8_t *window, uint32_t sum)
{
	uint8_t digest[SHA256_SIZE];
	char text[SHA256_TEXT];
	int hashed = 0;

	for (int i = 0; i < secret_count; i++) {
		if (secrets[i].sum != sum)
			continue;
		if (!hashed++) {
			sha256(window, WINDOW_SIZE, digest);
			sha256_text(digest, text);
		}
		if (strcmp(text, secrets[i].sha))
			continue;
		/* A marker matches again every eight bytes: once per page will do. */
		if (last_marker_page == (block->at + offset) / RAM_PAGE)
			continue;
		last_marker_page = (block->at + offset) / RAM_PAGE;
		printf("hit %s %u %s %lu\n", secrets[i].file, secrets[i].page, block->name, offset);
	}
}

static void search_bytes(const struct ram_block *block, uint64_t offset, const uint8_t *bytes, size_t size)
{
	const uint32_t leaving = window_leaving();
	uint32_t sum;

	if (size < WINDOW_SIZE)
		return;
	sum = window_sum(bytes);
	for (size_t i = 0; ; i++) {
		if (filter[sum >> (32 - FILTER_BITS)])
			look_closer(block, offset + i, bytes + i, sum);
		if (i + WINDOW_SIZE >= size)
			break;
		sum = window_slide(sum, leaving, bytes[i], bytes[i + WINDOW_SIZE]);
	}
}

/* The run's pages, in chunks that overlap so that no window falls between two of them. */
static int search_run(const struct ram_block *block, uint64_t offset, uint64_t size)
{
	static uint8_t bytes[CHUNK_PAGES * RAM_PAGE + WINDOW_SIZE];

	while (size > 0) {
		uint64_t part = size < CHUNK_PAGES * RAM_PAGE ? size : CHUNK_PAGES * RAM_PAGE;
		uint64_t more = size - part < WINDOW_SIZE - 1 ? size - part : WINDOW_SIZE - 1;

		if (ram_read(block, offset, bytes, part + more))
			return -1;
		search_bytes(block, offset, bytes, part + more);
		offset += part;
		size -= part;
	}
	return 0;
}

static int search_block(const struct ram_block *block)
{
	uint64_t offset = 0, size, touched = 0;

	for (; ram_next_run(block, &offset, &size); offset += size, touched += size) {
		if (search_run(block, offset, size))
			return -1;
	}
	printf("searched %s %#lx of %#lx\n", block->name, touched, block->size);
	return 0;
}

static int search_process(int qmp, const char *pid)
{
	static struct ram_block blocks[RAM_MAX_BLOCKS];
	int count = ram_of_emulator(qmp, pid, blocks), err = count < 0;

	for (int i = 0; i < count && !err; i++)
		err = search_block(&blocks[i]);
	return err;
}

static int print_marker(const char *hex)
{
	uint64_t words[WINDOW_SIZE / 8];
	uint8_t digest[SHA256_SIZE];
	char text[SHA256_TEXT];

	for (size_t i = 0; i < WINDOW_SIZE / 8; i++)
		words[i] = strtoull(hex, NULL, 16);
	sha256(words, sizeof(words), digest);
	sha256_text(digest, text);
	printf("page 0 %08x %s\n", window_sum((const uint8_t *)words), text);
	return 0;
}

int main(int argc, char **argv)
{
	static char answer[1 << 16];
	int qmp, err;

	if (argc == 3 && strcmp(argv[1], "--marker") == 0)
		return print_marker(argv[2]);
	if (argc < 4) {
		fprintf(stderr, "usage: ram-search QMP-SOCKET PID FILE... | --marker HEX16\n");
		return 2;
	}
	for (int i = 3; i < argc; i++)
		if (read_secrets(argv[i]))
			return 2;
	qmp = qmp_open(argv[1]);
	if (qmp < 0 || qmp_command(qmp, "{\"execute\":\"stop\"}", answer, sizeof(answer))) {
		fprintf(stderr, "ram-search: the emulator does not stop\n");
		return 2;
	}
	err = search_process(qmp, argv[2]);
	if (qmp_command(qmp, "{\"execute\":\"cont\"}", answer, sizeof(answer)))
		fprintf(stderr, "ram-search: the emulator does not go on\n");
	return err ? 2 : 0;
}
