// SPDX-License-Identifier: BSD-3-Clause
/*
 * The walker of stage-2 tables, over tables with any content: each read of an entry gives anything, as if another CPU
 * had just changed it, but a table's entry leads to one of TABLES pages. Bounds: up to four starting tables.
 */
#include "s2/walk.c"

#include "model.h"

#define TABLES	5u
#define POOL	0x40000000ull

static uint64_t memory[TABLES][S2_ENTRIES];
static struct granule granules[TABLES];

static unsigned int number_of(uint64_t page)
{
	claim(page >= POOL && page < POOL + TABLES * PAGE_SIZE && is_aligned(page, PAGE_SIZE));
	return (unsigned int)((page - POOL) / PAGE_SIZE);
}

void *port_pool_page(struct pa page)
{
	return memory[number_of(page.v)];
}

struct granule *granule_of_backing(struct pa backing)
{
	return &granules[number_of(backing.v)];
}

/* Hand over hand: a table is locked before the one above is let go, and one is in the end. */
static unsigned int locked;
static struct granule *last_locked;

void granule_lock_table(struct granule *g, int level)
{
	claim(locked <= 1 && level >= 0 && level <= S2_LEVEL_LAST);
	locked++;
	last_locked = g;
}

void granule_unlock(struct granule *g)
{
	(void)g;
	claim(locked == 2);
	locked--;
}

static const uint64_t *read_at;
static uint64_t read_value;

uint64_t port_s2_read(const uint64_t *entry)
{
	uint64_t value = any();

	claim(__CPROVER_same_object(entry, memory));
	if ((value & 3) == 3)
		assume((value & S2E_ADDRESS) >= POOL && (value & S2E_ADDRESS) < POOL + TABLES * PAGE_SIZE);
	read_at = entry;
	read_value = value;
	return value;
}

static void check_walk(const struct s2 *s2, const struct s2_walk *walk, uint64_t ipa, int level)
{
	uint64_t size = s2_entry_size(walk->level);
	const uint64_t *table = memory[walk->table - granules];

	claim(walk->level >= s2->start_level && walk->level <= level);
	claim(locked == 1 && walk->table == last_locked);
	claim(walk->level == level || !s2e_is_table(walk->value, walk->level));
	claim(walk->base.v <= ipa && ipa - walk->base.v < size && walk->base.v % size == 0);
	claim(walk->entry == table + walk->base.v / size % S2_ENTRIES);
	/* One look at the entry, and no other value. */
	claim(walk->value == read_value && walk->entry == read_at);
}

static void check_next(const struct s2 *s2, struct s2_walk *walk)
{
	struct s2_walk old = *walk;
	uint64_t size = s2_entry_size(old.level);

	if (s2_next(s2, walk)) {
		claim(walk->base.v == old.base.v + size && walk->entry == old.entry + 1 && walk->table == old.table);
		claim(walk->base.v % (S2_ENTRIES * size) != 0 && walk->base.v >> s2->ipa_bits == 0);
		claim(walk->value == read_value && walk->entry == read_at);
	} else {
		claim((old.base.v + size) % (S2_ENTRIES * size) == 0 || (old.base.v + size) >> s2->ipa_bits != 0);
	}
}

void harness_walk(void)
{
	struct s2 s2;
	struct s2_walk walk;
	uint64_t ipa = any();
	int level;

	s2.start_level = (int8_t)any_below(3);
	s2.ipa_bits = (uint8_t)(32 + any_below(17));
	s2.start_count = (uint8_t)(1u << any_below(3));
	/* A geometry that s2_start_tables admits: range.c has it. */
	assume(1ull << s2.ipa_bits <= s2.start_count * S2_ENTRIES * s2_entry_size(s2.start_level));
	for (unsigned int i = 0; i < 4; i++)
		s2.start[i] = pa_of(POOL + i * PAGE_SIZE);
	level = s2.start_level + (int)any_below(4);
	assume(level <= S2_LEVEL_LAST && ipa >> s2.ipa_bits == 0);

	s2_walk(&s2, ipa_of(ipa), level, &walk);
	check_walk(&s2, &walk, ipa, level);
	check_next(&s2, &walk);
}
