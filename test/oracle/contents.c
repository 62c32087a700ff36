/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Nothing that a realm has is in normal RAM, page by page.
 *
 * Whole pages are compared, and to the last byte once their hashes agree. A piece of a page would find more, but also
 * much that is no secret: two Linux kernels have many a line of memory in common. What tests know to be secret they look
 * for piece by piece (test/system/src/ram-search.c).
 */
#include "checks.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "memory.h"
#include "monitor.h"

#define MAX_HITS	4096u
#define MAX_TREE	0x10000u
#define COMMON		0u		/* no page's address */
#define WORDS		(PAGE_SIZE / sizeof(uint64_t))

/* Open addressing; no hash is 0. */
struct set {
	uint64_t *hashes, *values;
	uint64_t count, size;		/* size: a power of two */
};

static struct set known, secrets;

static uint64_t hash_of(const uint64_t *page)
{
	uint64_t lanes[4] = { 1, 2, 3, 4 };

	for (unsigned int i = 0; i < WORDS; i += 4) {
		for (unsigned int lane = 0; lane < 4; lane++) {
			lanes[lane] = (lanes[lane] ^ page[i + lane]) * 0x9e3779b97f4a7c15ull;
			lanes[lane] ^= lanes[lane] >> 29;
		}
	}
	lanes[0] ^= lanes[1] << 1 ^ lanes[2] << 2 ^ lanes[3] << 3;
	return lanes[0] ? lanes[0] : 1;
}

/* The same 64 bytes over and over. */
static bool is_dull(const uint64_t *page)
{
	return memcmp(page, page + 8, PAGE_SIZE - 8 * sizeof(*page)) == 0;
}

/*
 * Bits per byte (Shannon) below which memory of a realm says nothing of it: the structures of a kernel, which it makes alike
 * in each VM. Tables of pages have 3.5, text 5, code 6, secrets near 8.
 */
#define LEAST_ENTROPY	4.0

static double entropy_of(const uint64_t *page)
{
	const uint8_t *bytes = (const uint8_t *)page;
	unsigned int counts[256] = { 0 };
	double bits = 0;

	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		counts[bytes[i]]++;
	for (unsigned int i = 0; i < 256; i++) {
		if (counts[i] != 0)
			bits -= counts[i] / (double)PAGE_SIZE * log2(counts[i] / (double)PAGE_SIZE);
	}
	return bits;
}

/* What the monitor keeps for a realm always counts: registers, keys, tables. */
static bool counts_as_secret(uint64_t index)
{
	const uint64_t *page = memory_page(pool_page(index));

	if (page_user(index) == 0 || memory_page_is_zero(pool_page(index)) || is_dull(page))
		return false;
	return page_role(index) != GRANULE_DATA || entropy_of(page) >= LEAST_ENTROPY;
}

static uint64_t slot_of(const struct set *set, uint64_t hash)
{
	uint64_t i = hash & (set->size - 1);

	while (set->hashes[i] != 0 && set->hashes[i] != hash)
		i = (i + 1) & (set->size - 1);
	return i;
}

static bool set_has(const struct set *set, uint64_t hash, uint64_t *value)
{
	uint64_t slot;

	if (set->size == 0)
		return false;
	slot = slot_of(set, hash);
	if (set->hashes[slot] == 0)
		return false;
	*value = set->values[slot];
	return true;
}

static void set_add(struct set *set, uint64_t hash, uint64_t value);

static void set_grow(struct set *set)
{
	struct set old = *set;

	set->size = old.size ? 2 * old.size : 1u << 16;
	set->count = 0;
	set->hashes = calloc(set->size, sizeof(*set->hashes));
	set->values = calloc(set->size, sizeof(*set->values));
	if (!set->hashes || !set->values)
		die("no memory");
	for (uint64_t i = 0; i < old.size; i++) {
		if (old.hashes[i] != 0)
			set_add(set, old.hashes[i], old.values[i]);
	}
	free(old.hashes);
	free(old.values);
}

static void set_add(struct set *set, uint64_t hash, uint64_t value)
{
	uint64_t slot;

	if (2 * (set->count + 1) > set->size)
		set_grow(set);
	slot = slot_of(set, hash);
	set->count += set->hashes[slot] == 0;
	set->hashes[slot] = hash;
	set->values[slot] = value;
}

static void clear(struct set *set)
{
	free(set->hashes);
	free(set->values);
	memset(set, 0, sizeof(*set));
}

void contents_know(const char *path)
{
	FILE *file = fopen(path, "rb");
	uint64_t hash;

	if (!file)
		die("cannot read what is known in %s", path);
	while (fread(&hash, sizeof(hash), 1, file) == 1)
		set_add(&known, hash, 0);
	fclose(file);
}

static void learn_page(const uint64_t *page, const char *block, uint64_t offset, void *arg)
{
	uint64_t hash = hash_of(page);

	(void)block;
	(void)offset;
	if (!is_dull(page) && fwrite(&hash, sizeof(hash), 1, arg) != 1)
		die("cannot write what is learnt");
}

void contents_learn(const char *path)
{
	FILE *file = fopen(path, "ab");

	if (!file)
		die("cannot write %s", path);
	memory_for_each_normal_page(learn_page, file);
	if (fclose(file) != 0)
		die("cannot write %s", path);
}

