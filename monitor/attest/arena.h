/* SPDX-License-Identifier: BSD-3-Clause */
/* The fixed memory that mbedTLS allocates from: pages that need not follow each other, one set for each signature. */
#ifndef ATTEST_ARENA_H
#define ATTEST_ARENA_H

#include <stddef.h>
#include <stdint.h>

/* A signature uses up to 44 of the 64 cells of one page at once. */
#define ARENA_PAGES	1u

/*
 * Each page is 64 cells of 64 bytes. A free cell is zero. Touched only by the task or the start-up code that it is for.
 */
struct arena {
	struct arena_page {
		uint8_t *cells;
		uint64_t used;		/* bit n: cell n belongs to an allocation */
		uint64_t last;		/* ... and is the last one of it */
	} page[ARENA_PAGES];
	unsigned int in_use, most;	/* cells now, and at most so far */
};

/* Zeroed pages. */
void arena_init(struct arena *arena, void *const pages[ARENA_PAGES]);

/* Zeroed memory of `size` bytes, 1 to a page; NULL where there is no room. */
void *arena_take(struct arena *arena, size_t size);

/* Wipe and give back what arena_take returned. */
void arena_give(struct arena *arena, void *memory);

#endif
