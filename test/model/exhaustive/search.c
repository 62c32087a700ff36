// SPDX-License-Identifier: BSD-3-Clause
/*
 * The search for the end of a run of entries that are not live, in a table as large as it is, compared with a look at
 * one entry after the other. The cases: every place to begin, every first live entry behind it, of each kind, with
 * anything behind that; and every pattern of ten entries, live or not, at places all over the table. Each with the
 * lowest note that is true of the table, and with higher ones. At every level, also where the space ends first.
 */
#include "granule/granule.c"
#include "granule/pool.c"
#include "s2/walk.c"

#define POOL_CHUNKS	1u
#include "exhaustive.h"

static uint64_t table[S2_ENTRIES] __attribute__((aligned(PAGE_SIZE)));
static bool live[S2_ENTRIES];
static struct granule granule;
static struct s2 s2;
static int level;
static uint64_t first;		/* address that the table begins with */

uint64_t port_s2_read(const uint64_t *entry)
{
	return *entry;
}

/* Some entry of level `level` that is live, or is not. */
static uint64_t entry_of_kind(bool is_live, unsigned int kind)
{
	struct pa page = pa_of(POOL_BASE);

	switch (is_live ? kind % 6 : 6 + kind % 4) {
	case 0: return level < S2_LEVEL_LAST ? s2e_table(page) : s2e_assigned(page, RMI_RAM, level);
	case 1: return level < S2_LEVEL_LAST ? s2e_scattered(page, RMI_EMPTY) : s2e_assigned(page, RMI_EMPTY, level);
	case 2: return s2e_assigned(page, RMI_RAM, level);
	case 3: return s2e_assigned(page, RMI_EMPTY, level);
	case 4: return s2e_assigned(page, RMI_DESTROYED, level);
	case 5: return s2e_assigned_ns(page.v | 3 << 6, level);
	case 6: return s2e_unassigned(RMI_EMPTY);
	case 7: return s2e_unassigned(RMI_RAM);
	case 8: return s2e_unassigned(RMI_DESTROYED);
	default: return s2e_unassigned_ns();
	}
}

static void set(unsigned int i, bool is_live, unsigned int kind)
{
	live[i] = is_live;
	table[i] = entry_of_kind(is_live, kind);
}

static unsigned int lowest_note(void)
{
	unsigned int last = S2_ENTRIES - 1;

	while (last > 0 && !live[last])
		last--;
	return last / S2_REACH_UNIT;
}

/* DEN0137 RttSkipNonLiveEntries */
static uint64_t reference(unsigned int index, uint64_t ipa)
{
	unsigned int end = index;
	uint64_t size = s2_entry_size(level), space = 1ull << s2.ipa_bits;

	while (end < S2_ENTRIES && !live[end])
		end++;
	if (end == index)
		return ipa;
	return first + end * size < space ? first + end * size : space;
}

static void try(unsigned int index, unsigned int note)
{
	uint64_t size = s2_entry_size(level), base = first + index * size, ipa = base + (cases % 3) * (size / 3);
	struct s2_walk walk = {
		.entry = &table[index], .value = table[index], .table = &granule, .base = ipa_of(base), .level = level,
	};

	if (base >> s2.ipa_bits != 0)
		return;
	granule_set_note(&granule, note);
	claim(s2_top(&s2, &walk, ipa_of(ipa)).v == reference(index, ipa));
	cases++;
}

static void try_notes(unsigned int index, unsigned int lowest)
{
	try(index, lowest);
	try(index, lowest + (GRANULE_NOTE_MAX - lowest) / 2);
	try(index, GRANULE_NOTE_MAX);
}

/* From each place to each first live entry, or the end. */
static void try_runs(void)
{
	for (unsigned int end = 0; end <= S2_ENTRIES; end++) {
		for (unsigned int i = 0; i < S2_ENTRIES; i++)
			set(i, i == end || (i > end && i * 2654435761u >> 31), i + end);
		for (unsigned int index = 0; index < S2_ENTRIES && index <= end; index++)
			try_notes(index, lowest_note());
	}
}

#define WINDOW	10u

/* All patterns of a window; what is beside it is live, or is not. */
static void try_window(unsigned int at, bool beside)
{
	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		set(i, beside, i);
	for (unsigned int pattern = 0; pattern < 1u << WINDOW; pattern++) {
		unsigned int lowest;

		for (unsigned int i = 0; i < WINDOW; i++)
			set(at + i, (pattern >> i) & 1, pattern + i);
		lowest = lowest_note();
		for (unsigned int i = 0; i < WINDOW; i++)
			try(at + i, lowest);
	}
}

static void try_table(int table_level, unsigned int ipa_bits, uint64_t address)
{
	level = table_level;
	s2.ipa_bits = (uint8_t)ipa_bits;
	first = address;
	try_runs();
	for (unsigned int at = 0; at <= S2_ENTRIES - WINDOW; at += 11)
		try_window(at, at & 1);
	try_window(S2_ENTRIES - WINDOW, false);
}

static void harness_table(void)
{
	try_table(0, 48, 0);
	try_table(0, 40, 0);
	try_table(1, 39, 0);
	try_table(1, 36, 0);
	try_table(2, 34, 15 * GIB);
	try_table(3, 32, 0xfffull << 20 & ~0x1fffffull);
}
