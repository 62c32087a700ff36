/* SPDX-License-Identifier: BSD-3-Clause */
/* Allocation by bitmap: an allocation is a run of cells of one page. */
#include "attest/arena.h"

#include <mbedtls/platform_util.h>

#include "lib/addr.h"
#include "lib/bits.h"
#include "lib/panic.h"

#define CELL_SIZE	64u
#define CELLS		64u
_Static_assert(CELLS * CELL_SIZE == PAGE_SIZE, "one bit for each cell of a page");

void arena_init(struct arena *arena, void *const pages[ARENA_PAGES])
{
	*arena = (struct arena){ 0 };
	for (unsigned int i = 0; i < ARENA_PAGES; i++)
		arena->page[i].cells = pages[i];
}

/* Bit n: cells n to n + count - 1 are free. */
static uint64_t free_runs(uint64_t used, unsigned int count)
{
	uint64_t runs = ~used;
	unsigned int step;

	for (unsigned int have = 1; have < count; have += step) {
		step = have < count - have ? have : count - have;
		runs &= runs >> step;
	}
	return runs;
}

static void *take_from(struct arena_page *page, unsigned int count)
{
	uint64_t runs = free_runs(page->used, count);
	unsigned int first;

	if (runs == 0)
		return NULL;
	first = (unsigned int)__builtin_ctzll(runs);
	page->used |= BITS(first + count - 1, first);
	page->last |= BIT(first + count - 1);
	return page->cells + first * CELL_SIZE;
}

void *arena_take(struct arena *arena, size_t size)
{
	unsigned int count = (unsigned int)((size + CELL_SIZE - 1) / CELL_SIZE);
	void *memory = NULL;

	if (size == 0 || size > PAGE_SIZE)
		return NULL;
	for (unsigned int i = 0; i < ARENA_PAGES && memory == NULL; i++)
		memory = take_from(&arena->page[i], count);
	if (memory == NULL)
		return NULL;
	arena->in_use += count;
	if (arena->in_use > arena->most)
		arena->most = arena->in_use;
	return memory;
}

static struct arena_page *page_of(struct arena *arena, const uint8_t *memory)
{
	for (unsigned int i = 0; i < ARENA_PAGES; i++) {
		if (memory >= arena->page[i].cells && memory < arena->page[i].cells + PAGE_SIZE)
			return &arena->page[i];
	}
	PANIC("memory that is not of this arena is freed");
}

void arena_give(struct arena *arena, void *memory)
{
	struct arena_page *page = page_of(arena, memory);
	size_t offset = (size_t)((uint8_t *)memory - page->cells);
	unsigned int first = (unsigned int)(offset / CELL_SIZE), count;

	CHECK(offset % CELL_SIZE == 0 && (page->used & BIT(first)) != 0);
	CHECK(first == 0 || (page->used & ~page->last & BIT(first - 1)) == 0);
	count = (unsigned int)__builtin_ctzll(page->last >> first) + 1;
	/* Parts of the key were in it, and the next one to get these cells counts on zeros. */
	mbedtls_platform_zeroize(memory, count * CELL_SIZE);
	page->used &= ~BITS(first + count - 1, first);
	page->last &= ~BIT(first + count - 1);
	arena->in_use -= count;
}
