/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory that the client hands out: plain pages, and pages it has delegated. */
#ifndef CLIENT_MEMORY_H
#define CLIENT_MEMORY_H

#include <stdint.h>

#define PAGE_SIZE	4096ul
#define BLOCK_SIZE	0x200000ul

/* A plain page, zeroed. */
uint64_t page_get(void);
void page_put(uint64_t page);

/* Plain pages in a row, aligned to `align` bytes; they are never given back. */
uint64_t pages_get(unsigned int count, uint64_t align);

/* A delegated page; putting it back undelegates it. */
uint64_t granule_get(void);
void granule_put(uint64_t granule);

#endif
