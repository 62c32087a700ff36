/* SPDX-License-Identifier: BSD-3-Clause */
/* What each CPU holds, and whether it may wait for one lock more. */
#include "lib/lock_order.h"

#include <stddef.h>

#include "lib/panic.h"
#include "lib/print.h"
#include "port/machine.h"

/* A realm, all granules of a set, a table and its parent, the pool, the console: with room. */
#define HELD_MAX	24u

struct held {
	const void *lock;	/* NULL: unused */
	uintptr_t rank;
	enum lock_class class;
};

/* A row belongs to its CPU. */
static struct held held[PORT_MAX_CPUS][HELD_MAX];

static const char *const names[] = {
	[LOCK_RD] = "RD",
	[LOCK_REC] = "REC",
	[LOCK_UNOWNED] = "UNDELEGATED or DELEGATED granule",
	[LOCK_RTT] = "RTT",
	[LOCK_OWNED] = "REC_AUX or DATA granule",
	[LOCK_POOL] = "pool",
	[LOCK_HEAP] = "heap",
	[LOCK_CONSOLE] = "console",
};

static void check(const struct held *has, const struct held *wants)
{
	if (has->class < wants->class || (has->class == wants->class && has->rank < wants->rank))
		return;
	/* A fault in the midst of printing: no more to be said. */
	if (has->class == LOCK_CONSOLE)
		port_stop();
	print("lock order: CPU %u holds %s %p (rank %lx) and wants %s %p (rank %lx)\n", port_cpu(), names[has->class],
	      has->lock, (unsigned long)has->rank, names[wants->class], wants->lock, (unsigned long)wants->rank);
	PANIC("lock order");
}

void lock_order_check_and_note(enum lock_class class, uintptr_t rank, const void *lock)
{
	struct held *row = held[port_cpu()], *unused = NULL;
	const struct held wants = { .lock = lock, .rank = rank, .class = class };

	for (unsigned int i = 0; i < HELD_MAX; i++) {
		if (row[i].lock == NULL)
			unused = &row[i];
		else
			check(&row[i], &wants);
	}
	CHECK(unused != NULL);
	*unused = wants;
}

void lock_order_forget(const void *lock)
{
	struct held *row = held[port_cpu()];

	for (unsigned int i = 0; i < HELD_MAX; i++) {
		if (row[i].lock == lock) {
			row[i] = (struct held){ 0 };
			return;
		}
	}
	PANIC("a lock is given back by a CPU that does not hold it");
}
