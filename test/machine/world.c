// SPDX-License-Identifier: BSD-3-Clause
/* An oracle for many CPUs: from the monitor's tables alone, between calls. */
#include "world.h"

#include <string.h>

#include "granule/granule.h"
#include "granule/pool.h"
#include "machine.h"
#include "peek.h"
#include "realm/rec.h"

#define POOL_PAGES_MAX	8192u

/* How often a table of some realm leads to each pool page, and what should be there. */
static uint8_t reached[POOL_PAGES_MAX];
static unsigned int rtts, datas, privates, recs, auxs;

static void reach(struct pa page)
{
	size_t i = (page.v - machine_config.map.pool.base) / PAGE_SIZE;

	if (!machine_is_pool(page.v, PAGE_SIZE) || i >= POOL_PAGES_MAX)
		machine_fail("a table leads to 0x%llx, outside the pool", (unsigned long long)page.v);
	if (reached[i]++ != 0)
		machine_fail("page 0x%llx is reached twice", (unsigned long long)page.v);
}

static void expect_state(struct pa page, enum granule_state state, uint64_t ipa)
{
	const struct granule *g = granule_of_backing(page);

	if (granule_state(g) != state)
		machine_fail("the granule behind IPA 0x%llx has state %d, not %d", (unsigned long long)ipa,
			     (int)granule_state(g), (int)state);
}

static void reach_data(uint64_t entry, int level, uint64_t ipa)
{
	for (uint64_t at = 0; at < s2_entry_size(level); at += PAGE_SIZE) {
		struct pa page = s2_leaf_page(entry, level, at);

		reach(page);
		expect_state(page, GRANULE_DATA, ipa + at);
		datas++;
	}
	if (s2e_is_scattered(entry, level)) {
		reach(s2e_address(entry));
		expect_state(s2e_address(entry), POOL_PAGE_PRIVATE, ipa);
		privates++;
	}
}

static void reach_table(struct pa table, int level, uint64_t ipa)
{
	const uint64_t *entries = (const uint64_t *)pool_look(table.v);
	unsigned int count = 0;

	reach(table);
	expect_state(table, GRANULE_RTT, ipa);
	rtts++;
	for (unsigned int i = 0; i < S2_ENTRIES; i++, ipa += s2_entry_size(level)) {
		if (s2e_is_live(entries[i]) && i / S2_REACH_UNIT > granule_note(granule_of_backing(table)))
			machine_fail("a table of level %d has a live entry behind where it says", level);
		if (s2e_is_table(entries[i], level)) {
			reach_table(s2e_address(entries[i]), level + 1, ipa);
			count++;
		} else if (s2e_is_assigned(entries[i], level)) {
			reach_data(entries[i], level, ipa);
			count++;
		}
	}
	if (granule_refs(granule_of_backing(table)) != count)
		machine_fail("a table of level %d counts %u, and holds %u", level,
			     granule_refs(granule_of_backing(table)), count);
}

static void reach_realm(const struct realm *realm)
{
	for (unsigned int i = 0; i < realm->s2.start_count; i++)
		reach_table(realm->s2.start[i], realm->s2.start_level,
			    i * S2_ENTRIES * s2_entry_size(realm->s2.start_level));
	if (realm->s2.has_private_root) {
		reach(realm->s2.space.root);
		privates++;
	}
	recs += granule_refs(realm->granule);
	auxs += granule_refs(realm->granule) * rec_aux_count(realm);
}

struct census {
	unsigned int states[POOL_PAGE_PRIVATE + 1];
	unsigned int shadowed;		/* names that have a page behind them */
};

/* A direct granule is its own page; one of DRAM has another. */
static void count(struct census *c, const struct pa_range *range, bool names)
{
	for (uint64_t at = range->base; at < range->base + range->size; at += PAGE_SIZE) {
		const struct granule *g = granule_find(pa_of(at));
		enum granule_state state = granule_state(g);

		c->states[state]++;
		if (names && state > GRANULE_DELEGATED)
			c->shadowed++;
		if (state == GRANULE_RD)
			reach_realm(granule_page(g));
		if (!names && (state <= GRANULE_DELEGATED || state == POOL_PAGE_FREE) && !page_is_zero(pool_look(at)))
			machine_fail("page 0x%llx of the pool has no owner and is not zero", (unsigned long long)at);
	}
}

void world_check(void)
{
	const struct memory_map *map = port_memory_map();
	struct census c = { 0 };

	peek_settle_locks();
	memset(reached, 0, sizeof(reached));
	rtts = datas = privates = recs = auxs = 0;
	for (unsigned int i = 0; i < map->dram_count; i++)
		count(&c, &map->dram[i], true);
	count(&c, &map->pool, false);
	if (c.states[GRANULE_RTT] != rtts || c.states[GRANULE_DATA] != datas || c.states[GRANULE_REC] != recs ||
	    c.states[GRANULE_REC_AUX] != auxs || c.states[POOL_PAGE_PRIVATE] != privates ||
	    c.states[POOL_PAGE_BACKING] != c.shadowed)
		machine_fail("realms account for %u RTT, %u DATA, %u REC, %u AUX, %u private and %u shadowed pages; there are %u, %u, %u, %u, %u, %u",
			     rtts, datas, recs, auxs, privates, c.shadowed, c.states[GRANULE_RTT],
			     c.states[GRANULE_DATA], c.states[GRANULE_REC], c.states[GRANULE_REC_AUX],
			     c.states[POOL_PAGE_PRIVATE], c.states[POOL_PAGE_BACKING]);
	tlb_check_current();
}
