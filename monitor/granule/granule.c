/* SPDX-License-Identifier: BSD-3-Clause */
/* Find, lock and change granules, direct and shadowed. */
#include "granule/granule.h"

#include "granule/pool.h"
#include "granule/word.h"
#include "lib/bits.h"
#include "lib/lock_order.h"
#include "lib/panic.h"
#include "port/machine.h"
#include "port/memory.h"

/* One entry per page of normal DRAM, range after range. Constant after start-up. */
static struct granule *names;
static uint64_t name_count;

static uint64_t dram_pages(const struct memory_map *map)
{
	uint64_t pages = 0;

	for (unsigned int i = 0; i < map->dram_count; i++)
		pages += map->dram[i].size / PAGE_SIZE;
	return pages;
}

const char *granule_init(void)
{
	const struct memory_map *map = port_memory_map();
	uint64_t frames;
	size_t names_size, size;
	unsigned char *metadata;

	name_count = dram_pages(map);
	frames = name_count / POOL_CHUNK_PAGES;
	names_size = name_count * sizeof(struct granule);
	if (name_count == 0 || name_count > UINT32_MAX)
		return "the memory map has no normal DRAM, or too much";
	size = names_size + pool_metadata_size(map->pool.size / PAGE_SIZE, frames);
	metadata = port_metadata_take(size);
	if (metadata == NULL)
		return "too little secure memory for the granule tables";
	/* Only now is the pool's range final; it has not grown. */
	if (map->pool.size < POOL_CHUNK_SIZE)
		return "the secure pool is smaller than 2 MiB";
	names = (struct granule *)metadata;
	pool_init(metadata + names_size, map->pool, frames);
	return NULL;
}

/* Number of a DRAM page among all names; false if it is none. */
static bool name_index(struct pa name, uint64_t *index)
{
	const struct memory_map *map = port_memory_map();
	uint64_t before = 0;

	for (unsigned int i = 0; i < map->dram_count; i++) {
		if (range_contains(&map->dram[i], name.v, PAGE_SIZE)) {
			*index = before + (name.v - map->dram[i].base) / PAGE_SIZE;
			return true;
		}
		before += map->dram[i].size / PAGE_SIZE;
	}
	return false;
}

struct granule *granule_find(struct pa name)
{
	uint64_t index;

	if (!is_aligned(name.v, PAGE_SIZE))
		return NULL;
	if (pool_contains(name))
		return pool_entry(name);
	return name_index(name, &index) ? &names[index] : NULL;
}

enum granule_state granule_state(const struct granule *g)
{
	return word_state(word_read(g));
}

static const enum lock_class lock_classes[] = {
	[GRANULE_UNDELEGATED] = LOCK_UNOWNED,
	[GRANULE_DELEGATED] = LOCK_UNOWNED,
	[GRANULE_RD] = LOCK_RD,
	[GRANULE_REC] = LOCK_REC,
	[GRANULE_REC_AUX] = LOCK_OWNED,
	[GRANULE_DATA] = LOCK_OWNED,
	[GRANULE_RTT] = LOCK_RTT,
};

/* `rank`: the lock's place in its class. lib/lock_order.h */
static bool lock_expected(struct granule *g, enum granule_state expected, uintptr_t rank)
{
	uint32_t word = word_read(g), ticket;

	do {
		if (word_state(word) != expected)
			return false;
	} while (!__atomic_compare_exchange_n(&g->word, &word, word_draw(word), true, __ATOMIC_ACQUIRE,
					      __ATOMIC_RELAXED));
	ticket = word & WORD_NEXT_MASK;
	lock_order_take(lock_classes[expected], rank, g);
	while (word >> WORD_OWNER_SHIFT != ticket) {
		port_cpu_relax();
		word = word_read(g);
	}
	if (word_state(word) == expected)
		return true;
	/* One of those before has changed it. */
	granule_unlock(g);
	return false;
}

/* Granules of these classes are ordered by address; of the others one is held at a time, but for tables. */
static uintptr_t rank_of(const struct granule *g, enum granule_state state)
{
	return lock_classes[state] == LOCK_REC || lock_classes[state] == LOCK_UNOWNED ? (uintptr_t)g : 0;
}

struct granule *granule_lock(struct pa name, enum granule_state expected)
{
	struct granule *g = granule_find(name);

