/* SPDX-License-Identifier: BSD-3-Clause */
/* Port: the memory that the monitor manages, and how it reaches it. Implemented per platform and variant. */
#ifndef PORT_MEMORY_H
#define PORT_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

#include "lib/addr.h"

#define PORT_MAX_DRAM_RANGES	4u

/*
 * Constant after start-up. Everything that is not in `dram` or `pool` is no granule: devices, firmware, the monitor.
 * All ranges are 2 MiB aligned, disjoint and ascending.
 */
struct memory_map {
	struct pa_range dram[PORT_MAX_DRAM_RANGES];	/* normal-world DRAM */
	unsigned int dram_count;
	struct pa_range pool;				/* secure pages that back granules */
};

const struct memory_map *port_memory_map(void);

/*
 * Memory for the monitor's own tables, zeroed, taken once at start-up before port_memory_map()->pool is final.
 * `bytes` is rounded up to pages; NULL if the platform has too little.
 */
void *port_metadata_take(size_t bytes);

/* The monitor's mapping of a page of the pool; `page` must be page aligned and in the pool. Never fails. */
void *port_pool_page(struct pa page);

/* The pool page behind a pointer that port_pool_page returned (or into such a page). */
struct pa port_pool_address(const void *p);

/*
 * Copy from and to normal-world DRAM with Non-secure accesses. The range must lie in a DRAM range of the map (the
 * caller has checked it). False where the bus refused an access; then `dst` of a read holds nothing to be used.
 */
bool port_ns_read(void *dst, struct pa src, size_t size);
/* The same for a page, with SIMD registers: only between port_simd_begin and port_simd_end. */
bool port_ns_read_page(void *dst, struct pa src);
bool port_ns_write(struct pa dst, const void *src, size_t size);

/* Zero a whole page of the pool, so that no later reader, cached or not, sees the old content. */
void port_page_zero(void *page);

#endif
