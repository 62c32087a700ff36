/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The secure pool: which page is free, behind a name, claimed by the host, or the monitor's own.
 *
 * Every free page is zero. `promised` pages are owed to delegated names that have no page yet, so taking one for such a
 * name never fails.
 */
#ifndef GRANULE_POOL_H
#define GRANULE_POOL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "granule/granule.h"
#include "lib/addr.h"
#include "lib/spinlock.h"

#define POOL_CHUNK_SHIFT	21u
#define POOL_CHUNK_SIZE		(1ul << POOL_CHUNK_SHIFT)
#define POOL_CHUNK_PAGES	(POOL_CHUNK_SIZE / PAGE_SIZE)

/* Taken and given back inside the functions below. Visible for tests alone, which leave it out of what they compare. */
extern struct spinlock pool_lock;

struct pool_info {
	struct pa_range range;
	uint64_t available;	/* pages that can still be promised */
	uint64_t claimed;	/* pages */
};

/* What the pool wants to know of a place for a shadowed granule. */
struct pool_wish {
	uint32_t frame;		/* number of the 2 MiB of DRAM that the name lies in */
	uint32_t offset;	/* page in it */
	bool place;		/* prefer that offset in a chunk of the frame's own */
};

/* Bytes of metadata for a pool of `pages` beside names in `frames` x 2 MiB of DRAM. */
size_t pool_metadata_size(uint64_t pages, uint64_t frames);
/* Start-up, with zeroed metadata: all pages of the final pool become free and zero. */
void pool_init(void *metadata, struct pa_range range, uint64_t frames);

bool pool_contains(struct pa page);
struct granule *pool_entry(struct pa page);
struct pa pool_address(const struct granule *entry);
bool pool_has_entry(const struct granule *entry);

/* A delegated name without page: owe it one (false: nothing left to owe), or no longer. */
bool pool_promise(void);
void pool_unpromise(void);

/* Redeem a promise. `link` goes into the page's entry. Returns the page's number in the pool. */
uint32_t pool_take(const struct pool_wish *wish, uint32_t link);
/* Redeem `count` promises with consecutive pages, aligned to count; link: of page i is links[i]. */
bool pool_take_run(unsigned int count, const uint32_t *links, uint32_t *first);
/* The reverse of one pool_take: the page must be zero again. */
void pool_give(uint32_t page);

/* A page for the monitor itself, beyond all promises; false where none is left. Given back, it is wiped. */
bool pool_take_private(struct pa *page);
void pool_give_private(struct pa page);

/* VENDOR_POOL_CLAIM and VENDOR_POOL_RELEASE of abi/vendor.h; false for RMI_ERROR_INPUT. */
bool pool_claim(struct pa base, uint64_t size);
bool pool_release(struct pa base, uint64_t size);
void pool_info(struct pool_info *info);

#endif
