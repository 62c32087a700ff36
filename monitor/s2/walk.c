/* SPDX-License-Identifier: BSD-3-Clause */
/* The one walker of stage-2 tables. Nothing here changes an entry. */
#include "s2/s2.h"

#include "lib/panic.h"
#include "port/memory.h"

static unsigned int entry_index(const struct s2_walk *walk)
{
	return (unsigned int)(walk->base.v / s2_entry_size(walk->level)) % S2_ENTRIES;
}

static void visit(struct s2_walk *walk, struct pa table, struct ipa ipa, int level)
{
	uint64_t size = s2_entry_size(level);

	walk->level = level;
	walk->base = ipa_of(ipa.v & ~(size - 1));
	walk->table = granule_of_backing(table);
	walk->entry = (uint64_t *)port_pool_page(table) + entry_index(walk);
	walk->value = port_s2_read(walk->entry);
}

void s2_walk(const struct s2 *s2, struct ipa ipa, int level, struct s2_walk *walk)
{
	uint64_t first = ipa.v / s2_entry_size(s2->start_level) / S2_ENTRIES;

	CHECK(first < s2->start_count && level >= s2->start_level && level <= S2_LEVEL_LAST);
	visit(walk, s2->start[first], ipa, s2->start_level);
	while (walk->level < level && s2e_is_table(walk->value, walk->level))
		visit(walk, s2e_address(walk->value), ipa, walk->level + 1);
}

bool s2_next(const struct s2 *s2, struct s2_walk *walk)
{
	uint64_t next = walk->base.v + s2_entry_size(walk->level);

	if (entry_index(walk) == S2_ENTRIES - 1 || !s2_contains(s2, ipa_of(next)))
		return false;
	walk->base = ipa_of(next);
	walk->entry++;
	walk->value = port_s2_read(walk->entry);
	return true;
}

struct ipa s2_top(const struct s2 *s2, const struct s2_walk *walk, struct ipa ipa)
{
	struct s2_walk at = *walk;

	if (s2e_is_live(at.value, at.level))
		return ipa;
	while (s2_next(s2, &at)) {
		if (s2e_is_live(at.value, at.level))
			return at.base;
	}
	return ipa_of(at.base.v + s2_entry_size(at.level));
}

static bool continues(uint64_t value, uint64_t first, int level, unsigned int index)
{
	bool mapped = s2e_is_assigned(first, level) || s2e_is_assigned_ns(first, level);

	return value == (mapped ? first + index * s2_entry_size(level) : first);
}

bool s2_is_homogeneous(const struct granule *table, int level, uint64_t *folded)
{
	const uint64_t *entries = granule_page(table);
	uint64_t first = port_s2_read(&entries[0]);

	if (s2e_is_table(first, level))
		return false;
	if (s2e_is_live(first, level) && !is_aligned(s2e_address(first).v, s2_entry_size(level - 1)))
		return false;
	for (unsigned int i = 1; i < S2_ENTRIES; i++) {
		if (!continues(port_s2_read(&entries[i]), first, level, i))
			return false;
	}
	*folded = s2e_fold(first, level);
	return true;
}
