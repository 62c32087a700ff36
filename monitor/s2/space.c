/* SPDX-License-Identifier: BSD-3-Clause */
/* Create and destroy the root of a realm's stage-2 tables. */
#include "s2/s2.h"

#include "granule/pool.h"
#include "lib/bits.h"
#include "port/machine.h"
#include "port/memory.h"

/* Widths of IPA space that a walk may start at each level for, bits. */
static const struct {
	uint8_t min, max;
} start_widths[] = {
	[0] = { 40, 48 },
	[1] = { 32, 43 },
	[2] = { 32, 34 },
};

unsigned int s2_start_tables(int start_level, unsigned int ipa_bits)
{
	unsigned int one_table_bits;

	if (start_level < 0 || start_level > 2)
		return 0;
	if (ipa_bits < start_widths[start_level].min || ipa_bits > start_widths[start_level].max)
		return 0;
	one_table_bits = PAGE_SHIFT + 9u * (unsigned int)(4 - start_level);
	return ipa_bits <= one_table_bits ? 1 : 1u << (ipa_bits - one_table_bits);
}

/* The table is zero: the protected half is UNASSIGNED, EMPTY already. */
static void fill_start_table(const struct s2 *s2, unsigned int index)
{
	uint64_t *entries = port_pool_page(s2->start[index]);
	uint64_t shared = (1ull << (s2->ipa_bits - 1)) / s2_entry_size(s2->start_level);
	uint64_t before = (uint64_t)index * S2_ENTRIES;
	uint64_t first = shared > before ? min_u64(shared - before, S2_ENTRIES) : 0;
	const uint64_t *end = entries + S2_ENTRIES;

	/* Entries beyond the space are unreachable; they read like the shared half. */
#pragma GCC unroll 8
	for (uint64_t *e = entries + first; e < end; e++)
		*e = s2e_unassigned_ns();
	/* The plain stores above reach the walker with this one. */
	port_s2_write(&entries[0], entries[0]);
}

/*
 * Hardware wants concatenated tables one after the other. Where the pool had no such run, a walk starts one level
 * higher, in a page of the monitor's own that leads to each of them.
 */
static void link_private_root(struct s2 *s2, struct pa root)
{
	uint64_t *entries = port_pool_page(root);

	for (unsigned int i = 0; i < s2->start_count; i++)
		port_s2_write(&entries[i], s2e_table(s2->start[i]));
	s2->has_private_root = true;
	s2->space.root = root;
	s2->space.start_level = (int8_t)(s2->start_level - 1);
}

/* A walk cannot start at level 0 where physical addresses are narrower than 44 bits. */
bool s2_can_start_at(int level)
{
	return level > 0 || port_machine()->pa_bits >= 44;
}

bool s2_init(struct s2 *s2, struct granule *const *tables)
{
	bool run = granule_assume_run(tables, s2->start_count, GRANULE_RTT);
	struct pa root = pa_of(0);

	/* Beyond what DELEGATE paid for, so it may fail; nothing has been changed then. */
	if (!run && (!s2_can_start_at(s2->start_level - 1) || !pool_take_private(&root)))
		return false;
	for (unsigned int i = 0; i < s2->start_count; i++) {
		if (!run)
			granule_assume(tables[i], GRANULE_RTT);
		s2->start[i] = granule_backing(tables[i]);
		fill_start_table(s2, i);
	}
	s2->has_private_root = false;
	s2->space.root = s2->start[0];
	s2->space.start_level = s2->start_level;
	if (!run)
		link_private_root(s2, root);
	return true;
}

bool s2_is_live(const struct s2 *s2)
{
	unsigned int references = 0;

	for (unsigned int i = 0; i < s2->start_count; i++) {
		struct granule *table = granule_of_backing(s2->start[i]);

		granule_lock_table(table, s2->start_level);
		references += granule_refs(table);
		granule_unlock(table);
	}
	return references != 0;
}

void s2_destroy(struct s2 *s2)
{
	/* The tables and all that TLBs know of this realm's number go: pages and number get other owners. */
	port_tlb_invalidate_all(&s2->space);
	for (unsigned int i = 0; i < s2->start_count; i++) {
		struct granule *table = granule_of_backing(s2->start[i]);

		granule_lock_table(table, s2->start_level);
		granule_vacate(table);
		granule_unlock(table);
	}
	if (s2->has_private_root)
		pool_give_private(s2->space.root);
}
