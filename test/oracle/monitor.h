/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor's books as they lie in the secure RAM, found by the symbols of its ELF file. */
#ifndef ORACLE_MONITOR_H
#define ORACLE_MONITOR_H

#include <stdbool.h>
#include <stdint.h>

#include "granule/granule.h"
#include "granule/pool.h"
#include "port/memory.h"
#include "realm/realm.h"

/* As monitor/granule/pool.c has them for itself; monitor_print_layout lets the ELF file confirm it. */
struct chunk {
	uint64_t free[POOL_CHUNK_PAGES / 64];
	uint32_t free_count;
	uint32_t owner;
};

struct pool_books {
	struct pa_range range;
	const struct granule *pages;
	const struct chunk *chunks;
	const uint32_t *chunk_of_frame;
	uint32_t chunk_count;
	uint32_t scrap;
	uint64_t free, promised, claimed;
};

struct monitor {
	const struct memory_map *map;
	const struct pool_books *pool;
	const struct spinlock *pool_lock;
	const struct granule *names;		/* one for each page of normal DRAM */
	uint64_t name_count, page_count;	/* of DRAM, of the pool */
	const uint64_t *vmids;			/* a bit for each one in use */
};

extern struct monitor monitor;

/*
 * Find the books. `symbols`: a file of lines "ADDRESS TYPE NAME", as nm prints them. Ends the program where what is
 * found cannot be the monitor's.
 */
void monitor_read_symbols(const char *symbols);
void monitor_find(void);

/* True where nobody has a lock, so nothing is half changed. A REC may run. */
bool monitor_is_at_rest(void);

/* "VALUE COMMAND" for each structure and field that is read here: in the ELF file GDB must print the same value. */
void monitor_print_layout(void);

/* The number of a page in the pool; page_count where it is none. */
uint64_t pool_index(uint64_t page);
uint64_t pool_page(uint64_t index);
/* The same of normal DRAM. */
uint64_t name_index(uint64_t page);
uint64_t name_address(uint64_t index);
bool is_dram(uint64_t base, uint64_t size);

/* The granule before page number `index`, if any: of a name or the page itself. */
const struct granule *granule_before(uint64_t index);
/* The role that a page serves in; POOL_PAGE_FREE or POOL_PAGE_PRIVATE where it has no granule. */
enum granule_state page_role(uint64_t index);

#endif
