// SPDX-License-Identifier: BSD-3-Clause
/*
 * Arithmetic on addresses, levels and indices that come from a host or a realm, for all 64 bits of each: no range check
 * is fooled by a wrap-around, and each pair of conversions is a pair. Bound: for range_contains, the highest 16 and the
 * lowest 8 bits of each number, which is where sums wrap around and where they are off by one.
 */
#include "rmi/unprotected.c"
#include "realm/realm.c"
#include "s2/space.c"

#include "model.h"

/* The one range of memory. */
static struct pa_range dram;

bool granule_is_host_memory(struct pa base, uint64_t size)
{
	claim(is_aligned(base.v, size));
	return range_contains(&dram, base.v, size);
}

static uint64_t some(void)
{
	return any() & 0xffff0000000000ff;
}

void harness_ranges(void)
{
	struct pa_range r = { some(), some() };
	uint64_t at = some(), size = some();
	/* One carry at a time: no sum of the range's own wraps around. */
	bool inside = at >= r.base && at + size >= at && at + size <= r.base + r.size;

	/* A memory map does not wrap around. */
	assume(r.base + r.size >= r.base);
	claim(range_contains(&r, at, size) == inside);
}

void harness_geometry(void)
{
	int level = (int)any_below(8) - 2;
	unsigned int bits = (unsigned int)any_below(256), tables = s2_start_tables(level, bits);
	unsigned __int128 span;

	if (tables == 0)
		return;
	claim(bits >= 32 && bits <= 48 && level >= 0 && level <= 2);
	claim(tables <= S2_MAX_START_TABLES && (tables & (tables - 1)) == 0);
	span = (unsigned __int128)tables * S2_ENTRIES * s2_entry_size(level);
	claim(span >= (unsigned __int128)1 << bits);
	/* Not more tables than it takes. */
	claim(tables == 1 || span / 2 < (unsigned __int128)1 << bits);
}

void harness_places(void)
{
	struct realm realm;
	uint64_t ipa = any(), level = any(), desc = any();
	int lowest = (int)any_below(3);

	dram = (struct pa_range){ any(), any() };
	assume(dram.base + dram.size >= dram.base);
	realm.s2.ipa_bits = (uint8_t)(32 + any_below(17));
	realm.s2.start_level = (int8_t)lowest;
	if (rmi_level_ok(level, lowest)) {
		claim((int)level >= lowest && (int)level <= S2_LEVEL_LAST && level <= S2_LEVEL_LAST);
		if (rmi_ipa_ok(&realm, ipa, (int)level)) {
			/* The whole entry lies in the space, and in one half of it where it is smaller than a half. */
			claim(ipa + s2_entry_size((int)level) > ipa && ipa >> realm.s2.ipa_bits == 0);
			claim(ipa % s2_entry_size((int)level) == 0);
		}
	}
	if (place_ok(&realm, ipa, level)) {
		claim(ipa >> (realm.s2.ipa_bits - 1) == 1);
		if (desc_ok(desc, (int)level)) {
			uint64_t out = desc & S2E_ADDRESS, size = s2_entry_size((int)level);

			claim((unsigned __int128)out + size <= (unsigned __int128)dram.base + dram.size && out >= dram.base);
			claim((s2e_assigned_ns(desc, (int)level) & S2E_ADDRESS) == out);
			claim((desc & ~(S2E_ADDRESS | S2E_HOST_ATTRIBUTES)) == 0);
		}
	}
}

void harness_indices(void)
{
	uint32_t index = (uint32_t)any_below(1u << 28);
	uint64_t mpidr = any();

	claim(rec_index_of_psci_mpidr(rec_mpidr_el1(index) & ~BIT(31)) == index);
	if (rec_index_of_psci_mpidr(mpidr) != UINT32_MAX)
		claim((rec_mpidr_el1(rec_index_of_psci_mpidr(mpidr)) & ~BIT(31)) == mpidr);
	if (rec_index_of_rmi_mpidr(mpidr) != UINT32_MAX) {
		claim(rec_index_of_rmi_mpidr(mpidr) < 1u << 28);
		claim((mpidr & ~0xffffff0full) == 0);
	}
}
