/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor's books among themselves: each page of the pool has at most one owner, and every sum is right. */
#include "checks.h"

#include "granule/word.h"
#include "memory.h"
#include "monitor.h"

#define NO_FRAME	UINT32_MAX

static bool has_page(enum granule_state state)
{
	return state >= GRANULE_RD && state <= GRANULE_RTT;
}

/* A name with a role stands for one page, which says the same of itself, so no page can serve two names. */
static void check_name(uint64_t index)
{
	const struct granule *name = &monitor.names[index], *page;
	enum granule_state state = word_state(name->word);

	if (state > GRANULE_RTT) {
		fault("the name 0x%lx has the state %u of a page", name_address(index), state);
	} else if (!has_page(state)) {
		tally.delegated += state == GRANULE_DELEGATED;
		if (name->link != 0 || word_refs(name->word) != 0)
			fault("the name 0x%lx has no role, and a page or references", name_address(index));
	} else if (name->link >= monitor.page_count) {
		fault("the name 0x%lx has page %u, which the pool has not", name_address(index), name->link);
	} else {
		page = &monitor.pool->pages[name->link];
		if (word_state(page->word) == POOL_PAGE_FREE)
			fault("page 0x%lx is free and stands behind 0x%lx", pool_page(name->link), name_address(index));
		else if (word_state(page->word) != POOL_PAGE_BACKING || page->link != index)
			fault("page 0x%lx has two owners: 0x%lx and another", pool_page(name->link), name_address(index));
	}
}

static bool is_marked_free(uint64_t index)
{
	const struct chunk *chunk = &monitor.pool->chunks[index / POOL_CHUNK_PAGES];
	uint64_t offset = index % POOL_CHUNK_PAGES;

	return chunk->free[offset / 64] >> (offset % 64) & 1;
}

static void check_backing(uint64_t index)
{
	const struct granule *page = &monitor.pool->pages[index];

	if (page->link >= monitor.name_count)
		fault("page 0x%lx stands behind name %u, which DRAM has not", pool_page(index), page->link);
	else if (!has_page(word_state(monitor.names[page->link].word)) || monitor.names[page->link].link != index)
		fault("page 0x%lx stands behind 0x%lx, which knows nothing of it", pool_page(index),
		      name_address(page->link));
}

static void check_page(uint64_t index)
{
	enum granule_state state = word_state(monitor.pool->pages[index].word);

	tally.free += state == POOL_PAGE_FREE;
	tally.claimed += state <= GRANULE_RTT;
	if (is_marked_free(index) != (state == POOL_PAGE_FREE))
		fault("page 0x%lx is %sfree by its state, and not by its chunk", pool_page(index),
		      state == POOL_PAGE_FREE ? "" : "not ");
	if (state == POOL_PAGE_BACKING)
		check_backing(index);
	if ((state == POOL_PAGE_FREE || state <= GRANULE_DELEGATED) && !memory_page_is_zero(pool_page(index)))
		fault("page 0x%lx is not in use and not zero", pool_page(index));
}

static void check_chunk(uint32_t number)
{
	const struct chunk *chunk = &monitor.pool->chunks[number];
	unsigned int free = 0;

	for (unsigned int w = 0; w < POOL_CHUNK_PAGES / 64; w++)
		free += (unsigned int)__builtin_popcountll(chunk->free[w]);
	if (free != chunk->free_count)
		fault("chunk %u of the pool has %u free pages and counts %u", number, free, chunk->free_count);
	if (chunk->owner == NO_FRAME)
		return;
	if (chunk->owner >= monitor.name_count / POOL_CHUNK_PAGES ||
	    monitor.pool->chunk_of_frame[chunk->owner] != number + 1)
		fault("chunk %u of the pool is frame %u's, which knows nothing of it", number, chunk->owner);
}

static void check_sum(const char *what, uint64_t counted, uint64_t noted)
{
	if (counted != noted)
		fault("the pool has %lu pages that are %s and counts %lu", counted, what, noted);
}

void check_books(void)
{
	for (uint64_t i = 0; i < monitor.name_count; i++)
		check_name(i);
	for (uint64_t i = 0; i < monitor.page_count; i++)
		check_page(i);
	for (uint32_t i = 0; i < monitor.pool->chunk_count; i++)
		check_chunk(i);
	check_sum("free", tally.free, monitor.pool->free);
	check_sum("promised to delegated names", tally.delegated, monitor.pool->promised);
	check_sum("claimed", tally.claimed, monitor.pool->claimed);
	if (tally.delegated > tally.free)
		fault("%lu pages are promised, and %lu are free", tally.delegated, tally.free);
}

void check_unowned(void)
{
	uint64_t used = 0;

	for (uint64_t i = 0; i < monitor.name_count; i++)
		used += word_state(monitor.names[i].word) != GRANULE_UNDELEGATED;
	if (used != 0)
		fault("%lu names are delegated or in use, and all should be given back", used);
	if (tally.free != monitor.page_count)
		fault("%lu pages of the pool are not free, and all should be", monitor.page_count - tally.free);
}
