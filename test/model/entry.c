// SPDX-License-Identifier: BSD-3-Clause
/*
 * The format of stage-2 entries, for all of their 64 bits and every level: each value is exactly one state, hardware
 * sees exactly what is RAM or shared, and unfolding, folding and RIPAS keep what they must.
 */
#include "s2/entry.h"

#include "model.h"

static unsigned int states(uint64_t e, int level)
{
	return s2e_is_table(e, level) + s2e_is_unassigned(e, level) + s2e_is_assigned(e, level) +
	       s2e_is_unassigned_ns(e, level) + s2e_is_assigned_ns(e, level);
}

static void leaf_of(uint64_t e, int level, enum rmi_ripas ripas, struct pa page)
{
	uint64_t other = s2e_with_ripas(e, RMI_EMPTY, level);

	claim(s2e_is_assigned(e, level) && s2e_is_live(e));
	claim(s2e_ripas(e) == ripas && s2e_address(e).v == page.v);
	claim(s2e_is_valid(e) == (ripas == RMI_RAM));
	claim(!s2e_is_valid(other) && s2e_is_assigned(other, level) && s2e_address(other).v == page.v);
	claim(s2e_with_ripas(other, ripas, level) == e);
}

static void shared_of(uint64_t e, int level, uint64_t desc)
{
	claim(s2e_is_assigned_ns(e, level) && s2e_is_valid(e) && s2e_is_live(e));
	/* What the host gave it gets back, and never memory to execute. */
	claim((s2e_address(e).v | (e & S2E_HOST_ATTRIBUTES)) == desc);
	claim((e & S2E_XN) == S2E_XN);
}

static void folds(uint64_t block, int level)
{
	unsigned int i = (unsigned int)any_below(S2_ENTRIES);
	uint64_t child = s2e_unfold(block, level, i), first = s2e_unfold(block, level, 0);
	uint64_t size = s2_entry_size(level + 1);

	claim(s2e_is_live(child) == s2e_is_live(block));
	claim(s2e_is_valid(child) == s2e_is_valid(block));
	claim(states(child, level + 1) == 1 && !s2e_is_table(child, level + 1));
	claim(child - first == (s2e_is_live(block) ? i * size : 0));
	claim(s2e_fold(first, level + 1) == block);
}

void harness_states(void)
{
	int level = (int)any_below(4), above = 1 + (int)any_below(2);
	enum rmi_ripas ripas = (enum rmi_ripas)any_below(3);
	uint64_t page = any() & S2E_ADDRESS & ~(s2_entry_size(level) - 1);
	uint64_t block = any() & S2E_ADDRESS & ~(s2_entry_size(above) - 1);
	uint64_t attributes = any() & S2E_HOST_ATTRIBUTES;

	claim(states(any(), level) == 1);
	claim(s2e_is_unassigned(0, level) && s2e_ripas(0) == RMI_EMPTY);
	claim(s2e_is_unassigned(s2e_unassigned(ripas), level) && s2e_ripas(s2e_unassigned(ripas)) == ripas);
	claim(!s2e_is_live(s2e_unassigned(ripas)) && !s2e_is_live(s2e_unassigned_ns()));
	if (level < S2_LEVEL_LAST) {
		claim(s2e_is_table(s2e_table(pa_of(page)), level) && s2e_is_live(s2e_table(pa_of(page))));
		claim(s2e_is_scattered(s2e_scattered(pa_of(page), ripas), level));
		claim(s2e_is_assigned(s2e_scattered(pa_of(page), ripas), level));
	}
	if (level > 0) {
		leaf_of(s2e_assigned(pa_of(page), ripas, level), level, ripas, pa_of(page));
		shared_of(s2e_assigned_ns(page | attributes, level), level, page | attributes);
	}
	folds(s2e_assigned(pa_of(block), ripas, above), above);
	folds(s2e_assigned_ns(block | attributes, above), above);
	folds(s2e_unassigned(ripas), above);
	folds(s2e_unassigned_ns(), above);
}
