/* SPDX-License-Identifier: BSD-3-Clause */
/* Give out and take back the pages of the secure pool. */
#include "granule/pool.h"

#include "granule/word.h"
#include "lib/bits.h"
#include "lib/panic.h"
#include "lib/spinlock.h"
#include "port/memory.h"

#define CHUNK_WORDS	(POOL_CHUNK_PAGES / 64)
#define NO_CHUNK	UINT32_MAX
#define NO_FRAME	UINT32_MAX

/* 2 MiB of the pool. `owner` is the frame of DRAM whose pages are placed here at their own offsets. */
struct chunk {
	uint64_t free[CHUNK_WORDS];	/* one bit per page */
	uint32_t free_count;
	uint32_t owner;			/* frame or NO_FRAME */
};

struct spinlock pool_lock = { .class = LOCK_POOL };

/* Guarded by `pool_lock`, but for what is constant after start-up. */
static struct {
	struct pa_range range;		/* constant */
	struct granule *pages;		/* constant; one per page */
	struct chunk *chunks;		/* constant; one per 2 MiB */
	uint32_t *chunk_of_frame;	/* constant; chunk + 1 per 2 MiB of DRAM, 0 for none */
	uint32_t chunk_count;		/* constant */
	uint32_t scrap;			/* the chunk that serves pages without a place */
	uint64_t free, promised, claimed;
} pool;

size_t pool_metadata_size(uint64_t pages, uint64_t frames)
{
	uint64_t chunks = pages / POOL_CHUNK_PAGES;

	return pages * sizeof(struct granule) + chunks * sizeof(struct chunk) + frames * sizeof(uint32_t);
}

static void scrub_if_needed(void *page)
{
	const uint64_t *words = page;

	/* Reading first spares an emulator from backing memory that was never written. */
	for (unsigned int i = 0; i < PAGE_SIZE / sizeof(*words); i++) {
		if (words[i] != 0) {
			port_page_zero(page);
			return;
		}
	}
}

void pool_init(void *metadata, struct pa_range range, uint64_t frames)
{
	uint64_t pages = range.size / PAGE_SIZE;
	unsigned char *next = metadata;

	pool.range = range;
	pool.chunk_count = (uint32_t)(range.size >> POOL_CHUNK_SHIFT);
	pool.chunks = (struct chunk *)next;
	next += pool.chunk_count * sizeof(struct chunk);
	pool.pages = (struct granule *)next;
	next += pages * sizeof(struct granule);
	pool.chunk_of_frame = (uint32_t *)next;
	pool.scrap = 0;
	pool.free = pages;
	pool.promised = 0;
	pool.claimed = 0;
	for (uint64_t i = 0; i < pages; i++) {
		pool.pages[i] = (struct granule){ .word = word_of(POOL_PAGE_FREE) };
		scrub_if_needed(port_pool_page(pa_of(range.base + i * PAGE_SIZE)));
	}
	for (uint32_t c = 0; c < pool.chunk_count; c++) {
		for (unsigned int w = 0; w < CHUNK_WORDS; w++)
			pool.chunks[c].free[w] = ~0ull;
		pool.chunks[c].free_count = POOL_CHUNK_PAGES;
		pool.chunks[c].owner = NO_FRAME;
	}
	for (uint64_t f = 0; f < frames; f++)
		pool.chunk_of_frame[f] = 0;
}

bool pool_contains(struct pa page)
{
	return range_contains(&pool.range, page.v, PAGE_SIZE);
}

struct granule *pool_entry(struct pa page)
{
	return &pool.pages[(page.v - pool.range.base) / PAGE_SIZE];
}

struct pa pool_address(const struct granule *entry)
{
	return pa_of(pool.range.base + (uint64_t)(entry - pool.pages) * PAGE_SIZE);
}

bool pool_has_entry(const struct granule *entry)
{
	return entry >= pool.pages && entry < pool.pages + pool.range.size / PAGE_SIZE;
}

bool pool_promise(void)
{
	bool ok;

	spin_lock(&pool_lock);
	ok = pool.free > pool.promised;
	if (ok)
		pool.promised++;
	spin_unlock(&pool_lock);
	return ok;
}

void pool_unpromise(void)
{
	spin_lock(&pool_lock);
	CHECK(pool.promised > 0);
	pool.promised--;
	spin_unlock(&pool_lock);
}

/* --- below: with the lock held, as far as `static` --- */

static bool chunk_has(const struct chunk *c, uint32_t offset)
{
	return (c->free[offset / 64] >> (offset % 64)) & 1;
}

static void mark_taken(uint32_t page, enum granule_state state, uint32_t link)
{
	struct chunk *c = &pool.chunks[page / POOL_CHUNK_PAGES];
	uint32_t offset = page % POOL_CHUNK_PAGES;

	CHECK(chunk_has(c, offset));
	c->free[offset / 64] &= ~BIT(offset % 64);
	c->free_count--;
	pool.free--;
	pool.pages[page].link = link;
	word_set_state(&pool.pages[page], state);
}

