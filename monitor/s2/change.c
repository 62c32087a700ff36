/* SPDX-License-Identifier: BSD-3-Clause */
/* Every change of a stage-2 entry, and so every break-before-make and every TLB invalidation of the monitor. */
#include "s2/s2.h"

#include "lib/panic.h"
#include "port/memory.h"

void s2_replace(const struct s2 *s2, struct s2_walk *walk, uint64_t value)
{
	if (s2e_is_valid(walk->value)) {
		/* Break: from here on no walk finds the old entry. */
		port_s2_write(walk->entry, 0);
		/*
		 * The old leaf, all leaves below an old table, and cached steps of walks through it may be in TLBs.
		 * They must be gone before their pages get another use and before another valid entry appears here.
		 */
		port_tlb_invalidate(&s2->space, walk->base, s2_entry_size(walk->level), walk->level);
	}
	/* Make. An invalid entry is never cached, so where the old one was invalid nothing need be forgotten. */
	port_s2_write(walk->entry, value);
	walk->value = value;
}

void s2_fill_unfolded(struct granule *table, uint64_t parent, int level)
{
	uint64_t *entries = granule_page(table);

	/* Plain stores: port_s2_write of the entry that leads here publishes them. */
	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		entries[i] = s2e_unfold(parent, level, i);
}
