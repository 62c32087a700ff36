/* SPDX-License-Identifier: BSD-3-Clause */
/* Every change of a stage-2 entry, and so every break-before-make and every TLB invalidation of the monitor. */
#include "s2/s2.h"

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

/* The hidden table changes while hardware does not see it. */
static void set_scattered_ripas(const struct s2 *s2, struct s2_walk *walk, enum rmi_ripas ripas)
{
	struct pa hidden = s2e_address(walk->value);
	uint64_t *children = port_pool_page(hidden);

	s2_replace(s2, walk, 0);
	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		children[i] = s2e_with_ripas(children[i], ripas, walk->level + 1);
	s2_replace(s2, walk, s2e_scattered(hidden, ripas));
}

void s2_set_ripas(const struct s2 *s2, struct s2_walk *walk, enum rmi_ripas ripas)
{
	if (s2e_is_scattered(walk->value, walk->level))
		set_scattered_ripas(s2, walk, ripas);
	else
		s2_replace(s2, walk, s2e_with_ripas(walk->value, ripas, walk->level));
}