	return g != NULL && lock_expected(g, expected, rank_of(g, expected)) ? g : NULL;
}

void granule_lock_own(struct granule *g, enum granule_state state)
{
	CHECK(lock_expected(g, state, rank_of(g, state)));
}

void granule_lock_table(struct granule *g, int level)
{
	CHECK(lock_expected(g, GRANULE_RTT, (uintptr_t)level));
}

/* The order in which to lock: indices of `set` by ascending address. Insertion sort of at most GRANULE_SET_MAX. */
static void sort_set(struct granule *const *set, unsigned int count, unsigned int *order)
{
	for (unsigned int i = 0; i < count; i++) {
		unsigned int j = i;

		for (; j > 0 && set[order[j - 1]] > set[i]; j--)
			order[j] = order[j - 1];
		order[j] = i;
	}
}

bool granule_lock_set(const struct pa *names_in, unsigned int count, enum granule_state expected, struct granule **out)
{
	unsigned int order[GRANULE_SET_MAX], locked = 0;

	CHECK(count <= GRANULE_SET_MAX);
	for (unsigned int i = 0; i < count; i++) {
		out[i] = granule_find(names_in[i]);
		if (out[i] == NULL)
			return false;
	}
	sort_set(out, count, order);
	for (unsigned int i = 1; i < count; i++) {
		if (out[order[i - 1]] == out[order[i]])
			return false;
	}
	while (locked < count && lock_expected(out[order[locked]], expected, rank_of(out[order[locked]], expected)))
		locked++;
	if (locked == count)
		return true;
	while (locked > 0)
		granule_unlock(out[order[--locked]]);
	return false;
}

void granule_unlock(struct granule *g)
{
	uint32_t old;

	lock_order_drop(g);
	old = __atomic_fetch_add(&g->word, WORD_OWNER_ONE, __ATOMIC_RELEASE);
	CHECK(word_is_locked(old));
}

void granule_unlock_set(struct granule *const *set, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++)
		granule_unlock(set[i]);
}

static bool is_direct(const struct granule *g)
{
	return pool_has_entry(g);
}

static void check_locked(const struct granule *g, enum granule_state state)
{
	uint32_t word = word_read(g);

	CHECK(word_is_locked(word) && word_state(word) == state && word_refs(word) == 0);
}

void *granule_assume(struct granule *g, enum granule_state role)
{
	check_locked(g, GRANULE_DELEGATED);
	if (!is_direct(g)) {
		uint32_t index = (uint32_t)(g - names);
		struct pool_wish wish = {
			.frame = index / POOL_CHUNK_PAGES,
			.offset = index % POOL_CHUNK_PAGES,
			.place = role == GRANULE_DATA,
		};

		g->link = pool_take(&wish, index);
	}
	word_set_state(g, role);
	return granule_page(g);
}

bool granule_assume_run(struct granule *const *set, unsigned int count, enum granule_state role)
{
	uint32_t links[GRANULE_SET_MAX], first = 0;

	CHECK(count <= GRANULE_SET_MAX);
	for (unsigned int i = 0; i < count; i++) {
		check_locked(set[i], GRANULE_DELEGATED);
		links[i] = is_direct(set[i]) ? 0 : (uint32_t)(set[i] - names);
	}
	/* The names follow each other, so all are direct (and their pages fit as they are) or all are shadowed. */
	if (!is_direct(set[0]) && !pool_take_run(count, links, &first))
		return false;
	for (unsigned int i = 0; i < count; i++) {
		if (!is_direct(set[i]))
			set[i]->link = first + i;
		word_set_state(set[i], role);
	}
	return true;
}

void granule_vacate(struct granule *g)
{
	check_locked(g, granule_state(g));
	CHECK(granule_state(g) > GRANULE_DELEGATED && granule_state(g) <= GRANULE_RTT);
	port_page_zero(granule_page(g));
	if (!is_direct(g)) {
		pool_give(g->link);
		g->link = 0;
	}
	word_set_state(g, GRANULE_DELEGATED);
}

struct pa granule_name(const struct granule *g)
{
	const struct memory_map *map = port_memory_map();
	uint64_t index;

	if (is_direct(g))
		return pool_address(g);
	index = (uint64_t)(g - names);
	for (unsigned int i = 0; i < map->dram_count; i++) {
		uint64_t pages = map->dram[i].size / PAGE_SIZE;

		if (index < pages)
			return pa_of(map->dram[i].base + index * PAGE_SIZE);
		index -= pages;
	}
	PANIC("granule outside of both tables");
}

