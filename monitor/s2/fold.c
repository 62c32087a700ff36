/* SPDX-License-Identifier: BSD-3-Clause */
/* One leaf in place of 512, and back. */
#include "s2/s2.h"

#include "granule/pool.h"
#include "lib/mem.h"
#include "port/memory.h"

void s2_unfold(const struct s2 *s2, struct s2_walk *parent, struct granule *table)
{
	bool scattered = s2e_is_scattered(parent->value, parent->level);
	struct pa hidden = s2e_address(parent->value);
	uint64_t *entries = granule_page(table);

	/* Plain stores: the entry that leads here publishes them. */
	if (scattered)
		memcpy(entries, port_pool_page(hidden), PAGE_SIZE);
	for (unsigned int i = 0; !scattered && i < S2_ENTRIES; i++)
		entries[i] = s2e_unfold(parent->value, parent->level, i);
	s2_replace(s2, parent, s2e_table(granule_backing(table)));
	if (scattered)
		pool_give_private(hidden);
}

/* What an entry's address is to the host: a name, or itself where memory is shared. */
static uint64_t host_address(uint64_t entry, int level)
{
	if (s2e_is_assigned(entry, level))
		return granule_name(granule_of_backing(s2e_address(entry))).v;
	return s2e_address(entry).v;
}

static bool in_a_row(const uint64_t *entries, int level, uint64_t (*address)(uint64_t entry, int level))
{
	uint64_t first = address(entries[0], level);

	for (unsigned int i = 1; i < S2_ENTRIES; i++) {
		if (address(entries[i], level) != first + i * s2_entry_size(level))
			return false;
	}
	return is_aligned(first, s2_entry_size(level - 1));
}

static uint64_t hardware_address(uint64_t entry, int level)
{
	(void)level;
	return s2e_address(entry).v;
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
	/* A block's pages were checked when it was folded; here its first page's name stands for it. */
	return !s2e_is_live(entries[0], level) || in_a_row(entries, level, host_address);
}

bool s2_fold(const struct s2 *s2, struct s2_walk *parent)
{
	int level = parent->level + 1;
	const uint64_t *entries = port_pool_page(s2e_address(parent->value));
	uint64_t first = entries[0];
	struct pa hidden;

	if (!s2e_is_assigned(first, level) || in_a_row(entries, level, hardware_address)) {
		s2_replace(s2, parent, s2e_fold(first, level));
		return true;
	}
	if (!pool_take_private(&hidden))
		return false;
	memcpy(port_pool_page(hidden), entries, PAGE_SIZE);
	s2_replace(s2, parent, s2e_scattered(hidden, s2e_ripas(first)));
	return true;
}
