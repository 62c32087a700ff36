// SPDX-License-Identifier: BSD-3-Clause
/*
 * The search for the end of a run of entries that are not live, over a table with any content, from any place in it: it
 * ends at the first live entry, and nowhere else. It leaves out what lies behind the note of the table, so each change
 * of an entry must keep that note true. Bound: a table of 16 entries, one for each note; exhaustive/search.c has 512.
 */
#include "s2/entry.h"
#undef S2_ENTRIES
#define S2_ENTRIES	16u
#include "granule/granule.c"
#include "s2/change.c"
#include "s2/walk.c"

#include "model.h"

static struct granule granule;
static struct s2 s2;
static uint64_t table[S2_ENTRIES], before[S2_ENTRIES];
static bool stale[S2_ENTRIES];	/* was valid, is not, and TLBs may hold it */
static uint64_t first;		/* address that the table begins with */
static uint64_t size;		/* of what an entry covers */
static struct s2_walk place;	/* where the walk ended */
static unsigned int at;		/* its index */

static bool is_live(uint64_t entry, int level)
{
	return s2e_is_table(entry, level) || s2e_is_assigned(entry, level) || s2e_is_assigned_ns(entry, level);
}

/* As s2/entry.h makes them: hardware sees tables, what is shared, and of the realm's own what is RAM. */
static bool well_formed(uint64_t entry, int level)
{
	bool valid = s2e_is_valid(entry);

	if (s2e_is_protected_leaf(entry, level) && s2e_ripas(entry) > RMI_DESTROYED)
		return false;
	if (s2e_is_assigned(entry, level) && !s2e_is_scattered(entry, level))
		return valid == (s2e_ripas(entry) == RMI_RAM);
	return valid == is_live(entry, level);
}

uint64_t port_s2_read(const uint64_t *entry)
{
	return *entry;
}

void port_s2_write(uint64_t *entry, uint64_t value)
{
	unsigned int i = (unsigned int)(entry - table);

	/* Break before make, and nobody remembers what was there. */
	claim(!s2e_is_valid(value) || (!s2e_is_valid(*entry) && !stale[i]));
	stale[i] = stale[i] || (s2e_is_valid(*entry) && !s2e_is_valid(value));
	*entry = value;
}

void port_tlb_invalidate(const struct s2_space *space, struct ipa base, uint64_t bytes, int level)
{
	(void)space;
	claim(level == place.level && bytes > 0);
	for (unsigned int i = 0; i < S2_ENTRIES; i++) {
		if (first + i * size < base.v + bytes && first + (i + 1) * size > base.v)
			stale[i] = false;
	}
}

static void any_table(void)
{
	s2.ipa_bits = (uint8_t)(32 + any_below(17));
	place.level = (int)any_below(4);
	size = s2_entry_size(place.level);
	first = any();
	assume(is_aligned(first, size) && first >> s2.ipa_bits == 0 && size >> s2.ipa_bits == 0);
	for (unsigned int i = 0; i < S2_ENTRIES; i++) {
		table[i] = any();
		assume(well_formed(table[i], place.level));
		before[i] = table[i];
	}
	at = (unsigned int)any_below(S2_ENTRIES);
	place.table = &granule;
	place.entry = &table[at];
	place.value = table[at];
	place.base = ipa_of(first + at * size);
	/* A table begins with a multiple of what it covers; the last start table may have more than the space. */
	assume(s2_contains(&s2, place.base));
}

/* Nothing behind the note's reach is live. */
static bool note_is_true_at(unsigned int i)
{
	return !is_live(table[i], place.level) || i <= granule_note(&granule);
}

static void any_noted_table(void)
{
	granule.word = (uint32_t)any();
	any_table();
	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		assume(note_is_true_at(i));
}

void harness_search(void)
{
	unsigned int end, between = (unsigned int)any_below(S2_ENTRIES);
	uint64_t ipa, top;

	any_noted_table();
	ipa = place.base.v + any_below(size);
	top = s2_top(&s2, &place, ipa_of(ipa)).v;
	if (is_live(table[at], place.level)) {
		claim(top == ipa);
		return;
	}
	claim(top > ipa && is_aligned(top, size) && top <= 1ull << s2.ipa_bits);
	end = (unsigned int)((top - first) >> (PAGE_SHIFT + 9 * (unsigned int)(S2_LEVEL_LAST - place.level)));
	claim(end <= S2_ENTRIES);
	claim(between < at || between >= end || !is_live(table[between], place.level));
	claim(end == S2_ENTRIES || top == 1ull << s2.ipa_bits || is_live(table[end], place.level));
}

void harness_note(void)
{
	uint64_t value = any();
	unsigned int other = (unsigned int)any_below(S2_ENTRIES);

	granule.word = (uint32_t)any();
	any_table();
	assume(note_is_true_at(other) && well_formed(value, place.level));
	s2_replace(&s2, &place, value);
	claim(*place.entry == value && place.value == value);
	claim(note_is_true_at(other) && !stale[other]);
	claim(other == at || table[other] == before[other]);
}
