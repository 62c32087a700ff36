/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A lock that waits by spinning, served in the order of arrival: nobody waits longer than for all other CPUs once.
 * Interrupts are masked in the monitor, so a holder is never preempted.
 */
#ifndef LIB_SPINLOCK_H
#define LIB_SPINLOCK_H

#include <stdint.h>

#include "lib/lock_order.h"
#include "port/machine.h"

/* All zero but for the class: free. */
struct spinlock {
	uint32_t next;		/* ticket of who comes next */
	uint32_t owner;		/* ticket of who has the lock */
	enum lock_class class;	/* constant */
};

static inline void spin_lock(struct spinlock *lock)
{
	uint32_t ticket = __atomic_fetch_add(&lock->next, 1, __ATOMIC_RELAXED);

	lock_order_take(lock->class, 0, lock);
	while (__atomic_load_n(&lock->owner, __ATOMIC_ACQUIRE) != ticket)
		port_cpu_relax();
}

static inline void spin_unlock(struct spinlock *lock)
{
	lock_order_drop(lock);
	__atomic_store_n(&lock->owner, lock->owner + 1, __ATOMIC_RELEASE);
}

#endif
