/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory that the client hands out. */
#include "client/memory.h"

#include "abi/rmi.h"
#include "client/host.h"
#include "lib/check.h"
#include "lib/mem.h"
#include "lib/smc.h"

#define ARENA_START	(DRAM_BASE + 0x01000000ul)
#define ARENA_END	(DRAM_BASE + 0x70000000ul)
#define FREE_MAX	4096u

static uint64_t next = ARENA_START;
static uint64_t free_pages[FREE_MAX];
static unsigned int free_count;

uint64_t pages_get(unsigned int count, uint64_t align)
{
	uint64_t base = (next + align - 1) & ~(align - 1);

	CHECK(base + count * PAGE_SIZE <= ARENA_END);
	next = base + count * PAGE_SIZE;
	return base;
}

uint64_t page_get(void)
{
	uint64_t page = free_count ? free_pages[--free_count] : pages_get(1, PAGE_SIZE);

	memset((void *)page, 0, PAGE_SIZE);
	return page;
}

void page_put(uint64_t page)
{
	if (free_count < FREE_MAX)
		free_pages[free_count++] = page;
}

uint64_t granule_get(void)
{
	uint64_t page = free_count ? free_pages[--free_count] : pages_get(1, PAGE_SIZE);

	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, page), RMI_SUCCESS);
	return page;
}

void granule_put(uint64_t granule)
{
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, granule), RMI_SUCCESS);
	page_put(granule);
}
