// SPDX-License-Identifier: BSD-3-Clause
/*
 * VENDOR_POOL_CLAIM and VENDOR_POOL_RELEASE over a pool of three chunks of 2 MiB, as large as they are, compared with
 * what abi/vendor.h says. The cases: chunks that are free or claimed, all combinations; every page (where chunks differ,
 * every 73rd) in every state that a page can have, or locked; and every range of whole chunks. Ranges that are none have
 * cases of their own, as have promises that leave just enough, or one page less. All books must agree afterwards.
 */
#include "granule/granule.c"
#include "granule/pool.c"

#define POOL_CHUNKS	3u
#include "exhaustive.h"

#define PAGES	(POOL_CHUNKS * (uint32_t)POOL_CHUNK_PAGES)

uint64_t port_s2_read(const uint64_t *entry)
{
	return *entry;
}

static uint32_t words[PAGES];		/* of the pages, before the call */

/* The pool with these words, as the calls that lead to them would have left it. */
static void lay_out(uint64_t promised)
{
	pool.free = 0;
	pool.claimed = 0;
	pool.promised = promised;
	for (uint32_t c = 0; c < POOL_CHUNKS; c++) {
		pool.chunks[c] = (struct chunk){ .owner = NO_FRAME };
		for (uint32_t i = 0; i < POOL_CHUNK_PAGES; i++) {
			uint32_t page = c * POOL_CHUNK_PAGES + i;
			bool free = word_state(words[page]) == POOL_PAGE_FREE;

			pool.pages[page] = (struct granule){ .word = words[page] };
			pool.chunks[c].free[i / 64] |= (uint64_t)free << (i % 64);
			pool.chunks[c].free_count += free;
			pool.claimed += word_state(words[page]) <= GRANULE_RTT;
		}
		pool.free += pool.chunks[c].free_count;
	}
}

/* Bits, counts and states say the same, and the lock is free. */
static void claim_books(uint64_t promised)
{
	uint64_t free = 0, claimed = 0;

	for (uint32_t c = 0; c < POOL_CHUNKS; c++) {
		uint32_t in_chunk = 0;

		for (uint32_t i = 0; i < POOL_CHUNK_PAGES; i++) {
			enum granule_state state = word_state(pool.pages[c * POOL_CHUNK_PAGES + i].word);

			claim(chunk_has(&pool.chunks[c], i) == (state == POOL_PAGE_FREE));
			in_chunk += state == POOL_PAGE_FREE;
			claimed += state <= GRANULE_RTT;
		}
		claim(pool.chunks[c].free_count == in_chunk);
		free += in_chunk;
	}
	claim(pool.free == free && pool.claimed == claimed && pool.promised == promised && promised <= free);
	claim(pool_lock.next == pool_lock.owner);
}

/* Every page in [first, end) went from one state to another, or none has changed. */
static void claim_pages(bool ok, uint32_t first, uint32_t end, enum granule_state to)
{
	for (uint32_t i = 0; i < PAGES; i++) {
		uint32_t word = pool.pages[i].word;

		if (ok && i >= first && i < end)
			claim(word_state(word) == to && pool.pages[i].link == 0 && !word_is_locked(word));
		else
			claim(word == words[i]);
	}
}

/* A range of whole chunks. */
static void try(uint32_t first, uint32_t count, uint64_t promised)
{
	struct pa base = pa_of(map.pool.base + first * POOL_CHUNK_SIZE);
	uint32_t begin = first * (uint32_t)POOL_CHUNK_PAGES, end = begin + count * (uint32_t)POOL_CHUNK_PAGES;
	bool all_free = true, all_released = true;

	for (uint32_t i = begin; i < end; i++) {
		all_free = all_free && word_state(words[i]) == POOL_PAGE_FREE;
		all_released = all_released && word_state(words[i]) == GRANULE_UNDELEGATED && !word_is_locked(words[i]);
	}
	lay_out(promised);
	all_free = all_free && pool.free - promised >= end - begin;
	claim(pool_claim(base, count * POOL_CHUNK_SIZE) == all_free);
	claim_pages(all_free, begin, end, GRANULE_UNDELEGATED);
	claim_books(promised);
	lay_out(promised);
	claim(pool_release(base, count * POOL_CHUNK_SIZE) == all_released);
	claim_pages(all_released, begin, end, POOL_PAGE_FREE);
	claim_books(promised);
	cases += 2;
}

static void try_ranges(uint64_t promised)
{
	for (uint32_t first = 0; first < POOL_CHUNKS; first++) {
		for (uint32_t count = 1; first + count <= POOL_CHUNKS; count++)
			try(first, count, promised);
	}
}

/* No page of it changes hands for less than a whole chunk, or more than there is. */
static void try_bad_ranges(void)
{
	static const uint64_t offsets[] = { 0, 1, PAGE_SIZE, POOL_CHUNK_SIZE - PAGE_SIZE, POOL_CHUNK_SIZE, 1ull << 63,
		POOL_CHUNKS * POOL_CHUNK_SIZE, -POOL_CHUNK_SIZE, -PAGE_SIZE, ~0ull };
	const unsigned int n = sizeof(offsets) / sizeof(offsets[0]);

	for (unsigned int i = 0; i < n * n; i++) {
		uint64_t base = map.pool.base + offsets[i / n], size = offsets[i % n];
		bool whole = is_aligned(offsets[i / n], POOL_CHUNK_SIZE) && is_aligned(size, POOL_CHUNK_SIZE);

		/* These have cases of their own. */
		if (whole && size != 0 && range_contains(&map.pool, base, size))
			continue;
		lay_out(0);
		claim(!pool_claim(pa_of(base), size) && !pool_release(pa_of(base), size));
		claim_pages(false, 0, 0, POOL_PAGE_FREE);
		claim_books(0);
		cases += 2;
	}
}

/* Bit c of `claimed`: chunk c is the host's. Returns how many pages are free. */
static uint64_t chunks_are(unsigned int claimed)
{
	uint64_t free = 0;

	for (uint32_t i = 0; i < PAGES; i++) {
		bool host = (claimed >> (i / POOL_CHUNK_PAGES)) & 1;

		words[i] = word_of(host ? GRANULE_UNDELEGATED : POOL_PAGE_FREE);
		free += !host;
	}
	return free;
}

static void harness_chunks(void)
{
	for (unsigned int claimed = 0; claimed < 1u << POOL_CHUNKS; claimed++) {
		uint64_t free = chunks_are(claimed);
		bool alike = claimed == 0 || claimed == (1u << POOL_CHUNKS) - 1;

		try_bad_ranges();
		for (uint64_t left = 0; left <= free; left += POOL_CHUNK_PAGES) {
			try_ranges(free - left);
			if (left < free)
				try_ranges(free - left - 1);
			if (left > 0)
				try_ranges(free - left + 1);
		}
		for (uint32_t page = 0; page < PAGES; page += alike ? 1 : 73) {
			uint32_t kept = words[page];

			for (int state = GRANULE_UNDELEGATED; state <= POOL_PAGE_PRIVATE; state++) {
				words[page] = word_of((enum granule_state)state);
				try_ranges(0);
			}
			/* Somebody is about to delegate it. */
			words[page] = word_draw(word_of(GRANULE_UNDELEGATED));
			try_ranges(0);
			words[page] = kept;
		}
	}
}
