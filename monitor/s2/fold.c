/* SPDX-License-Identifier: BSD-3-Clause */
/* One leaf in place of 512, and back. */
#include "s2/s2.h"

#include "granule/pool.h"
#include "lib/mem.h"
#include "port/memory.h"

/* Plain stores into a zeroed table: the entry that leads to it publishes them. */
static void fill(uint64_t *entries, const struct s2_walk *parent)
{
	uint64_t first = s2e_unfold(parent->value, parent->level, 0);
	uint64_t step = s2e_is_live(first) ? s2_entry_size(parent->level + 1) : 0;

	if (first == 0)
		return;
	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		entries[i] = first + i * step;
}

void s2_unfold(const struct s2 *s2, struct s2_walk *parent, struct granule *table)
{
	bool scattered = s2e_is_scattered(parent->value, parent->level);
	struct pa hidden = s2e_address(parent->value);
	uint64_t *entries = granule_page(table);

	if (scattered)
		memcpy(entries, port_pool_page(hidden), PAGE_SIZE);
	else
		fill(entries, parent);
	s2_replace(s2, parent, s2e_table(granule_backing(table)));
	if (scattered)
		pool_give_private(hidden);
}

/* Output addresses in a row, the first aligned to the whole. */
static bool pages_in_a_row(const uint64_t *entries, int level)
{
	uint64_t first = s2e_address(entries[0]).v;

	for (unsigned int i = 1; i < S2_ENTRIES; i++) {
		if (s2e_address(entries[i]).v != first + i * s2_entry_size(level))
			return false;
	}
	return is_aligned(first, s2_entry_size(level - 1));
}

/* The same of the names that the host gave the pages. A block's first name stands for it: it was folded before. */
static bool names_in_a_row(const uint64_t *entries, int level)
{
	const struct granule *first = granule_of_backing(s2e_address(entries[0]));
	uint64_t pages = s2_entry_size(level) / PAGE_SIZE;

	if (!is_aligned(granule_name(first).v, s2_entry_size(level - 1)))
		return false;
	for (unsigned int i = 1; i < S2_ENTRIES; i++) {
		if (!granule_follows(first, granule_of_backing(s2e_address(entries[i])), i * pages))
			return false;
	}
	return true;
}

bool s2_can_fold(const struct granule *table, int level)
{
	const uint64_t *entries = granule_page(table);

	if (s2e_points_to_table(entries[0], level))
		return false;
	for (unsigned int i = 1; i < S2_ENTRIES; i++) {
		if ((entries[i] & ~S2E_ADDRESS) != (entries[0] & ~S2E_ADDRESS))
			return false;
	}
	if (s2e_is_assigned(entries[0], level))
		return names_in_a_row(entries, level);
	return !s2e_is_live(entries[0]) || pages_in_a_row(entries, level);
}

bool s2_fold(const struct s2 *s2, struct s2_walk *parent)
{
	int level = parent->level + 1;
	const uint64_t *entries = port_pool_page(s2e_address(parent->value));
	uint64_t first = entries[0];
	struct pa hidden;

	if (!s2e_is_assigned(first, level) || pages_in_a_row(entries, level)) {
		s2_replace(s2, parent, s2e_fold(first, level));
		return true;
	}
	if (!pool_take_private(&hidden))
		return false;
	memcpy(port_pool_page(hidden), entries, PAGE_SIZE);
	s2_replace(s2, parent, s2e_scattered(hidden, s2e_ripas(first)));
	return true;
}
