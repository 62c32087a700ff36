/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor's books as they lie in the secure RAM. */
#include "monitor.h"

#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include "granule/word.h"
#include "memory.h"
#include "realm/rec.h"

struct monitor monitor;

static struct symbol {
	const char *name;
	uint64_t address;
} symbols[] = { { "map", 0 }, { "names", 0 }, { "pool", 0 }, { "pool_lock", 0 }, { "used", 0 }, { "image_end", 0 } };

enum { MAP, NAMES, POOL, POOL_LOCK, VMIDS, IMAGE_END, SYMBOLS };
_Static_assert(sizeof(symbols) / sizeof(symbols[0]) == SYMBOLS, "each has its number");

/* Variables alone; the linker appends something where two files have a static one of the same name. */
static void note_symbol(uint64_t address, char type, char *name)
{
	if (!strchr("bBdD", type))
		return;
	name[strcspn(name, ".")] = '\0';
	for (unsigned int i = 0; i < SYMBOLS; i++) {
		if (strcmp(symbols[i].name, name) != 0)
			continue;
		if (symbols[i].address != 0)
			die("the monitor has two symbols %s", name);
		symbols[i].address = address;
	}
}

void monitor_read_symbols(const char *path)
{
	FILE *file = fopen(path, "r");
	char line[512], name[256], type;
	uint64_t address;

	if (!file)
		die("cannot read the symbols in %s", path);
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%lx %c %255s", &address, &type, name) == 3)
			note_symbol(address, type, name);
	}
	fclose(file);
	for (unsigned int i = 0; i < SYMBOLS; i++) {
		if (symbols[i].address == 0)
			die("%s: there is no symbol %s", path, symbols[i].name);
	}
}

static const void *at(const void *p, uint64_t size, const char *what)
{
	if (!memory_holds(p, size))
		die("the monitor's %s would lie at %p: is this its ELF file, and is it up?", what, p);
	return p;
}

static const void *variable(unsigned int symbol, uint64_t size)
{
	return at((const void *)symbols[symbol].address, size, symbols[symbol].name);
}

/* The pool is secure RAM that is neither the monitor's image nor its tables. */
static void check_pool_range(void)
{
	const struct pa_range *range = &monitor.pool->range;

	if (range->base != monitor.map->pool.base || range->size != monitor.map->pool.size)
		die("the monitor has two opinions of where the pool is");
	if (range->size == 0 || !is_aligned(range->base | range->size, POOL_CHUNK_SIZE) ||
	    !memory_holds((const void *)range->base, range->size) ||
	    range->base < symbols[IMAGE_END].address ||
	    range->base < (uint64_t)(monitor.names + monitor.name_count) ||
	    range->base < (uint64_t)(monitor.pool->pages + monitor.page_count) ||
	    range->base < (uint64_t)(monitor.pool->chunks + monitor.pool->chunk_count) ||
	    range->base < (uint64_t)(monitor.pool->chunk_of_frame + monitor.name_count / POOL_CHUNK_PAGES))
		die("the pool, 0x%lx bytes at 0x%lx, lies over the monitor", range->size, range->base);
	if (monitor.pool->chunk_count != range->size / POOL_CHUNK_SIZE)
		die("the pool has %u chunks in 0x%lx bytes", monitor.pool->chunk_count, range->size);
}

void monitor_find(void)
{
	const struct memory_map *map = variable(MAP, sizeof(*map));

	monitor.map = map;
	monitor.pool = variable(POOL, sizeof(*monitor.pool));
	monitor.pool_lock = variable(POOL_LOCK, sizeof(*monitor.pool_lock));
	monitor.vmids = variable(VMIDS, 65536 / 8);
	monitor.page_count = monitor.pool->range.size / PAGE_SIZE;
	monitor.name_count = 0;
	for (unsigned int i = 0; i < map->dram_count && i < PORT_MAX_DRAM_RANGES; i++)
		monitor.name_count += map->dram[i].size / PAGE_SIZE;
	monitor.names = *(const struct granule *const *)variable(NAMES, sizeof(monitor.names));
	at(monitor.names, monitor.name_count * sizeof(struct granule), "table of names");
	at(monitor.pool->pages, monitor.page_count * sizeof(struct granule), "table of pages");
	at(monitor.pool->chunks, monitor.pool->chunk_count * sizeof(struct chunk), "table of chunks");
	at(monitor.pool->chunk_of_frame, monitor.name_count / POOL_CHUNK_PAGES * sizeof(uint32_t), "table of frames");
	if (monitor.name_count == 0)
		die("the monitor knows no normal DRAM");
	check_pool_range();
}

static bool none_locked(const struct granule *granules, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		if (word_is_locked(granules[i].word))
			return false;
	}
	return true;
}

