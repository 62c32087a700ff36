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
	if (s2e_is_live(parent->value))
		granule_set_note(table, GRANULE_NOTE_MAX);
	s2_replace(s2, parent, s2e_table(granule_backing(table)));
	if (scattered)
		pool_give_private(hidden);
}

/* Every entry is the one before it, `step` bytes further. No branch in the loop: there are many, and most fit. */
static bool entries_in_a_row(const uint64_t *entries, uint64_t step)
{
	uint64_t expected = entries[0], differ = 0;

#pragma GCC unroll 8
	for (unsigned int i = 0; i < S2_ENTRIES; i++, expected += step)
		differ |= entries[i] ^ expected;
	return differ == 0;
}

static bool attributes_alike(const uint64_t *entries)
{
	for (unsigned int i = 1; i < S2_ENTRIES; i++) {
		if (((entries[i] ^ entries[0]) & ~S2E_ADDRESS) != 0)
			return false;
	}
	return true;
}

/* A block's first name stands for it: it was folded before. `row`: the pages themselves are in a row. */
static bool names_in_a_row(const uint64_t *entries, int level, bool row)
{
	const struct granule *first = granule_of_backing(s2e_address(entries[0]));
	uint64_t pages = s2_entry_size(level) / PAGE_SIZE;

	if (!is_aligned(granule_name(first).v, s2_entry_size(level - 1)))
		return false;
	if (row && level == S2_LEVEL_LAST)
		return granule_run_is_named_in_a_row(s2e_address(entries[0]), S2_ENTRIES);
	for (unsigned int i = 1; i < S2_ENTRIES; i++) {
		if (!granule_follows(first, granule_of_backing(s2e_address(entries[i])), i * pages))
			return false;
	}
	return true;
}

enum s2_fold s2_fold_as(const struct granule *table, int level)
{
	const uint64_t *entries = granule_page(table);
	uint64_t first = entries[0];
	bool row, aligned = is_aligned(s2e_address(first).v, s2_entry_size(level - 1));

	if (s2e_points_to_table(first, level) || (s2e_is_live(first) && level <= S2_LEVEL_BLOCKS))
		return S2_FOLD_NONE;
	row = entries_in_a_row(entries, s2e_is_live(first) ? s2_entry_size(level) : 0);
	if (!s2e_is_assigned(first, level))
		return row && (aligned || !s2e_is_live(first)) ? S2_FOLD_BLOCK : S2_FOLD_NONE;
	if ((!row && !attributes_alike(entries)) || !names_in_a_row(entries, level, row))
		return S2_FOLD_NONE;
	return row && aligned ? S2_FOLD_BLOCK : S2_FOLD_SCATTERED;
}

bool s2_fold(const struct s2 *s2, struct s2_walk *parent, enum s2_fold as)
{
	const uint64_t *entries = port_pool_page(s2e_address(parent->value));
	uint64_t first = entries[0];
	struct pa hidden;

	if (as == S2_FOLD_BLOCK) {
		s2_replace(s2, parent, s2e_fold(first, parent->level + 1));
		return true;
	}
	if (!pool_take_private(&hidden))
		return false;
	memcpy(port_pool_page(hidden), entries, PAGE_SIZE);
	s2_replace(s2, parent, s2e_scattered(hidden, s2e_ripas(first)));
	return true;
}
