/* SPDX-License-Identifier: BSD-3-Clause */
/* A lock that waits by spinning. Interrupts are masked in the monitor, so a holder is never preempted. */
#ifndef LIB_SPINLOCK_H
#define LIB_SPINLOCK_H

#include <stdint.h>

#include "port/machine.h"

struct spinlock {
	uint32_t held;
};

static inline void spin_lock(struct spinlock *lock)
{
	while (__atomic_exchange_n(&lock->held, 1, __ATOMIC_ACQUIRE) != 0) {
		while (__atomic_load_n(&lock->held, __ATOMIC_RELAXED) != 0)
			port_cpu_relax();
	}
}

static inline void spin_unlock(struct spinlock *lock)
{
	__atomic_store_n(&lock->held, 0, __ATOMIC_RELEASE);
}

#endif
