/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The state, reference count and lock of every 4 KiB of memory that the host can name.
 *
 * A granule is direct (a page of the secure pool that the host has claimed) or shadowed (a page of normal DRAM, a mere
 * name: while it has a role, a page of the pool stands behind it). Only this folder knows the difference; everyone
 * else sees a granule's name, for the host, and its page, for everything else. See docs/memory-states.md.
 */
#ifndef GRANULE_GRANULE_H
#define GRANULE_GRANULE_H

#include <stdbool.h>
#include <stdint.h>

#include "lib/addr.h"

enum granule_state {
	GRANULE_UNDELEGATED = 0,
	GRANULE_DELEGATED,
	GRANULE_RD,
	GRANULE_REC,
	GRANULE_REC_AUX,
	GRANULE_DATA,
	GRANULE_RTT,
	/* Pages of the pool that the host cannot name. */
	POOL_PAGE_FREE,
	POOL_PAGE_BACKING,	/* stands behind a shadowed granule */
	POOL_PAGE_PRIVATE,	/* the monitor's own */
};

/*
 * `word` holds lock, state and reference count (word.h) and is only touched atomically. State: changed by the holder of the
 * lock. `link` of a shadowed granule: the page behind it, changed by the holder of the lock too; of a page: the granule
 * before it, changed under the pool's lock.
 */
struct granule {
	uint32_t word;
	uint32_t link;
} __attribute__((aligned(8)));

#define GRANULE_SET_MAX	17u

/*
 * Start-up: take the metadata and scrub the pool. NULL, or a sentence that says what is missing.
 */
const char *granule_init(void);

/* The granule of a page-aligned name, in whatever state; NULL where memory has none. */
struct granule *granule_find(struct pa name);

enum granule_state granule_state(const struct granule *g);

/*
 * Lock the granule of this name if it is in the expected state; else NULL, without waiting for its lock. So who waits
 * for a lock waits for a granule of the state that he expects, and locks can be ordered by state: lib/lock_order.h.
 * First come, first served: the wait ends when each CPU that came before has had its turn.
 */
struct granule *granule_lock(struct pa name, enum granule_state expected);

/* Lock a granule that is in this state for certain, as something that the caller holds keeps it there. */
void granule_lock_own(struct granule *g, enum granule_state state);
/* The same of a table of this level, which the locked table above it, or its realm, leads to. */
void granule_lock_table(struct granule *g, int level);

/*
 * Lock `count` different granules that are all in the expected state, in address order; all or none. `out` follows
 * the order of `names`. False where a name is bad, doubled or in another state.
 */
bool granule_lock_set(const struct pa *names, unsigned int count, enum granule_state expected, struct granule **out);

void granule_unlock(struct granule *g);
void granule_unlock_set(struct granule *const *set, unsigned int count);

/* DELEGATED and locked -> role, with a zeroed page of its own, which is returned. Cannot fail: DELEGATE paid for it. */
void *granule_assume(struct granule *g, enum granule_state role);

/*
 * The same for a set whose pages must follow each other, the first aligned to the size of the whole (a power of two
 * pages, 16 at most). False, and nothing changed, where the pool has no such run.
 */
bool granule_assume_run(struct granule *const *set, unsigned int count, enum granule_state role);

/* Any role, locked -> DELEGATED: the page is wiped. */
void granule_vacate(struct granule *g);

/* The name that the host knows, the page that hardware knows, and the monitor's view of that page. */
struct pa granule_name(const struct granule *g);
struct pa granule_backing(const struct granule *g);
void *granule_page(const struct granule *g);

/* True where the name of `g` is `pages` pages behind that of `first`, which is aligned to 2 MiB. */
bool granule_follows(const struct granule *first, const struct granule *g, uint64_t pages);
/* The same of all `count` pages from a backing on, which are pages of a realm, in one go. */
bool granule_run_is_named_in_a_row(struct pa backing, unsigned int count);

/* The granule before a page that has a role. */
struct granule *granule_of_backing(struct pa backing);

/* Reference count: what it counts is the role's business. */
void granule_get(struct granule *g, unsigned int count);
void granule_put(struct granule *g, unsigned int count);
unsigned int granule_refs(const struct granule *g);

/* A small number that a role may keep here, under the lock; 0 when the role begins. */
#define GRANULE_NOTE_MAX	15u
unsigned int granule_note(const struct granule *g);
void granule_set_note(struct granule *g, unsigned int note);

/* GRANULE_DELEGATE and GRANULE_UNDELEGATE (DEN0137): false for RMI_ERROR_INPUT. */
bool granule_delegate(struct pa name);
bool granule_undelegate(struct pa name);

/* True where `page` is normal DRAM that is not delegated: what may serve as a buffer of the host. */
bool granule_is_host_buffer(struct pa page);

/* True where [base, base + size) is normal DRAM, delegated or not: what may be shared with a realm. */
bool granule_is_host_memory(struct pa base, uint64_t size);

#endif