bool monitor_is_at_rest(void)
{
	return monitor.pool_lock->next == monitor.pool_lock->owner && none_locked(monitor.names, monitor.name_count) &&
	       none_locked(monitor.pool->pages, monitor.page_count);
}

uint64_t pool_index(uint64_t page)
{
	const struct pa_range *range = &monitor.pool->range;

	return range_contains(range, page, PAGE_SIZE) ? (page - range->base) / PAGE_SIZE : monitor.page_count;
}

uint64_t pool_page(uint64_t index)
{
	return monitor.pool->range.base + index * PAGE_SIZE;
}

uint64_t name_address(uint64_t index)
{
	for (unsigned int i = 0; i < monitor.map->dram_count; i++) {
		uint64_t pages = monitor.map->dram[i].size / PAGE_SIZE;

		if (index < pages)
			return monitor.map->dram[i].base + index * PAGE_SIZE;
		index -= pages;
	}
	die("there are not as many names");
}

uint64_t name_index(uint64_t page)
{
	uint64_t before = 0;

	for (unsigned int i = 0; i < monitor.map->dram_count; i++) {
		if (range_contains(&monitor.map->dram[i], page, PAGE_SIZE))
			return before + (page - monitor.map->dram[i].base) / PAGE_SIZE;
		before += monitor.map->dram[i].size / PAGE_SIZE;
	}
	return monitor.name_count;
}

bool is_dram(uint64_t base, uint64_t size)
{
	for (unsigned int i = 0; i < monitor.map->dram_count; i++) {
		if (range_contains(&monitor.map->dram[i], base, size))
			return true;
	}
	return false;
}

const struct granule *granule_before(uint64_t index)
{
	const struct granule *page = &monitor.pool->pages[index];

	if (word_state(page->word) != POOL_PAGE_BACKING || page->link >= monitor.name_count)
		return page;
	return &monitor.names[page->link];
}

enum granule_state page_role(uint64_t index)
{
	return word_state(granule_before(index)->word);
}

#define SIZE(type)		{ "print/d sizeof(" #type ")", sizeof(type) }
#define FIELD(type, field)	{ "print/d (long)&((" #type " *)0)->" #field, offsetof(type, field) }
/* Of a structure without a name */
#define POOL_FIELD(field) \
	{ "python print(gdb.lookup_static_symbol('pool').type['" #field "'].bitpos // 8)", offsetof(struct pool_books, field) }
#define VALUE(constant)		{ "print/d (long)" #constant, (uint64_t)(constant) }

static const struct {
	const char *command;
	uint64_t value;
} layout[] = {
	SIZE(struct granule), FIELD(struct granule, word), FIELD(struct granule, link),
	VALUE(GRANULE_DELEGATED), VALUE(GRANULE_RD), VALUE(GRANULE_REC), VALUE(GRANULE_REC_AUX), VALUE(GRANULE_DATA),
	VALUE(GRANULE_RTT), VALUE(POOL_PAGE_FREE), VALUE(POOL_PAGE_BACKING), VALUE(POOL_PAGE_PRIVATE),
	SIZE(struct memory_map), FIELD(struct memory_map, dram), FIELD(struct memory_map, dram_count),
	FIELD(struct memory_map, pool), FIELD(struct pa_range, base), FIELD(struct pa_range, size),
	SIZE(struct spinlock), FIELD(struct spinlock, next), FIELD(struct spinlock, owner),
	{ "print/d sizeof(pool)", sizeof(struct pool_books) },
	POOL_FIELD(range), POOL_FIELD(pages), POOL_FIELD(chunks), POOL_FIELD(chunk_of_frame), POOL_FIELD(chunk_count),
	POOL_FIELD(scrap), POOL_FIELD(free), POOL_FIELD(promised), POOL_FIELD(claimed),
	SIZE(struct chunk), FIELD(struct chunk, free), FIELD(struct chunk, free_count), FIELD(struct chunk, owner),
	SIZE(struct realm), FIELD(struct realm, granule), FIELD(struct realm, s2), FIELD(struct realm, options.sve),
	SIZE(struct s2), FIELD(struct s2, space), FIELD(struct s2, start_level), FIELD(struct s2, ipa_bits),
	FIELD(struct s2, start_count), FIELD(struct s2, has_private_root), FIELD(struct s2, start),
	FIELD(struct s2_space, root), FIELD(struct s2_space, start_level), FIELD(struct s2_space, ipa_bits),
	FIELD(struct s2_space, vmid),
	SIZE(struct rec), FIELD(struct rec, granule), FIELD(struct rec, realm), FIELD(struct rec, aux),
	{ "print/d sizeof(used)", 65536 / 8 },
};

void monitor_print_layout(void)
{
	for (unsigned int i = 0; i < sizeof(layout) / sizeof(layout[0]); i++)
		printf("%lu %s\n", layout[i].value, layout[i].command);
}
