/* SPDX-License-Identifier: BSD-3-Clause */
/* Build the monitor's own stage-1 tables. */
#include "mmu.h"

#include <stdbool.h>
#include <stddef.h>

#include "lib/addr.h"
#include "sysreg.h"

#define DESC_BLOCK		1ull
#define DESC_TABLE_OR_PAGE	3ull
#define DESC_ATTR(n)		((uint64_t)(n) << 2)
#define DESC_NS			BIT64(5)
#define DESC_RES1		BIT64(6)	/* AP[1] of a regime with one privilege */
#define DESC_READ_ONLY		BIT64(7)
#define DESC_INNER		(3ull << 8)
#define DESC_AF			BIT64(10)
#define DESC_XN			BIT64(54)
#define DESC_ADDRESS		0x0000fffffffff000ull

#define ENTRIES			512u
#define TABLES			16u
#define BLOCK_SIZE(level)	(PAGE_SIZE << (9 * (3 - (level))))

static const uint64_t attributes[] = {
	[MMU_CODE] = DESC_ATTR(MMU_ATTR_NORMAL) | DESC_INNER | DESC_READ_ONLY,
	[MMU_RODATA] = DESC_ATTR(MMU_ATTR_NORMAL) | DESC_INNER | DESC_READ_ONLY | DESC_XN,
	[MMU_DATA] = DESC_ATTR(MMU_ATTR_NORMAL) | DESC_INNER | DESC_XN,
	[MMU_DEVICE] = DESC_ATTR(MMU_ATTR_DEVICE) | DESC_XN,
	[MMU_NORMAL_WORLD] = DESC_ATTR(MMU_ATTR_NORMAL) | DESC_INNER | DESC_XN | DESC_NS,
};

/* The first is the root, level 0. */
uint64_t mmu_tables[TABLES][ENTRIES] __attribute__((section(".tables"), aligned(4096)));
static unsigned int tables_used = 1;

static uint64_t *entry_at(uint64_t *table, uint64_t addr, unsigned int level)
{
	return &table[(addr / BLOCK_SIZE(level)) % ENTRIES];
}

/* The table of `level` that covers `addr`, made where it is missing; NULL when there are no more. */
static uint64_t *table_for(uint64_t addr, unsigned int level)
{
	uint64_t *table = mmu_tables[0];

	for (unsigned int l = 0; l < level; l++) {
		uint64_t *entry = entry_at(table, addr, l);

		if (*entry == 0) {
			if (tables_used == TABLES)
				return NULL;
			*entry = (uint64_t)mmu_tables[tables_used++] | DESC_TABLE_OR_PAGE;
		}
		table = (uint64_t *)(*entry & DESC_ADDRESS);
	}
	return table;
}

static unsigned int level_for(uint64_t base, uint64_t size, enum mmu_kind kind)
{
	if (kind == MMU_NORMAL_WORLD && is_aligned(base, BLOCK_SIZE(1)) && size >= BLOCK_SIZE(1))
		return 1;
	if (is_aligned(base, BLOCK_SIZE(2)) && size >= BLOCK_SIZE(2))
		return 2;
	return 3;
}

bool mmu_map(uint64_t base, uint64_t size, enum mmu_kind kind)
{
	while (size > 0) {
		unsigned int level = level_for(base, size, kind);
		uint64_t *table = table_for(base, level);

		if (table == NULL || base >= BIT64(MMU_VA_BITS) || !is_aligned(base | size, PAGE_SIZE))
			return false;
		*entry_at(table, base, level) = base | attributes[kind] | DESC_RES1 | DESC_AF |
						(level == 3 ? DESC_TABLE_OR_PAGE : DESC_BLOCK);
		base += BLOCK_SIZE(level);
		size -= BLOCK_SIZE(level);
	}
	return true;
}
