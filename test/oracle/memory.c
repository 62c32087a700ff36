/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine's memory in this program. */
#define _GNU_SOURCE
#include "memory.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define CHUNK		(1u << 20)
#define PAGES		(SECURE_SIZE / RAM_PAGE)

static const struct ram_block *all_blocks;
static int all_count;
/* Pages of the secure RAM that are not zero, or were written here. */
static uint8_t filled[PAGES];
static const uint64_t *added;

void die(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "oracle: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fprintf(stderr, "\n");
	exit(2);
}

static bool is_zero(const uint64_t *page)
{
	return page[0] == 0 && memcmp(page, page + 1, RAM_PAGE - sizeof(*page)) == 0;
}

/* All pages of a block that are not zero, in ascending order. */
static void visit_block(const struct ram_block *block, memory_visitor *visit, void *arg)
{
	static uint64_t chunk[CHUNK / sizeof(uint64_t)];
	uint64_t offset = 0, size;

	for (; ram_next_run(block, &offset, &size); offset += size) {
		size = size < CHUNK ? size : CHUNK;
		if (ram_read(block, offset, chunk, size))
			die("a machine's memory cannot be read");
		for (uint64_t at = 0; at < size; at += RAM_PAGE) {
			if (!is_zero(chunk + at / sizeof(*chunk)))
				visit(chunk + at / sizeof(*chunk), block->name, offset + at, arg);
		}
	}
}

static void take_page(const uint64_t *page, const char *block, uint64_t offset, void *arg)
{
	(void)block;
	(void)arg;
	memcpy((void *)(SECURE_BASE + offset), page, RAM_PAGE);
	filled[offset / RAM_PAGE] = 1;
}

void memory_load(const struct ram_block *blocks, int count)
{
	static bool mapped;
	bool found = false;
	void *at = mmap((void *)SECURE_BASE, SECURE_SIZE, PROT_READ | PROT_WRITE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | (mapped ? MAP_FIXED : MAP_FIXED_NOREPLACE), -1, 0);

	if (at != (void *)SECURE_BASE)
		die("the addresses of the secure RAM are not free in this program");
	mapped = true;
	memset(filled, 0, sizeof(filled));
	all_blocks = blocks;
	all_count = count;
	for (int i = 0; i < count; i++) {
		if (strcmp(blocks[i].name, RAM_SECURE) != 0)
			continue;
		if (blocks[i].size != SECURE_SIZE)
			die("%s has another size than that of the board", RAM_SECURE);
		visit_block(&blocks[i], take_page, NULL);
		found = true;
	}
	if (!found)
		die("the machine has no %s", RAM_SECURE);
}

bool memory_holds(const void *p, uint64_t size)
{
	uint64_t at = (uint64_t)p;

	return at >= SECURE_BASE && size <= SECURE_SIZE && at - SECURE_BASE <= SECURE_SIZE - size;
}

const uint64_t *memory_page(uint64_t address)
{
	const uint64_t *page = (const uint64_t *)address;

	if (address % RAM_PAGE != 0 || !memory_holds(page, RAM_PAGE))
		die("0x%lx is no page of the secure RAM", address);
	return page;
}

bool memory_page_is_zero(uint64_t address)
{
	const uint64_t *page = memory_page(address);

	return !filled[(address - SECURE_BASE) / RAM_PAGE] || is_zero(page);
}

uint64_t *memory_page_to_spoil(uint64_t address)
{
	memory_page(address);
	filled[(address - SECURE_BASE) / RAM_PAGE] = 1;
	return (uint64_t *)address;
}

void memory_for_each_normal_page(memory_visitor *visit, void *arg)
{
	if (added)
		visit(added, "planted", 0, arg);
	for (int i = 0; i < all_count; i++) {
		if (strcmp(all_blocks[i].name, RAM_SECURE) != 0)
			visit_block(&all_blocks[i], visit, arg);
	}
}

void memory_add_normal_page(const uint64_t *page)
{
	added = page;
}
