/* SPDX-License-Identifier: BSD-3-Clause */
/* Every change of a stage-2 entry, and so every break-before-make and every TLB invalidation of the monitor. */
#include "s2/s2.h"

#include "port/memory.h"

/* s2_top relies on it. */
static void note_reach(const struct s2_walk *walk)
{
	unsigned int reach = s2_index(walk) / S2_REACH_UNIT;

	if (reach > granule_note(walk->table))
		granule_set_note(walk->table, reach);
}

void s2_replace(const struct s2 *s2, struct s2_walk *walk, uint64_t value)
{
	if (s2e_is_valid(walk->value)) {
		/* Break: from here on no walk finds the old entry. A new one that is invalid does that by itself. */
		port_s2_write(walk->entry, s2e_is_valid(value) ? 0 : value);
		/*
		 * The old leaf, all leaves below an old table, and cached steps of walks through it may be in TLBs.
		 * They must be gone before their pages get another use and before another valid entry appears here.
		 * The table's lock is held until then, so nobody else makes an entry or gives such a page away.
		 */
		port_tlb_invalidate(&s2->space, walk->base, s2_entry_size(walk->level), walk->level);
	}
	/* Make. An invalid entry is never cached, so where the old one was invalid nothing need be forgotten. */
	if (s2e_is_valid(value) || !s2e_is_valid(walk->value))
		port_s2_write(walk->entry, value);
	if (s2e_is_live(value))
		note_reach(walk);
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

bool s2_set_ripas(const struct s2 *s2, struct s2_walk *walk, enum rmi_ripas ripas)
{
	uint64_t old = walk->value;

	if (s2e_is_scattered(old, walk->level)) {
		set_scattered_ripas(s2, walk, ripas);
		return false;
	}
	walk->value = s2e_with_ripas(old, ripas, walk->level);
	/* Break or make, never both: a leaf is valid with RIPAS RAM alone. */
	port_s2_write(walk->entry, walk->value);
	return s2e_is_valid(old);
}

void s2_forget(const struct s2 *s2, struct ipa base, struct ipa top, int level)
{
	/* What the realm has given up it must not reach any more once it, or the host, is told so. */
	port_tlb_invalidate(&s2->space, base, top.v - base.v, level);
}