static void mark_free(uint32_t page)
{
	struct chunk *c = &pool.chunks[page / POOL_CHUNK_PAGES];
	uint32_t offset = page % POOL_CHUNK_PAGES;

	CHECK(!chunk_has(c, offset));
	c->free[offset / 64] |= BIT(offset % 64);
	c->free_count++;
	pool.free++;
	pool.pages[page].link = 0;
	word_set_state(&pool.pages[page], POOL_PAGE_FREE);
	if (c->free_count == POOL_CHUNK_PAGES && c->owner != NO_FRAME) {
		pool.chunk_of_frame[c->owner] = 0;
		c->owner = NO_FRAME;
	}
}

/* The chunk for pages without a place: the one of last time, else one without an owner, else any with room. */
static uint32_t scrap_chunk(void)
{
	uint32_t owned = NO_CHUNK, empty = NO_CHUNK;

	if (pool.chunks[pool.scrap].free_count > 0)
		return pool.scrap;
	for (uint32_t i = 0; i < pool.chunk_count; i++) {
		const struct chunk *c = &pool.chunks[i];

		if (c->free_count == 0)
			continue;
		if (c->owner != NO_FRAME)
			owned = i;
		else if (c->free_count == POOL_CHUNK_PAGES)
			empty = empty == NO_CHUNK ? i : empty;
		else
			return i;
	}
	return empty != NO_CHUNK ? empty : owned;
}

static uint32_t find_any(void)
{
	uint32_t chunk = scrap_chunk();

	CHECK(chunk != NO_CHUNK);
	pool.scrap = chunk;
	for (uint32_t w = 0; w < CHUNK_WORDS; w++) {
		uint64_t bits = pool.chunks[chunk].free[w];

		if (bits != 0)
			return chunk * POOL_CHUNK_PAGES + w * 64 + (uint32_t)__builtin_ctzll(bits);
	}
	PANIC("pool chunk counts free pages that it does not have");
}

/* The chunk of a frame of DRAM; finds it one if an empty one is left, but not the one for scrap. */
static uint32_t chunk_for_frame(uint32_t frame)
{
	if (pool.chunk_of_frame[frame] != 0)
		return pool.chunk_of_frame[frame] - 1;
	for (uint32_t i = 0; i < pool.chunk_count; i++) {
		struct chunk *c = &pool.chunks[i];

		if (c->free_count != POOL_CHUNK_PAGES || c->owner != NO_FRAME || i == pool.scrap)
			continue;
		c->owner = frame;
		pool.chunk_of_frame[frame] = i + 1;
		return i;
	}
	return NO_CHUNK;
}

static uint32_t find_place(const struct pool_wish *wish)
{
	if (wish->place) {
		uint32_t chunk = chunk_for_frame(wish->frame);

		if (chunk != NO_CHUNK && chunk_has(&pool.chunks[chunk], wish->offset))
			return chunk * POOL_CHUNK_PAGES + wish->offset;
	}
	return find_any();
}

uint32_t pool_take(const struct pool_wish *wish, uint32_t link)
{
	uint32_t page;

	spin_lock(&pool_lock);
	CHECK(pool.promised > 0 && pool.free >= pool.promised);
	page = find_place(wish);
	mark_taken(page, POOL_PAGE_BACKING, link);
	pool.promised--;
	spin_unlock(&pool_lock);
	return page;
}

/* A free run of `count` pages (power of two, 64 at most) in one chunk, aligned to itself; NO_CHUNK if none. */
static uint32_t find_run_in(uint32_t chunk, unsigned int count)
{
	uint64_t mask = BITS(count - 1, 0);

	for (uint32_t offset = 0; offset < POOL_CHUNK_PAGES; offset += count) {
		if (((pool.chunks[chunk].free[offset / 64] >> (offset % 64)) & mask) == mask)
			return chunk * POOL_CHUNK_PAGES + offset;
	}
	return NO_CHUNK;
}

static uint32_t find_run(unsigned int count)
{
	uint32_t page = NO_CHUNK;

	for (uint32_t i = 0; i < pool.chunk_count && page == NO_CHUNK; i++) {
		if (pool.chunks[i].owner == NO_FRAME && pool.chunks[i].free_count >= count)
			page = find_run_in(i, count);
	}
	for (uint32_t i = 0; i < pool.chunk_count && page == NO_CHUNK; i++) {
		if (pool.chunks[i].free_count >= count)
			page = find_run_in(i, count);
	}
	return page;
}