struct pa granule_backing(const struct granule *g)
{
	if (is_direct(g))
		return pool_address(g);
	return pa_of(port_memory_map()->pool.base + (uint64_t)g->link * PAGE_SIZE);
}

void *granule_page(const struct granule *g)
{
	return port_pool_page(granule_backing(g));
}

struct granule *granule_of_backing(struct pa backing)
{
	struct granule *page = pool_entry(backing);

	return granule_state(page) == POOL_PAGE_BACKING ? &names[page->link] : page;
}

bool granule_follows(const struct granule *first, const struct granule *g, uint64_t pages)
{
	/* Neighbours in a table are neighbours in memory but at the seams between ranges, which are 2 MiB aligned. */
	if (g != first + pages)
		return false;
	return (pages & (POOL_CHUNK_PAGES - 1)) != 0 || granule_name(g).v == granule_name(first).v + pages * PAGE_SIZE;
}

bool granule_run_is_named_in_a_row(struct pa backing, unsigned int count)
{
	/* A page's entry as one number, its link on top. */
	typedef uint64_t __attribute__((may_alias)) entry;
	const uint64_t compared = 0xffffffffull << 32 | WORD_STATE_MASK;
	const struct granule *page = pool_entry(backing);
	const entry *entries = (const entry *)page;
	/* A direct page is its own name and has no link. */
	uint64_t step = granule_state(page) == POOL_PAGE_BACKING ? 1ull << 32 : 0;
	uint64_t expected = entries[0], differ = 0;

	/* Plainly read: the table's lock keeps everyone else off its pages. No branch, as there are many. */
#pragma GCC unroll 8
	for (unsigned int i = 0; i < count; i++, expected += step)
		differ |= entries[i] ^ expected;
	return (differ & compared) == 0;
}

void granule_get(struct granule *g, unsigned int count)
{
	uint32_t old = __atomic_fetch_add(&g->word, count << WORD_REF_SHIFT, __ATOMIC_ACQ_REL);

	CHECK(word_refs(old) + count <= WORD_REF_MAX);
}

void granule_put(struct granule *g, unsigned int count)
{
	uint32_t old = __atomic_fetch_sub(&g->word, count << WORD_REF_SHIFT, __ATOMIC_ACQ_REL);

	CHECK(word_refs(old) >= count);
}

unsigned int granule_refs(const struct granule *g)
{
	return word_refs(word_read(g));
}

unsigned int granule_note(const struct granule *g)
{
	return (word_read(g) & WORD_NOTE_MASK) >> WORD_NOTE_SHIFT;
}

void granule_set_note(struct granule *g, unsigned int note)
{
	__atomic_fetch_xor(&g->word, (word_read(g) ^ note << WORD_NOTE_SHIFT) & WORD_NOTE_MASK, __ATOMIC_ACQ_REL);
}

bool granule_delegate(struct pa name)
{
	struct granule *g = granule_lock(name, GRANULE_UNDELEGATED);
	bool ok;

	if (g == NULL)
		return false;
	/* A claimed page of the pool is there and zero; a name in DRAM needs a page to be kept for it. */
	ok = is_direct(g) || pool_promise();
	if (ok)
		word_set_state(g, GRANULE_DELEGATED);
	granule_unlock(g);
	return ok;
}

bool granule_undelegate(struct pa name)
{
	struct granule *g = granule_lock(name, GRANULE_DELEGATED);

	if (g == NULL)
		return false;
	if (!is_direct(g))
		pool_unpromise();
	word_set_state(g, GRANULE_UNDELEGATED);
	granule_unlock(g);
	return true;
}

bool granule_is_host_buffer(struct pa page)
{
	uint64_t index;

	return is_aligned(page.v, PAGE_SIZE) && name_index(page, &index) &&
	       granule_state(&names[index]) == GRANULE_UNDELEGATED;
}

bool granule_is_host_memory(struct pa base, uint64_t size)
{
	const struct memory_map *map = port_memory_map();

	for (unsigned int i = 0; i < map->dram_count; i++) {
		if (range_contains(&map->dram[i], base.v, size))
			return true;
	}
	return false;
}
