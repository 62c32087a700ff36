/* SPDX-License-Identifier: BSD-3-Clause */
/* Who has which memory on sbsa-ref: image, metadata and pool in the secure RAM, and the normal world's DRAM. */
#include "port/memory.h"

#include "board.h"
#include "lib/addr.h"
#include "mmu.h"
#include "platform.h"

#define BLOCK	0x200000ul

static struct memory_map map;
/* Constant after start-up. */
static uint64_t gicr;
/* Free secure RAM; the lower end moves up with each port_metadata_take. */
static uint64_t free_base, free_top;
static uint64_t metadata_taken;

static uint64_t round_up(uint64_t v, uint64_t size)
{
	return (v + size - 1) & ~(size - 1);
}

static void set_pool(void)
{
	map.pool.base = round_up(free_base, BLOCK);
	map.pool.size = map.pool.base < free_top ? free_top - map.pool.base : 0;
}

static bool board_agrees(uint64_t image_end, uint64_t dram_base, uint64_t dram_size, uint64_t secure_top)
{
	const struct pa_range secure = { BOARD_SECURE_RAM, BOARD_SECURE_RAM_SIZE };

	return range_contains(&secure, image_end, 0) && range_contains(&secure, secure_top, 0) &&
	       image_end < secure_top && dram_base == BOARD_DRAM && dram_size >= BLOCK && dram_size <= BOARD_DRAM_MAX;
}

bool platform_map(uint64_t image_end, uint64_t dram_base, uint64_t dram_size, uint64_t secure_top, uint64_t gicr_base)
{
	if (!board_agrees(image_end, dram_base, dram_size, secure_top))
		return false;
	free_base = round_up(image_end, PAGE_SIZE);
	free_top = secure_top & ~(BLOCK - 1);
	map.dram[0] = (struct pa_range){ dram_base, dram_size & ~(BLOCK - 1) };
	map.dram_count = 1;
	gicr = gicr_base;
	set_pool();
	return mmu_map(free_base, free_top - free_base, MMU_DATA) &&
	       mmu_map(map.dram[0].base, map.dram[0].size, MMU_NORMAL_WORLD) &&
	       mmu_map(gicr_base & ~(PAGE_SIZE - 1), BOARD_GICR_SIZE, MMU_DEVICE) &&
	       mmu_map(BOARD_SECURE_UART, PAGE_SIZE, MMU_DEVICE) && mmu_map(BOARD_SECURE_EC, PAGE_SIZE, MMU_DEVICE);
}

uint64_t platform_gicr(void)
{
	return gicr;
}

const struct memory_map *port_memory_map(void)
{
	return &map;
}

/* All of it was zeroed by nobody: the secure RAM may hold what an earlier boot left. */
void *port_metadata_take(size_t bytes)
{
	uint64_t base = free_base;
	uint64_t size = round_up(bytes, PAGE_SIZE);

	if (size < bytes || size > free_top - free_base)
		return NULL;
	free_base += size;
	metadata_taken += size;
	set_pool();
	for (uint64_t page = base; page < free_base; page += PAGE_SIZE)
		port_page_zero((void *)page);
	return (void *)base;
}

uint64_t platform_metadata_size(void)
{
	return metadata_taken;
}

void *port_pool_page(struct pa page)
{
	return (void *)page.v;
}

struct pa port_pool_address(const void *p)
{
	return pa_of((uint64_t)p);
}
