/* SPDX-License-Identifier: BSD-3-Clause */
/* Translate a realm's protected address to the page behind it. */
#include "realm/memory.h"

#include "lib/panic.h"
#include "port/memory.h"

enum realm_memory_result realm_memory_find(const struct realm *realm, struct ipa ipa, struct realm_memory *memory)
{
	struct s2_walk *walk = &memory->walk;
	uint64_t offset;

	CHECK(s2_is_protected(&realm->s2, ipa));
	s2_walk(&realm->s2, ipa, S2_LEVEL_LAST, walk);
	memory->page = NULL;
	memory->level = walk->level;
	if (s2e_ripas(walk->value) == RMI_EMPTY)
		return REALM_MEMORY_EMPTY;
	if (!s2e_is_assigned(walk->value, walk->level) || s2e_ripas(walk->value) != RMI_RAM)
		return REALM_MEMORY_FAULT;
	offset = (ipa.v - walk->base.v) & ~PAGE_MASK;
	memory->page = port_pool_page(s2_leaf_page(walk->value, walk->level, offset));
	return REALM_MEMORY_OK;
}

void realm_memory_release(struct realm_memory *memory)
{
	s2_walk_end(&memory->walk);
}
