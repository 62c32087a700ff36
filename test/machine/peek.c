// SPDX-License-Identifier: BSD-3-Clause
/* The few looks behind the interface that the oracle needs. */
#include "peek.h"

#include "granule/granule.h"
#include "granule/pool.h"
#include "granule/word.h"
#include "machine.h"
#include "realm/realm.h"

uint64_t peek_backing(uint64_t name)
{
	return granule_backing(granule_find(pa_of(name))).v;
}

bool peek_is_private(uint64_t page)
{
	return granule_state(granule_find(pa_of(page))) == POOL_PAGE_PRIVATE;
}

void peek_space(uint64_t rd, struct s2_space *space)
{
	const struct realm *realm = granule_page(granule_find(pa_of(rd)));

	*space = realm->s2.space;
}

unsigned int peek_note(uint64_t name)
{
	return granule_note(granule_find(pa_of(name)));
}

unsigned int peek_queue(uint64_t name)
{
	uint32_t word = word_read(granule_find(pa_of(name)));

	return ((word & WORD_NEXT_MASK) - (word >> WORD_OWNER_SHIFT)) & WORD_NEXT_MASK;
}

static void settle(const struct pa_range *range)
{
	struct granule *g = granule_find(pa_of(range->base));

	for (uint64_t i = 0; i < range->size / PAGE_SIZE; i++) {
		if (word_is_locked(g[i].word))
			machine_fail("the granule of 0x%llx is locked between calls",
				     (unsigned long long)(range->base + i * PAGE_SIZE));
		g[i].word &= ~(WORD_NEXT_MASK | (uint32_t)-1 << WORD_OWNER_SHIFT);
	}
}

void peek_settle_locks(void)
{
	const struct memory_map *map = port_memory_map();

	for (unsigned int i = 0; i < map->dram_count; i++)
		settle(&map->dram[i]);
	settle(&map->pool);
	pool_lock.next = pool_lock.owner = 0;
}
