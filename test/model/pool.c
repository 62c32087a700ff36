// SPDX-License-Identifier: BSD-3-Clause
/*
 * The books of the secure pool. One operation from any state that is consistent leads to a state that is, and does what
 * it says: so every sequence does. Consistent: a page's bit is set exactly if its state is free; each chunk counts its
 * bits, the pool its chunks; no more is promised than is free; chunk and piece of DRAM that it serves agree. Bounds: a
 * pool of two chunks of 64 pages beside two pieces of DRAM; of each chunk only the first PAGES pages can be free.
 */
#include "granule/pool.h"
/* A model of the same shape that is small enough: a chunk is one word of bits. */
#undef POOL_CHUNK_SHIFT
#define POOL_CHUNK_SHIFT	18u
#include "granule/pool.c"

#include "model.h"

#define CHUNKS	2u
#define FRAMES	2u
/* Free pages can only be among the first of each chunk. */
#define PAGES	8u
#define BASE	0x40000000ull

static struct granule pages[CHUNKS * POOL_CHUNK_PAGES];
static struct chunk chunks[CHUNKS];
static uint32_t frames[FRAMES];
static uint8_t page_bytes[PAGE_SIZE];
static struct pa scrubbed;

void *port_pool_page(struct pa page)
{
	claim(range_contains(&pool.range, page.v, PAGE_SIZE));
	scrubbed = page;
	return page_bytes;
}

void port_page_zero(void *page)
{
	(void)page;
}

void port_cpu_relax(void)
{
	claim(!"a lock is free");
	assume(false);
}

static bool is_free(uint32_t page)
{
	return word_state(pages[page].word) == POOL_PAGE_FREE;
}

static bool bit_agrees(uint32_t page)
{
	return chunk_has(&chunks[page / POOL_CHUNK_PAGES], page % POOL_CHUNK_PAGES) == is_free(page);
}

static uint32_t bits_of(const struct chunk *c)
{
	uint32_t n = 0;

	for (unsigned int i = 0; i < PAGES; i++)
		n += (c->free[0] >> i) & 1;
	return n;
}

static bool owner_agrees(uint32_t i)
{
	const struct chunk *c = &chunks[i];

	if (c->owner == NO_FRAME)
		return frames[0] != i + 1 && frames[1] != i + 1;
	return c->owner < FRAMES && frames[c->owner] == i + 1;
}

static bool counts_agree(void)
{
	return chunks[0].free_count == bits_of(&chunks[0]) && chunks[1].free_count == bits_of(&chunks[1]) &&
	       pool.free == (uint64_t)chunks[0].free_count + chunks[1].free_count && pool.promised <= pool.free &&
	       pool.scrap < CHUNKS && owner_agrees(0) && owner_agrees(1) && frames[0] <= CHUNKS && frames[1] <= CHUNKS &&
	       pool_lock.next == pool_lock.owner;
}

/* Any consistent state. */
static void any_state(void)
{
	pool.range = (struct pa_range){ BASE, CHUNKS * POOL_CHUNK_SIZE };
	pool.pages = pages;
	pool.chunks = chunks;
	pool.chunk_of_frame = frames;
	pool.chunk_count = CHUNKS;
	pool.scrap = (uint32_t)any();
	pool.free = any();
	pool.promised = any();
	pool.claimed = any();
	for (unsigned int c = 0; c < CHUNKS; c++) {
		chunks[c] = (struct chunk){ .free_count = (uint32_t)any(), .owner = (uint32_t)any() };
		chunks[c].free[0] = any() & BITS(PAGES - 1, 0);
		for (unsigned int i = 0; i < PAGES; i++)
			pages[c * POOL_CHUNK_PAGES + i].word = word_of((enum granule_state)any_below(POOL_PAGE_PRIVATE + 1));
	}
	for (unsigned int f = 0; f < FRAMES; f++)
		frames[f] = (uint32_t)any();
	for (unsigned int c = 0; c < CHUNKS; c++) {
		for (unsigned int i = 0; i < PAGES; i++)
			assume(bit_agrees(c * POOL_CHUNK_PAGES + i));
	}
	assume(counts_agree());
}

static uint32_t some_page(void)
{
	return (uint32_t)(any_below(CHUNKS) * POOL_CHUNK_PAGES + any_below(PAGES));
}

static void take(uint64_t free, uint64_t promised)
{
	struct pool_wish wish = { .frame = (uint32_t)any_below(FRAMES), .offset = (uint32_t)any_below(POOL_CHUNK_PAGES),
		.place = any() & 1 };
	uint32_t witness = some_page(), page;
	bool was_free = is_free(witness);

	assume(promised > 0);
	page = pool_take(&wish, 77);
	claim(page < CHUNKS * POOL_CHUNK_PAGES && word_state(pages[page].word) == POOL_PAGE_BACKING);
	claim(pages[page].link == 77 && pool.free == free - 1 && pool.promised == promised - 1);
	/* It was free, and nothing else has changed. */
	claim(page != witness || was_free);
	claim(page == witness || is_free(witness) == was_free);
}

static void take_run(uint64_t free, uint64_t promised)
{
	static const uint32_t links[4] = { 5, 6, 7, 8 };
	uint32_t first, i = (uint32_t)any_below(4), witness = some_page();
	bool was_free = is_free(witness);

	assume(promised >= 4);
	if (!pool_take_run(4, links, &first)) {
		claim(pool.free == free && pool.promised == promised && is_free(witness) == was_free);
		/* There was none. */
		claim(witness % 4 != 0 || !was_free || !is_free(witness + 1) || !is_free(witness + 2) || !is_free(witness + 3));
		return;
	}
	claim(first % 4 == 0 && pool.free == free - 4 && pool.promised == promised - 4);
	claim(word_state(pages[first + i].word) == POOL_PAGE_BACKING && pages[first + i].link == links[i]);
	claim(witness - first >= 4 || was_free);
}

static void give(uint64_t free, uint64_t promised)
{
	uint32_t page = some_page();

	assume(word_state(pages[page].word) == POOL_PAGE_BACKING);
	pool_give(page);
	claim(is_free(page) && pool.free == free + 1 && pool.promised == promised + 1);
}

static void private_page(uint64_t free, uint64_t promised)
{
	struct pa page;

	if (!pool_take_private(&page)) {
		claim(free == promised && pool.free == free);
		return;
	}
	/* Beyond all promises. */
	claim(pool.free == free - 1 && pool.promised == promised && promised <= pool.free);
	claim(word_state(pool_entry(page)->word) == POOL_PAGE_PRIVATE);
	pool_give_private(page);
	claim(scrubbed.v == page.v && pool.free == free && word_state(pool_entry(page)->word) == POOL_PAGE_FREE);
}

static void still_consistent(void)
{
	claim(counts_agree());
	claim(bit_agrees(some_page()));
}

static void promise(uint64_t free, uint64_t promised)
{
	if (pool_promise()) {
		claim(pool.promised == promised + 1 && promised < free);
		pool_unpromise();
	}
	claim(pool.promised == promised);
}

void harness_promise(void)
{
	any_state();
	promise(pool.free, pool.promised);
	still_consistent();
}

void harness_take(void)
{
	any_state();
	take(pool.free, pool.promised);
	still_consistent();
}

void harness_take_run(void)
{
	any_state();
	take_run(pool.free, pool.promised);
	still_consistent();
}

void harness_give(void)
{
	any_state();
	give(pool.free, pool.promised);
	still_consistent();
}

void harness_private_page(void)
{
	any_state();
	private_page(pool.free, pool.promised);
	still_consistent();
}
