/* SPDX-License-Identifier: BSD-3-Clause */
/* The one walker of stage-2 tables. Nothing here changes an entry. */
#include "s2/s2.h"

#include "lib/panic.h"
#include "port/memory.h"

static void enter(struct s2_walk *walk, struct pa table, struct ipa ipa, int level)
{
	uint64_t size = s2_entry_size(level);

	walk->level = level;
	walk->base = ipa_of(ipa.v & ~(size - 1));
	walk->table = granule_of_backing(table);
	walk->entry = (uint64_t *)port_pool_page(table) + ipa.v / size % S2_ENTRIES;
	granule_lock_table(walk->table, level);
	walk->value = port_s2_read(walk->entry);
}

void s2_walk_begin(const struct s2 *s2, struct ipa ipa, struct s2_walk *walk)
{
	uint64_t first = ipa.v / s2_entry_size(s2->start_level) / S2_ENTRIES;

	CHECK(first < s2->start_count);
	enter(walk, s2->start[first], ipa, s2->start_level);
}

void s2_walk_down(struct ipa ipa, int level, struct s2_walk *walk)
{
	CHECK(level >= walk->level && level <= S2_LEVEL_LAST);
	while (walk->level < level && s2e_is_table(walk->value, walk->level)) {
		struct granule *above = walk->table;

		/* While the table above is locked, what its entry leads to cannot go. */
		enter(walk, s2e_address(walk->value), ipa, walk->level + 1);
		granule_unlock(above);
	}
}

void s2_walk(const struct s2 *s2, struct ipa ipa, int level, struct s2_walk *walk)
{
	s2_walk_begin(s2, ipa, walk);
	s2_walk_down(ipa, level, walk);
}

void s2_walk_end(struct s2_walk *walk)
{
	granule_unlock(walk->table);
}

struct granule *s2_lock_child(const struct s2_walk *walk)
{
	struct granule *table = granule_of_backing(s2e_address(walk->value));

	granule_lock_table(table, walk->level + 1);
	return table;
}

bool s2_next(const struct s2 *s2, struct s2_walk *walk)
{
	uint64_t next = walk->base.v + s2_entry_size(walk->level);

	if (s2_index(walk) == S2_ENTRIES - 1 || !s2_contains(s2, ipa_of(next)))
		return false;
	walk->base = ipa_of(next);
	walk->entry++;
	walk->value = port_s2_read(walk->entry);
	return true;
}

/* First live entry from `entry` on, or `end`. Most runs are long, so eight at a time as far as they go, and then four. */
static const uint64_t *first_live(const uint64_t *entry, const uint64_t *end)
{
	const uint64_t *e = entry;

	while (end - e >= 8 && !s2e_is_live(e[0] | e[1] | e[2] | e[3] | e[4] | e[5] | e[6] | e[7]))
		e += 8;
	if (end - e >= 4 && !s2e_is_live(e[0] | e[1] | e[2] | e[3]))
		e += 4;
	while (e < end && !s2e_is_live(*e))
		e++;
	return e;
}

struct ipa s2_top(const struct s2 *s2, const struct s2_walk *walk, struct ipa ipa)
{
	unsigned int index = s2_index(walk), reach = (granule_note(walk->table) + 1) * S2_REACH_UNIT;
	const uint64_t *table = walk->entry - index;
	uint64_t live = S2_ENTRIES, top;

	if (index < reach)
		live = (uint64_t)(first_live(walk->entry, table + reach) - table);
	if (live == index)
		return ipa;
	if (live == reach)
		live = S2_ENTRIES;
	top = walk->base.v + (live - index) * s2_entry_size(walk->level);
	/* The last start table may have more entries than the space has. */
	return ipa_of(min_u64(top, 1ull << s2->ipa_bits));
}

struct pa s2_leaf_page(uint64_t leaf, int level, uint64_t offset)
{
	uint64_t child;

	if (!s2e_is_scattered(leaf, level))
		return pa_of(s2e_address(leaf).v + offset);
	child = s2_entry_size(level + 1);
	leaf = port_s2_read((const uint64_t *)port_pool_page(s2e_address(leaf)) + offset / child);
	return pa_of(s2e_address(leaf).v + offset % child);
}