bool pool_take_run(unsigned int count, const uint32_t *links, uint32_t *first)
{
	uint32_t page;

	spin_lock(&pool_lock);
	CHECK(pool.promised >= count && pool.free >= pool.promised);
	page = find_run(count);
	for (unsigned int i = 0; page != NO_CHUNK && i < count; i++) {
		mark_taken(page + i, POOL_PAGE_BACKING, links[i]);
		pool.promised--;
	}
	spin_unlock(&pool_lock);
	*first = page;
	return page != NO_CHUNK;
}

void pool_give(uint32_t page)
{
	spin_lock(&pool_lock);
	mark_free(page);
	pool.promised++;
	spin_unlock(&pool_lock);
}

bool pool_take_private(struct pa *page)
{
	bool ok;
	uint32_t index;

	spin_lock(&pool_lock);
	ok = pool.free > pool.promised;
	if (ok) {
		index = find_any();
		mark_taken(index, POOL_PAGE_PRIVATE, 0);
		*page = pool_address(&pool.pages[index]);
	}
	spin_unlock(&pool_lock);
	return ok;
}

void pool_give_private(struct pa page)
{
	port_page_zero(port_pool_page(page));
	spin_lock(&pool_lock);
	mark_free((uint32_t)((page.v - pool.range.base) / PAGE_SIZE));
	spin_unlock(&pool_lock);
}

static bool is_chunk_range(struct pa base, uint64_t size)
{
	return size != 0 && is_aligned(base.v, POOL_CHUNK_SIZE) && is_aligned(size, POOL_CHUNK_SIZE) &&
	       range_contains(&pool.range, base.v, size);
}

/* A whole free chunk becomes private, which nobody can name. */
static bool reserve_chunk(uint32_t chunk)
{
	bool ok;

	spin_lock(&pool_lock);
	ok = pool.chunks[chunk].free_count == POOL_CHUNK_PAGES && pool.free - pool.promised >= POOL_CHUNK_PAGES;
	for (uint32_t i = 0; ok && i < POOL_CHUNK_PAGES; i++)
		mark_taken(chunk * POOL_CHUNK_PAGES + i, POOL_PAGE_PRIVATE, 0);
	spin_unlock(&pool_lock);
	return ok;
}

static void free_chunk(uint32_t chunk)
{
	spin_lock(&pool_lock);
	for (uint32_t i = 0; i < POOL_CHUNK_PAGES; i++)
		mark_free(chunk * POOL_CHUNK_PAGES + i);
	spin_unlock(&pool_lock);
}

static void count_claimed(uint64_t pages)
{
	spin_lock(&pool_lock);
	pool.claimed += pages;
	spin_unlock(&pool_lock);
}

/* Private pages that are this caller's alone get names. */
static void name_pages(uint32_t first, uint32_t count)
{
	for (uint32_t i = 0; i < count; i++)
		word_set_state(&pool.pages[first + i], GRANULE_UNDELEGATED);
}

/* Chunk by chunk, as others wait for the pool; nobody can name a page before all are there. */
bool pool_claim(struct pa base, uint64_t size)
{
	uint32_t first, count, done = 0;

	if (!is_chunk_range(base, size))
		return false;
	first = (uint32_t)((base.v - pool.range.base) / POOL_CHUNK_SIZE);
	count = (uint32_t)(size / POOL_CHUNK_SIZE);
	while (done < count && reserve_chunk(first + done))
		done++;
	if (done < count) {
		while (done > 0)
			free_chunk(first + --done);
		return false;
	}
	count_claimed(count * POOL_CHUNK_PAGES);
	name_pages(first * POOL_CHUNK_PAGES, count * POOL_CHUNK_PAGES);
	return true;
}

/* A claimed page that nobody has locked and that is not delegated leaves the host's hands; else false. */
static bool unclaim_page(uint32_t page)
{
	struct granule *g = &pool.pages[page];
	uint32_t word = word_read(g);

	return word_state(word) == GRANULE_UNDELEGATED && !word_is_locked(word) &&
	       __atomic_compare_exchange_n(&g->word, &word, word ^ word_of(GRANULE_UNDELEGATED) ^ word_of(POOL_PAGE_PRIVATE),
					   false, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

bool pool_release(struct pa base, uint64_t size)
{
	uint32_t first, pages, done = 0;

	if (!is_chunk_range(base, size))
		return false;
	first = (uint32_t)((base.v - pool.range.base) / PAGE_SIZE);
	pages = (uint32_t)(size / PAGE_SIZE);
	while (done < pages && unclaim_page(first + done))
		done++;
	if (done < pages) {
		name_pages(first, done);
		return false;
	}
	count_claimed(-(uint64_t)pages);
	for (uint32_t i = 0; i < pages; i += POOL_CHUNK_PAGES)
		free_chunk((first + i) / POOL_CHUNK_PAGES);
	return true;
}

void pool_info(struct pool_info *info)
{
	spin_lock(&pool_lock);
	info->range = pool.range;
	info->available = pool.free - pool.promised;
	info->claimed = pool.claimed;
	spin_unlock(&pool_lock);
}
