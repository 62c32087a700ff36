// SPDX-License-Identifier: BSD-3-Clause
/*
 * States, locks and reference counts of granules: each operation from any word that a granule can have leads where
 * docs/memory-states.md says, and nowhere else. The pool is what pool.c shows of it. Bounds: four names in DRAM, four
 * in the pool, sets of three.
 */
#include "granule/granule.c"

#include "model.h"

#define DRAM	0x80000000ull
#define POOL	0x40000000ull
#define PAGES	4u

static const struct memory_map map = {
	.dram = { { DRAM, PAGES * PAGE_SIZE } }, .dram_count = 1, .pool = { POOL, PAGES * PAGE_SIZE },
};
/* One block of memory, as at start-up. */
static struct granule granules[2 * PAGES];
#define dram_granules	(&granules[0])
#define pool_granules	(&granules[PAGES])
static int promised;			/* change of what the pool owes */
static unsigned int taken, given, zeroed;

const struct memory_map *port_memory_map(void) { return &map; }
void *port_metadata_take(size_t bytes) { (void)bytes; return NULL; }
size_t pool_metadata_size(uint64_t pages, uint64_t frames) { return pages + frames; }
void pool_init(void *metadata, struct pa_range range, uint64_t count) { (void)metadata, (void)range, (void)count; }
bool pool_contains(struct pa page) { return range_contains(&map.pool, page.v, PAGE_SIZE); }
struct granule *pool_entry(struct pa page) { return &pool_granules[(page.v - POOL) / PAGE_SIZE]; }
struct pa pool_address(const struct granule *g) { return pa_of(POOL + (uint64_t)(g - pool_granules) * PAGE_SIZE); }
bool pool_has_entry(const struct granule *g) { return g >= pool_granules; }
void *port_pool_page(struct pa page) { return &pool_granules[(page.v - POOL) / PAGE_SIZE]; }

bool pool_promise(void)
{
	bool ok = any() & 1;

	promised += ok;
	return ok;
}

void pool_unpromise(void)
{
	promised--;
}

uint32_t pool_take(const struct pool_wish *wish, uint32_t link)
{
	uint32_t page = (uint32_t)any_below(PAGES);

	claim(wish->frame == 0 && wish->offset == link);
	taken++;
	promised--;
	return page;
}

bool pool_take_run(unsigned int count, const uint32_t *links, uint32_t *first)
{
	(void)count, (void)links, (void)first;
	return false;
}

void pool_give(uint32_t page)
{
	(void)page;
	given++;
	promised++;
}

void port_page_zero(void *page)
{
	(void)page;
	/* Before the pool gets it back. */
	claim(given == 0);
	zeroed++;
}

/* Somebody else has the lock, does with the granule what he likes, and gives it back. Once is enough. */
static struct granule *contended;

void port_cpu_relax(void)
{
	static bool waited;

	assume(!waited);
	waited = true;
	contended->word = (contended->word & ~WORD_STATE_MASK) | word_of((enum granule_state)any_below(GRANULE_RTT + 1));
	contended->word += WORD_OWNER_ONE;
}

/* Free, or locked by somebody for whom nobody waits yet. */
static uint32_t any_word(bool locked)
{
	uint32_t ticket = (uint32_t)any_below(WORD_NEXT_MASK + 1), refs = (uint32_t)any_below(WORD_REF_MAX + 1);

	return ticket << WORD_OWNER_SHIFT | refs << WORD_REF_SHIFT | ((ticket + locked) & WORD_NEXT_MASK) |
	       word_of((enum granule_state)any_below(GRANULE_RTT + 1));
}

static bool is_locked(const struct granule *g)
{
	return word_is_locked(g->word);
}

static struct granule *g;
static struct pa name;
static bool direct;

static void any_granule(bool locked)
{
	uint64_t index = any_below(PAGES);

	direct = any() & 1;
	g = direct ? &pool_granules[index] : &dram_granules[index];
	name = pa_of((direct ? POOL : DRAM) + index * PAGE_SIZE);
	names = dram_granules;
	name_count = PAGES;
	contended = g;
	g->word = any_word(locked);
}

void harness_delegate(void)
{
	enum granule_state old;
	bool ok;

	any_granule(false);
	old = granule_state(g);
	if (any() & 1) {
		ok = granule_delegate(name);
		claim(!ok || old == GRANULE_UNDELEGATED);
		claim(granule_state(g) == (ok ? GRANULE_DELEGATED : old));
		claim(promised == (ok && !direct));
	} else {
		ok = granule_undelegate(name);
		claim(ok == (old == GRANULE_DELEGATED));
		claim(granule_state(g) == (ok ? GRANULE_UNDELEGATED : old));
		claim(promised == -(ok && !direct));
	}
	claim(!is_locked(g));
}

void harness_roles(void)
{
	enum granule_state role = (enum granule_state)(GRANULE_RD + any_below(5));

	any_granule(any() & 1);
	if (granule_lock(name, GRANULE_DELEGATED) == NULL) {
		claim(granule_state(g) != GRANULE_DELEGATED);
		return;
	}
	claim(is_locked(g));
	/* A granule without a role has no references. */
	assume(granule_refs(g) == 0);
	granule_assume(g, role);
	claim(granule_state(g) == role && is_locked(g) && taken == !direct && promised == -!direct);
	claim(granule_name(g).v == name.v);
	if (any() & 1) {
		granule_vacate(g);
		claim(granule_state(g) == GRANULE_DELEGATED && is_locked(g) && zeroed == 1);
		claim(given == !direct && promised == 0 && g->link == 0);
	}
	granule_unlock(g);
	claim(!is_locked(g));
}

void harness_references(void)
{
	unsigned int refs, n = (unsigned int)any_below(513);
	uint32_t word;

	any_granule(any() & 1);
	word = g->word;
	refs = granule_refs(g);
	assume(refs + n <= WORD_REF_MAX);
	granule_get(g, n);
	claim(granule_refs(g) == refs + n);
	granule_put(g, n);
	claim(g->word == word);
}

void harness_sets(void)
{
	struct pa wanted[3];
	struct granule *out[3];
	enum granule_state state = (enum granule_state)any_below(GRANULE_RTT + 1);
	unsigned int i = (unsigned int)any_below(3), j = (unsigned int)any_below(3);

	any_granule(false);
	for (unsigned int n = 0; n < 3; n++) {
		wanted[n] = pa_of(any() & 1 ? DRAM + any_below(PAGES) * PAGE_SIZE : any());
		dram_granules[n].word = any_word(false);
	}
	if (granule_lock_set(wanted, 3, state, out)) {
		claim(is_locked(out[i]) && granule_state(out[i]) == state && (i == j || out[i] != out[j]));
		claim(granule_name(out[i]).v == wanted[i].v);
		granule_unlock_set(out, 3);
	}
	claim(!is_locked(&dram_granules[i]) && !is_locked(&pool_granules[i]));
}

void harness_find(void)
{
	struct pa other = pa_of(any());

	any_granule(any() & 1);
	claim(granule_find(name) == g);
	if (granule_find(other) != NULL)
		claim(other.v % PAGE_SIZE == 0 && granule_name(granule_find(other)).v == other.v);
	if (granule_is_host_buffer(other))
		claim(range_contains(&map.dram[0], other.v, PAGE_SIZE) && granule_state(granule_find(other)) == GRANULE_UNDELEGATED);
}