void contents_learn_file(const char *path, const char *file)
{
	uint64_t page[WORDS] = { 0 };
	FILE *from = fopen(file, "rb"), *to = fopen(path, "ab");
	size_t size;

	if (!from || !to)
		die("cannot read %s or write %s", file, path);
	while ((size = fread(page, 1, sizeof(page), from)) > 0) {
		memset((char *)page + size, 0, sizeof(page) - size);
		learn_page(page, file, 0, to);
	}
	fclose(from);
	if (fclose(to) != 0)
		die("cannot write %s", path);
}

/*
 * The device tree is the host's, too, and no two are alike. It may have been anywhere before, so it is known by its
 * first page: what follows, as far as it says, is its rest.
 */
static void forget_device_tree(uint64_t index)
{
	const uint32_t *head = (const uint32_t *)memory_page(pool_page(index));
	uint64_t size = __builtin_bswap32(head[1]), ipa = page_ipa(index);

	for (uint64_t i = 0; i < monitor.page_count && size <= MAX_TREE; i++) {
		if (page_user(i) == page_user(index) && page_role(i) == GRANULE_DATA && page_ipa(i) >= ipa &&
		    page_ipa(i) < ipa + size)
			set_add(&known, hash_of(memory_page(pool_page(i))), 0);
	}
}

static void forget_device_trees(void)
{
	for (uint64_t i = 0; i < monitor.page_count; i++) {
		if (page_user(i) != 0 && page_role(i) == GRANULE_DATA &&
		    *(const uint32_t *)memory_page(pool_page(i)) == __builtin_bswap32(0xd00dfeed))
			forget_device_tree(i);
	}
}

/* All that a realm has but what the normal world knew before. */
static void collect(void)
{
	uint64_t unused, other;

	clear(&secrets);
	forget_device_trees();
	for (uint64_t i = 0; i < monitor.page_count; i++) {
		const uint64_t *page = memory_page(pool_page(i));
		uint64_t hash;

		if (!counts_as_secret(i))
			continue;
		hash = hash_of(page);
		if (set_has(&known, hash, &unused)) {
			tally.known_hits++;
			continue;
		}
		/* What two realms have alike is no secret of either */
		if (set_has(&secrets, hash, &other) && (other == COMMON || page_user(pool_index(other)) != page_user(i))) {
			set_add(&secrets, hash, COMMON);
			continue;
		}
		set_add(&secrets, hash, pool_page(i));
		tally.secret_pages++;
	}
}

/* Where a secret was met, until it is known whether the realm itself has shared it. */
struct hit {
	uint64_t secret;
	char place[300];
};

static struct hit hits[MAX_HITS];
static unsigned int hit_count;
static uint8_t *given;			/* per page of the pool: the realm has the same in memory that it shares */

static void compare(const uint64_t *page, const char *block, uint64_t offset, void *arg)
{
	uint64_t secret;

	(void)arg;
	tally.normal_pages++;
	if (is_dull(page) || !set_has(&secrets, hash_of(page), &secret) || secret == COMMON ||
	    memcmp(memory_page(secret), page, PAGE_SIZE) != 0)
		return;
	if (strcmp(block, RAM_NORMAL) == 0 && is_shared(monitor.map->dram[0].base + offset)) {
		given[pool_index(secret)] = 1;
	} else if (hit_count < MAX_HITS) {
		hits[hit_count].secret = secret;
		snprintf(hits[hit_count++].place, sizeof(hits[0].place), "0x%lx of %s", offset, block);
	} else {
		fault("more than %u pages of realms are in normal RAM", MAX_HITS);
	}
}

/* So that the next look, with one of the two gone, knows it too. */
static void keep_common(const char *path)
{
	FILE *file = fopen(path, "ab");

	for (uint64_t i = 0; file && i < secrets.size; i++) {
		if (secrets.hashes[i] != 0 && secrets.values[i] == COMMON)
			fwrite(&secrets.hashes[i], sizeof(secrets.hashes[i]), 1, file);
	}
	if (!file || fclose(file) != 0)
		die("cannot write %s", path);
}

/* For whoever has to find out what it is: lines that are not zero. */
static void print_page(const uint64_t *page)
{
	for (unsigned int i = 0; i < WORDS; i += 4) {
		if ((page[i] | page[i + 1] | page[i + 2] | page[i + 3]) != 0)
			printf("    %03x: %016lx %016lx %016lx %016lx\n", i * 8, page[i], page[i + 1], page[i + 2], page[i + 3]);
	}
}

void check_contents(const char *common)
{
	collect();
	if (common)
		keep_common(common);
	given = calloc(monitor.page_count, 1);
	if (!given)
		die("no memory");
	hit_count = 0;
	memory_for_each_normal_page(compare, NULL);
	for (unsigned int i = 0; i < hit_count; i++) {
		uint64_t index = pool_index(hits[i].secret);

		if (given[index])
			continue;
		fault("page 0x%lx of the realm 0x%lx is in normal RAM, at %s", hits[i].secret, page_user(index), hits[i].place);
		if (fault_count() < 5)
			print_page(memory_page(hits[i].secret));
	}
	free(given);
}
