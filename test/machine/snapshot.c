// SPDX-License-Identifier: BSD-3-Clause
/* Snapshots of the whole machine: both worlds' memory, the monitor's tables and its variables. */
#include "machine.h"
#include "peek.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The build gathers the monitor's .data and .bss in these sections. */
extern uint8_t __start_monitor_data[] __attribute__((weak));
extern uint8_t __stop_monitor_data[] __attribute__((weak));
extern uint8_t __start_monitor_bss[] __attribute__((weak));
extern uint8_t __stop_monitor_bss[] __attribute__((weak));

struct saved_page {
	uint64_t pa;
	uint8_t bytes[PAGE_SIZE];
};

struct region {
	uint8_t *at;
	size_t size;
	uint8_t *copy;
	const char *name;
};

#define REGIONS 3u

static struct region regions[REGIONS];
static uint8_t *pool_copy;
static struct saved_page *ns;
static size_t ns_count, ns_room;

__attribute__((no_sanitize("address", "thread"), noinline))
void copy_variables(uint8_t *dst, const uint8_t *src, size_t n)
{
	size_t i = 0;

	for (; i + 8 <= n; i += 8)
		*(volatile uint64_t *)(dst + i) = *(const volatile uint64_t *)(src + i);
	for (; i < n; i++)
		*(volatile uint8_t *)(dst + i) = src[i];
}

__attribute__((no_sanitize("address", "thread"), noinline))
static size_t first_difference(const uint8_t *a, const uint8_t *b, size_t n)
{
	size_t i = 0;

	while (i + 8 <= n && *(const volatile uint64_t *)(a + i) == *(const volatile uint64_t *)(b + i))
		i += 8;
	while (i < n && a[i] == b[i])
		i++;
	return i;
}

static void add_ns(uint64_t pa, const void *page, void *arg)
{
	(void)arg;
	if (ns_count == ns_room) {
		ns_room = ns_room ? 2 * ns_room : 64;
		ns = realloc(ns, ns_room * sizeof(*ns));
		if (!ns)
			machine_fail("no memory for a snapshot");
	}
	ns[ns_count].pa = pa;
	memcpy(ns[ns_count++].bytes, page, PAGE_SIZE);
}

static void start(void)
{
	size_t used;
	uint8_t *metadata = machine_metadata(&used);

	regions[0] = (struct region){ .at = metadata, .size = used, .name = "the monitor's tables" };
	regions[1] = (struct region){ .at = __start_monitor_data, .name = "the monitor's data",
		.size = (size_t)(__stop_monitor_data - __start_monitor_data) };
	regions[2] = (struct region){ .at = __start_monitor_bss, .name = "the monitor's variables",
		.size = (size_t)(__stop_monitor_bss - __start_monitor_bss) };
	for (unsigned int i = 0; i < REGIONS; i++)
		regions[i].copy = malloc(regions[i].size + 1);
	pool_copy = calloc(pool_pages(), PAGE_SIZE);
	if (!pool_copy)
		machine_fail("no memory for a snapshot");
}

void snapshot_take(void)
{
	uint8_t *pool = pool_look(machine_config.map.pool.base);

	if (!pool_copy)
		start();
	peek_settle_locks();
	for (unsigned int i = 0; i < REGIONS; i++)
		copy_variables(regions[i].copy, regions[i].at, regions[i].size);
	for (size_t i = 0; i < pool_pages(); i++) {
		if (pool_marked(i, FOR_SNAPSHOT))
			memcpy(pool_copy + i * PAGE_SIZE, pool + i * PAGE_SIZE, PAGE_SIZE);
	}
	/* A call that is not over has pages in hand, and may write to them yet. */
	if (!host_is_in_call())
		pool_clear_marks(FOR_SNAPSHOT);
	ns_count = 0;
	ns_for_each_touched(add_ns, NULL);
}

struct ns_compare {
	size_t next;
	uint64_t differs;
};

/* Pages come in the order in which they were saved; new ones lie between them. */
static void compare_ns(uint64_t pa, const void *page, void *arg)
{
	struct ns_compare *c = arg;
	bool same;

	if (c->next < ns_count && ns[c->next].pa == pa)
		same = memcmp(ns[c->next++].bytes, page, PAGE_SIZE) == 0;
	else
		same = page_is_zero(page);
	if (!same && !c->differs)
		c->differs = pa;
}

static const char *differs(const char *name, size_t offset)
{
	static char where[128];

	snprintf(where, sizeof(where), "%s at 0x%zx", name, offset);
	return where;
}

const char *snapshot_differs(void)
{
	const uint8_t *pool = pool_look(machine_config.map.pool.base);
	struct ns_compare c = { 0 };

	peek_settle_locks();
	for (unsigned int i = 0; i < REGIONS; i++) {
		size_t at = first_difference(regions[i].at, regions[i].copy, regions[i].size);

		if (at < regions[i].size)
			return differs(regions[i].name, at);
	}
	for (size_t i = 0; i < pool_pages(); i++) {
		if (pool_marked(i, FOR_SNAPSHOT) &&
		    memcmp(pool_copy + i * PAGE_SIZE, pool + i * PAGE_SIZE, PAGE_SIZE) != 0)
			return differs("the pool, page", i);
	}
	ns_for_each_touched(compare_ns, &c);
	return c.differs ? differs("normal-world memory", c.differs) : NULL;
}
