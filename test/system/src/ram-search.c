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
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../../guest/src/sha256.h"
#include "../../../guest/src/window.h"
#include "qmp.h"

#define PAGE		4096ull
#define CHUNK_PAGES	256ull
#define MAX_BLOCKS	64
#define MAX_SECRETS	8192
#define FILTER_BITS	20

struct block {
	char name[128];
	uint64_t address, size;		/* in the emulator's own address space */
};

struct secret {
	const char *file;
	unsigned int page;
	uint32_t sum;
	char sha[SHA256_TEXT];
};

static struct block blocks[MAX_BLOCKS];
static int block_count;
static struct secret secrets[MAX_SECRETS];
static int secret_count;
static uint8_t filter[1u << FILTER_BITS];	/* which sums are worth a closer look */
static uint64_t last_marker_page;

static int find_blocks(int qmp)
{
	static char answer[1 << 16];
	char *line, *rest = answer;

	if (qmp_command(qmp, "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"info ramblock\"}}",
			answer, sizeof(answer)))
		return -1;
	/* JSON writes line ends as \r\n in four characters. */
	for (char *p = answer; (p = strstr(p, "\\r\\n")); )
		memcpy(p, "   \n", 4);
	while ((line = strsep(&rest, "\n")) && block_count < MAX_BLOCKS) {
		struct block *block = &blocks[block_count];

		if (sscanf(line, "%127s %*s %*s %*x %lx %*x %lx", block->name, &block->size, &block->address) == 3)
			block_count++;
	}
	return block_count ? 0 : -1;
}

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

static void look_closer(const struct block *block, uint64_t offset, const uint8_t *window, uint32_t sum)
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
		if (last_marker_page == (block->address + offset) / PAGE)
			continue;
		last_marker_page = (block->address + offset) / PAGE;
		printf("hit %s %u %s %lu\n", secrets[i].file, secrets[i].page, block->name, offset);
	}
}

static void search_bytes(const struct block *block, uint64_t offset, const uint8_t *bytes, size_t size)
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

/* How many of the pages from `first` on are there (or are absent): the emulator never touched the others. */
static uint64_t run_of_pages(const uint64_t *map, uint64_t first, uint64_t count, int present)
{
	uint64_t n = first;

	while (n < count && !!(map[n] >> 62) == present)
		n++;
	return n - first;
}

/* The run's pages, in chunks that overlap so that no window falls between two of them. */
static int search_run(int mem, const struct block *block, uint64_t offset, uint64_t size)
{
	static uint8_t bytes[CHUNK_PAGES * PAGE + WINDOW_SIZE];

	while (size > 0) {
		uint64_t part = size < CHUNK_PAGES * PAGE ? size : CHUNK_PAGES * PAGE;
		uint64_t more = size - part < WINDOW_SIZE - 1 ? size - part : WINDOW_SIZE - 1;

		if (pread(mem, bytes, part + more, (off_t)(block->address + offset)) != (ssize_t)(part + more))
			return -1;
		search_bytes(block, offset, bytes, part + more);
		offset += part;
		size -= part;
	}
	return 0;
}

static int search_block(int mem, int pagemap, const struct block *block)
{
	uint64_t pages = block->size / PAGE, touched = 0;
	uint64_t *map = calloc(pages + 1, sizeof(*map));
	int err = !map || pread(pagemap, map, pages * 8, (off_t)(block->address / PAGE * 8)) != (ssize_t)(pages * 8);

	for (uint64_t at = 0; at < pages && !err; ) {
		uint64_t run;

		at += run_of_pages(map, at, pages, 0);
		run = run_of_pages(map, at, pages, 1);
		err = search_run(mem, block, at * PAGE, run * PAGE);
		at += run;
		touched += run;
	}
	free(map);
	if (err)
		fprintf(stderr, "ram-search: cannot read %s: %s\n", block->name, strerror(errno));
	else
		printf("searched %s %#llx of %#lx\n", block->name, touched * PAGE, block->size);
	return err;
}

static int search_process(const char *pid)
{
	char path[64];
	int mem, pagemap, err = 0;

	snprintf(path, sizeof(path), "/proc/%s/mem", pid);
	mem = open(path, O_RDONLY);
	snprintf(path, sizeof(path), "/proc/%s/pagemap", pid);
	pagemap = open(path, O_RDONLY);
	if (mem < 0 || pagemap < 0) {
		fprintf(stderr, "ram-search: cannot look into process %s: %s\n", pid, strerror(errno));
		return -1;
	}
	for (int i = 0; i < block_count && !err; i++)
		err = search_block(mem, pagemap, &blocks[i]);
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
	if (qmp < 0 || qmp_command(qmp, "{\"execute\":\"stop\"}", answer, sizeof(answer)) || find_blocks(qmp)) {
		fprintf(stderr, "ram-search: the emulator does not stop or does not tell its RAM blocks\n");
		return 2;
	}
	err = search_process(argv[2]);
	if (qmp_command(qmp, "{\"execute\":\"cont\"}", answer, sizeof(answer)))
		fprintf(stderr, "ram-search: the emulator does not go on\n");
	return err ? 2 : 0;
}
