// SPDX-License-Identifier: BSD-3-Clause
/* Fake memory: normal DRAM, the secure pool, the monitor's tables, and normal-world accesses that can go wrong. */
#include "machine.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define LOG_MAX		64u

static uint8_t *dram[PORT_MAX_DRAM_RANGES];
static atomic_uchar *touched[PORT_MAX_DRAM_RANGES];
static uint8_t *pool;
static atomic_uchar *marks;
static uint8_t *metadata;
static size_t metadata_used;

static atomic_uint touches;
static atomic_ullong refuse_read, refuse_write;
static machine_hook *hook;
static ns_check *check_ns;
static _Thread_local bool in_hook;

/* This call's normal-world reads. */
static _Thread_local struct pa_range read_log[LOG_MAX];
static _Thread_local unsigned int reads, writes;
static _Thread_local uint8_t last_bytes[PAGE_SIZE];

static void *reserve(size_t bytes)
{
	void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
		       MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (p == MAP_FAILED)
		machine_fail("no memory for the fake machine (%zu bytes)", bytes);
	return p;
}

void machine_start(void)
{
	const struct memory_map *map = &machine_config.map;

	for (unsigned int i = 0; i < map->dram_count; i++) {
		dram[i] = reserve(map->dram[i].size);
		touched[i] = reserve(map->dram[i].size / PAGE_SIZE);
	}
	pool = reserve(map->pool.size);
	marks = reserve(map->pool.size / PAGE_SIZE);
	metadata = reserve(machine_config.metadata_limit);
	metadata_used = 0;
}

const struct memory_map *port_memory_map(void)
{
	return &machine_config.map;
}

/* The pool loses its first 2 MiB, or however many it takes. */
static void shrink_pool(size_t bytes)
{
	struct pa_range *range = &machine_config.map.pool;
	uint64_t chunk = 0x200000, cut = (bytes + chunk - 1) & ~(chunk - 1);

	cut = cut < range->size ? cut : range->size;
	range->base += cut;
	range->size -= cut;
	pool += cut;
}

void *port_metadata_take(size_t bytes)
{
	uint8_t *p = metadata + metadata_used;

	bytes = (bytes + PAGE_MASK) & ~PAGE_MASK;
	if (machine_config.metadata_from_pool)
		shrink_pool(bytes);
	if (bytes > machine_config.metadata_limit - metadata_used)
		return NULL;
	metadata_used += bytes;
	return p;
}

void *machine_metadata(size_t *used)
{
	*used = metadata_used;
	return metadata;
}

/* Index of the DRAM range that holds [pa, pa + size), or -1. */
static int dram_index(uint64_t pa, uint64_t size)
{
	const struct memory_map *map = &machine_config.map;

	for (unsigned int i = 0; i < map->dram_count; i++)
		if (range_contains(&map->dram[i], pa, size))
			return (int)i;
	return -1;
}

bool machine_is_dram(uint64_t pa, uint64_t size)
{
	return dram_index(pa, size) >= 0;
}

bool machine_is_pool(uint64_t pa, uint64_t size)
{
	return range_contains(&machine_config.map.pool, pa, size);
}

static uint8_t *dram_at(uint64_t pa, uint64_t size, bool touch)
{
	int i = dram_index(pa, size);
	uint64_t offset;

	if (i < 0)
		machine_fail("normal-world access outside DRAM: 0x%llx", (unsigned long long)pa);
	offset = pa - machine_config.map.dram[i].base;
	if (touch)
		atomic_store_explicit(&touched[i][offset / PAGE_SIZE], 1, memory_order_relaxed);
	return dram[i] + offset;
}

void *ns_page(uint64_t pa)
{
	atomic_fetch_add_explicit(&touches, 1, memory_order_relaxed);
	return dram_at(pa, 1, true);
}

unsigned int ns_touches(void)
{
	return atomic_load(&touches);
}

const void *ns_look(uint64_t pa)
{
	return dram_at(pa, 1, false);
}

void memory_rewind(void)
{
	const struct memory_map *map = &machine_config.map;

	for (unsigned int i = 0; i < map->dram_count; i++) {
		for (uint64_t n = 0; n < map->dram[i].size / PAGE_SIZE; n++) {
			if (touched[i][n])
				memset(dram[i] + n * PAGE_SIZE, 0, PAGE_SIZE);
			touched[i][n] = 0;
		}
	}
	for (size_t i = 0; i < pool_pages(); i++) {
		if (!pool_marked(i, FOR_REWIND))
			continue;
		memset(pool + i * PAGE_SIZE, 0, PAGE_SIZE);
		pool_mark(machine_config.map.pool.base + i * PAGE_SIZE);
	}
	pool_clear_marks(FOR_REWIND);
}

void ns_for_each_touched(void (*visit)(uint64_t pa, const void *page, void *arg), void *arg)
{
	const struct memory_map *map = &machine_config.map;

	for (unsigned int i = 0; i < map->dram_count; i++) {
		for (uint64_t n = 0; n < map->dram[i].size / PAGE_SIZE; n++) {
			if (touched[i][n])
				visit(map->dram[i].base + n * PAGE_SIZE, dram[i] + n * PAGE_SIZE, arg);
		}
	}
}

size_t pool_pages(void)
{
	return machine_config.map.pool.size / PAGE_SIZE;
}

