/* SPDX-License-Identifier: BSD-3-Clause */
/* A realm with one table below its start table, for harnesses that say themselves what is in that table. */
#ifndef REALM_H
#define REALM_H

#include "granule/granule.c"
#include "granule/pool.c"
#include "realm/realm.c"
#include "s2/change.c"
#include "s2/space.c"
#include "s2/walk.c"

#include "exhaustive.h"

static struct realm *realm;
static uint64_t rd, table_name;
static uint64_t ipa;			/* address that the table begins with */
static struct granule *table, *root;	/* the table, and the start table above it */
static int level;			/* of the table */
static uint64_t size;			/* of what its entries cover */

static uint64_t next_name = DRAM_BASE + GIB + 3 * 0x200000;

static struct granule *new_granule(uint64_t *name)
{
	*name = next_name;
	next_name += PAGE_SIZE;
	claim(granule_delegate(pa_of(*name)));
	return granule_lock(pa_of(*name), GRANULE_DELEGATED);
}

/* A realm whose start table holds the entry that leads to the table. */
static void make_realm(int table_level, bool shared)
{
	static const uint8_t bits[] = { [0] = 48, [1] = 39, [2] = 32 };
	struct granule *set[S2_MAX_START_TABLES], *g = new_granule(&rd);

	level = table_level;
	size = s2_entry_size(level);
	realm = granule_assume(g, GRANULE_RD);
	realm->granule = g;
	realm->s2.start_level = (int8_t)(level - 1);
	realm->s2.ipa_bits = bits[level - 1];
	realm->s2.start_count = (uint8_t)s2_start_tables(level - 1, realm->s2.ipa_bits);
	next_name = (next_name + 0xffff) & ~0xffffull;
	for (unsigned int i = 0; i < realm->s2.start_count; i++)
		set[i] = new_granule(&table_name);
	claim(s2_init(&realm->s2, set));
	granule_unlock_set(set, realm->s2.start_count);
	granule_unlock(g);
	ipa = (shared ? 1ull << (realm->s2.ipa_bits - 1) : 0) + S2_ENTRIES * size;
	table = new_granule(&table_name);
	granule_unlock(table);
	root = granule_of_backing(realm->s2.start[ipa / size / S2_ENTRIES / S2_ENTRIES]);
}

static uint64_t *parent_entry(void)
{
	return (uint64_t *)granule_page(root) + ipa / size / S2_ENTRIES % S2_ENTRIES;
}

void port_tlb_invalidate_all(const struct s2_space *space)
{
	(void)space;
}

uint64_t port_s2_read(const uint64_t *entry)
{
	return *entry;
}

#endif
