/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What the exhaustive harnesses share: claims that count, and a machine just large enough for the monitor's granules,
 * pool and tables in their real sizes. Each harness is a program; HARNESS names it.
 */
#ifndef EXHAUSTIVE_H
#define EXHAUSTIVE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "lib/addr.h"
#include "lib/panic.h"
#include "port/machine.h"
#include "port/memory.h"
#include "port/tlb.h"

/* Ends the program with 10, as CBMC does when a claim fails. */
#define claim(condition) do {							\
	if (!(condition)) {							\
		printf("%s:%d: case %lu: %s: FAILURE\n", __FILE__, __LINE__, cases, #condition); \
		exit(10);							\
	}									\
} while (0)

static unsigned long cases;

#define GIB		0x40000000ull
#define DRAM_BASE	(2 * GIB)
#define POOL_BASE	(16 * GIB)

/* By default, names for a block of 1 GiB, aligned or not, and pages for them, for tables, and a few more. */
#ifndef POOL_CHUNKS
#define POOL_CHUNKS	(512u + 4)
#endif
static struct memory_map map = {
	.dram = { { DRAM_BASE, GIB + 4 * 0x200000 } }, .dram_count = 1, .pool = { POOL_BASE, POOL_CHUNKS * 0x200000 },
};
static uint8_t *memory;		/* of the pool; what is never written costs nothing */
static bool starting;

static void *reserve(uint64_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED) {
		perror("no memory for the harness");
		exit(2);
	}
	return p;
}

static void start_machine(void)
{
	memory = reserve(map.pool.size);
	starting = true;
	if (granule_init() != NULL)
		exit(2);
	starting = false;
}

const struct memory_map *port_memory_map(void)
{
	return &map;
}

const struct machine_features *port_machine(void)
{
	static const struct machine_features features = { .pa_bits = 48 };

	return &features;
}

void *port_metadata_take(size_t bytes)
{
	return reserve(bytes);
}

void *port_pool_page(struct pa page)
{
	claim(is_aligned(page.v, PAGE_SIZE) && range_contains(&map.pool, page.v, PAGE_SIZE));
	/* All of it is zero: one page does for the scrub at start-up. */
	return memory + (starting ? 0 : page.v - map.pool.base);
}

void port_page_zero(void *page)
{
	memset(page, 0, PAGE_SIZE);
}

void port_cpu_relax(void)
{
	claim(!"a lock is free");
}

void port_panic(const struct panic_place *place)
{
	printf("%s:%u: case %lu: CHECK(%s): FAILURE\n", place->file, place->line, cases, place->what);
	exit(10);
}

static void HARNESS(void);

int main(void)
{
	start_machine();
	HARNESS();
	printf("%lu cases\n", cases);
	return cases != 0 ? 0 : 2;
}

#endif