uint8_t *pool_look(uint64_t pa)
{
	if (!machine_is_pool(pa, 1))
		machine_fail("0x%llx is not in the pool", (unsigned long long)pa);
	return pool + (pa - machine_config.map.pool.base);
}

void pool_mark(uint64_t pa)
{
	size_t index = (pa - machine_config.map.pool.base) / PAGE_SIZE;

	atomic_store_explicit(&marks[index], FOR_ORACLE | FOR_SNAPSHOT | FOR_REWIND, memory_order_relaxed);
}

bool pool_marked(size_t index, enum observer who)
{
	return (atomic_load_explicit(&marks[index], memory_order_relaxed) & who) != 0;
}

void pool_clear_marks(enum observer who)
{
	for (size_t i = 0, n = pool_pages(); i < n; i++) {
		if (atomic_load_explicit(&marks[i], memory_order_relaxed) & who)
			atomic_fetch_and_explicit(&marks[i], (unsigned char)~who, memory_order_relaxed);
	}
}

bool page_is_zero(const void *page)
{
	static const uint8_t zero[PAGE_SIZE];

	return memcmp(page, zero, PAGE_SIZE) == 0;
}

void *port_pool_page(struct pa page)
{
	if (!is_aligned(page.v, PAGE_SIZE) || !machine_is_pool(page.v, PAGE_SIZE))
		machine_fail("port_pool_page(0x%llx): not a page of the pool", (unsigned long long)page.v);
	pool_mark(page.v);
	machine_event(EVENT_POOL_PAGE, page.v);
	return pool_look(page.v);
}

struct pa port_pool_address(const void *p)
{
	const uint8_t *b = p;

	if (b < pool || b >= pool + machine_config.map.pool.size)
		machine_fail("port_pool_address: not a pointer into the pool");
	return pa_of(machine_config.map.pool.base + (((uint64_t)(b - pool)) & ~PAGE_MASK));
}

void port_page_zero(void *page)
{
	struct pa pa = port_pool_address(page);

	if (pool_look(pa.v) != page)
		machine_fail("port_page_zero: not the start of a page");
	machine_event(EVENT_POOL_ZERO, pa.v);
	machine_preempt();
	tlb_check_unused(pa.v, "scrubbed");
	pool_mark(pa.v);
	memset(page, 0, PAGE_SIZE);
}

/* ---- normal-world accesses ---- */

void machine_set_hook(machine_hook *h)
{
	hook = h;
}

void machine_event(enum machine_event event, uint64_t addr)
{
	if (!hook || in_hook)
		return;
	in_hook = true;
	hook(event, addr);
	in_hook = false;
}

void machine_set_ns_check(ns_check *check)
{
	check_ns = check;
}

void machine_refuse_read(uint64_t page)
{
	atomic_store(&refuse_read, page);
}

void machine_refuse_write(uint64_t page)
{
	atomic_store(&refuse_write, page);
}

void ns_log_reset(void)
{
	reads = 0;
	writes = 0;
}

unsigned int ns_reads(void)
{
	return reads;
}

struct pa_range ns_last_read(void)
{
	return read_log[(reads < LOG_MAX ? reads : LOG_MAX) - 1];
}

const void *ns_last_bytes(void)
{
	return last_bytes;
}

unsigned int ns_writes(void)
{
	return writes;
}

/* A second read of the same byte in one call is a double fetch: the host may have changed it in between. */
static void log_read(uint64_t pa, size_t size)
{
	for (unsigned int i = 0; i < reads && i < LOG_MAX; i++) {
		if (pa < read_log[i].base + read_log[i].size && read_log[i].base < pa + size)
			machine_fail("double fetch of normal-world memory at 0x%llx",
				     (unsigned long long)pa);
	}
	if (reads < LOG_MAX)
		read_log[reads] = (struct pa_range){ pa, size };
	reads++;
}

bool port_ns_read_page(void *dst, struct pa src)
{
	cpu_check_simd();
	return port_ns_read(dst, src, PAGE_SIZE);
}

bool port_ns_read(void *dst, struct pa src, size_t size)
{
	const uint8_t *from = dram_at(src.v, size, false);

	machine_preempt();
	log_read(src.v, size);
	if (check_ns)
		check_ns(src.v, size, false);
	if (atomic_load(&refuse_read) == (src.v & ~PAGE_MASK)) {
		/* Like a bus that faults half way through. */
		memset(dst, 0xee, size / 2);
		return false;
	}
	for (size_t i = 0; i < size; i++) {
		if (i == size / 2)
			machine_event(EVENT_NS_READING, src.v);
		((uint8_t *)dst)[i] = __atomic_load_n(&from[i], __ATOMIC_RELAXED);
	}
	memcpy(last_bytes, dst, size < PAGE_SIZE ? size : PAGE_SIZE);
	machine_event(EVENT_NS_READ, src.v);
	return true;
}

bool port_ns_write(struct pa dst, const void *src, size_t size)
{
	uint8_t *to = dram_at(dst.v, size, true);

	machine_preempt();
	writes++;
	if (check_ns)
		check_ns(dst.v, size, true);
	machine_event(EVENT_NS_WRITE, dst.v);
	if (atomic_load(&refuse_write) == (dst.v & ~PAGE_MASK))
		return false;
	for (size_t i = 0; i < size; i++)
		__atomic_store_n(&to[i], ((const uint8_t *)src)[i], __ATOMIC_RELAXED);
	return true;
}
