/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The order in which locks are taken: whoever holds one may only wait for one further down. docs/locking.md says what
 * each guards and why that is enough. Builds with LOCK_CHECKS=1 (debug builds, all native tests) check it at every
 * acquisition, so a swapped pair stops the first test that takes it, whether or not the CPUs happen to meet.
 */
#ifndef LIB_LOCK_ORDER_H
#define LIB_LOCK_ORDER_H

#include <stdint.h>

enum lock_class {
	LOCK_RD,	/* a realm; never two */
	LOCK_REC,	/* by ascending address */
	LOCK_UNOWNED,	/* UNDELEGATED and DELEGATED granules, by ascending address */
	LOCK_RTT,	/* tables of one realm, from the root down: by ascending level */
	LOCK_OWNED,	/* one REC_AUX or DATA granule */
	LOCK_POOL,
	LOCK_HEAP,	/* the monitor's own arena */
	LOCK_CONSOLE,
};

/* Use the two below. */
void lock_order_check_and_note(enum lock_class class, uintptr_t rank, const void *lock);
void lock_order_forget(const void *lock);

/*
 * This CPU is about to wait for `lock`, and will have it. `rank`: the place among locks of its class, which must be
 * behind that of those held. Stops the machine, and names both locks, where the order is broken.
 */
static inline void lock_order_take(enum lock_class class, uintptr_t rank, const void *lock)
{
	if (LOCK_CHECKS)
		lock_order_check_and_note(class, rank, lock);
}

/* This CPU gives back a lock, in whatever order. */
static inline void lock_order_drop(const void *lock)
{
	if (LOCK_CHECKS)
		lock_order_forget(lock);
}

#endif
