/* SPDX-License-Identifier: BSD-3-Clause */
/* What mbedTLS calls for memory: the arena of the task that asks, or that of the start-up and of short derivations. */
#include "attest/heap.h"

#include "lib/addr.h"
#include "lib/spinlock.h"
#include "port/task.h"

static uint8_t own_pages[ARENA_PAGES][PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));
static struct arena own;
static struct spinlock own_lock = { .class = LOCK_HEAP };

void heap_own_begin(void)
{
	void *pages[ARENA_PAGES];

	spin_lock(&own_lock);
	for (unsigned int i = 0; i < ARENA_PAGES; i++)
		pages[i] = own_pages[i];
	arena_init(&own, pages);
}

void heap_own_end(void)
{
	spin_unlock(&own_lock);
}

static struct arena *arena_here(void)
{
	struct arena *of_task = port_task_self();

	return of_task != NULL ? of_task : &own;
}

void *attest_calloc(size_t count, size_t size)
{
	size_t bytes;

	return __builtin_mul_overflow(count, size, &bytes) ? NULL : arena_take(arena_here(), bytes);
}

void attest_free(void *memory)
{
	if (memory != NULL)
		arena_give(arena_here(), memory);
}

/* Whatever is freed is wiped. */
void attest_zeroize_and_free(void *memory, size_t size)
{
	(void)size;
	attest_free(memory);
}
