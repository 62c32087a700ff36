/* SPDX-License-Identifier: BSD-3-Clause */
/* An oracle that never finds anything is none: faults, one at a time, each in a copy of the memory of its own. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "checks.h"
#include "granule/word.h"
#include "memory.h"
#include "monitor.h"
#include "realm/rec.h"
#include "s2/entry.h"

/* The pages of the descriptors of two realms. */
static uint64_t rds[2];

/* Any variable of the monitor, to be written. */
#define SPOIL(type, field)	(*(type *)spoil_word(&(field)))

static void *spoil_word(const void *p)
{
	return (char *)memory_page_to_spoil((uint64_t)p & ~(RAM_PAGE - 1)) + (uint64_t)p % RAM_PAGE;
}

static uint64_t page_of_role(uint64_t rd, enum granule_state role)
{
	for (uint64_t i = 0; i < monitor.page_count; i++) {
		if (page_role(i) == role && page_user(i) == rd)
			return pool_page(i);
	}
	die("to plant faults, there must be two realms with pages of each kind");
}

/* An entry of the realm with these bits that leads to a page of this role; GRANULE_UNDELEGATED: to normal DRAM. */
static uint64_t *entry_of(uint64_t rd, uint64_t bits, enum granule_state role)
{
	for (uint64_t i = 0; i < monitor.page_count; i++) {
		if (page_role(i) != GRANULE_RTT || page_user(i) != rd)
			continue;
		for (unsigned int e = 0; e < S2_ENTRIES; e++) {
			uint64_t entry = memory_page(pool_page(i))[e], index = pool_index(entry & S2E_ADDRESS);
			enum granule_state leads = index < monitor.page_count ? page_role(index) : GRANULE_UNDELEGATED;

			if ((entry & bits) == bits && leads == role)
				return memory_page_to_spoil(pool_page(i)) + e;
		}
	}
	die("to plant faults, there must be two realms with entries of each kind");
}

static uint64_t *data_entry(unsigned int realm)
{
	return entry_of(rds[realm], S2E_VALID | S2E_ASSIGNED, GRANULE_DATA);
}

static uint64_t *table_entry(unsigned int realm)
{
	return entry_of(rds[realm], S2E_VALID | S2E_TABLE_OR_PAGE, GRANULE_RTT);
}

static uint64_t *shared_entry(unsigned int realm)
{
	return entry_of(rds[realm], S2E_VALID | S2E_ASSIGNED | S2E_UNPROTECTED, GRANULE_UNDELEGATED);
}

static struct realm *realm_of(unsigned int realm)
{
	return (struct realm *)memory_page_to_spoil(rds[realm]);
}

static uint64_t free_page(void)
{
	for (uint64_t i = 0; i < monitor.page_count; i++) {
		if (page_role(i) == POOL_PAGE_FREE)
			return pool_page(i);
	}
	die("to plant faults, there must be a free page");
}

/* An entry keeps its attributes and leads elsewhere. */
static void lead(uint64_t *entry, uint64_t page)
{
	*entry = (*entry & ~S2E_ADDRESS) | page;
}

/* A name that is `role` of a realm, to be written. */
static struct granule *name_of_role(unsigned int realm, enum granule_state role)
{
	const struct granule *g = granule_before(pool_index(page_of_role(rds[realm], role)));

	if (g < monitor.names || g >= monitor.names + monitor.name_count)
		die("to plant faults, realms must have pages behind names");
	return spoil_word(g);
}

static void other_realms_page(void)
{
	lead(data_entry(0), *data_entry(1) & S2E_ADDRESS);
}

static void one_page_at_two_addresses(void)
{
	uint64_t *entry = data_entry(0);

	entry[(uintptr_t)entry % RAM_PAGE == 0 ? 1 : -1] = *entry;
}

static void other_realms_table(void)
{
	lead(table_entry(0), *table_entry(1) & S2E_ADDRESS);
}

static void free_page_mapped(void)
{
	lead(data_entry(0), free_page());
}

static void table_mapped_as_memory(void)
{
	lead(data_entry(0), realm_of(0)->s2.start[0].v);
}

static void monitor_mapped(void)
{
	lead(data_entry(0), (uint64_t)monitor.names);
}

static void pool_shared(void)
{
	lead(shared_entry(0), *data_entry(1) & S2E_ADDRESS);
}

static void monitor_shared(void)
{
	lead(shared_entry(0), (uint64_t)monitor.names);
}

static void shared_executable(void)
{
	*shared_entry(0) &= ~S2E_XN;
}

static void given_up_page_mapped(void)
{
	*data_entry(0) |= (uint64_t)RMI_DESTROYED << S2E_RIPAS_SHIFT;
}

static void page_lost(void)
{
	*data_entry(0) = 0;
}

static void dirty_free_page(void)
{
	memory_page_to_spoil(free_page())[511] = 1;
}

static void two_names_of_one_page(void)
{
	name_of_role(0, GRANULE_DATA)->link = name_of_role(1, GRANULE_DATA)->link;
}

static void used_page_free(void)
{
	uint64_t index = pool_index(page_of_role(rds[0], GRANULE_DATA));

	SPOIL(uint32_t, monitor.pool->pages[index].word) ^= word_of(POOL_PAGE_BACKING) ^ word_of(POOL_PAGE_FREE);
}

static void free_miscounted(void)
{
	SPOIL(uint64_t, monitor.pool->free)++;
}

static void promise_forgotten(void)
{
	SPOIL(uint64_t, monitor.pool->promised)++;
}

static void chunk_says_free(void)
{
	uint64_t index = pool_index(page_of_role(rds[0], GRANULE_DATA));

	SPOIL(uint64_t, monitor.pool->chunks[index / POOL_CHUNK_PAGES].free[index % POOL_CHUNK_PAGES / 64]) |= 1ull << (index % 64);
}

static void table_miscounts(void)
{
	name_of_role(0, GRANULE_RTT)->word += WORD_REF_ONE;
}

static void vmid_of_other_realm(void)
{
	realm_of(0)->s2.space.vmid = realm_of(1)->s2.space.vmid;
}

static void root_of_other_realm(void)
{
	realm_of(0)->s2.space.root = realm_of(1)->s2.space.root;
}

static void rec_of_other_realm(void)
{
	SPOIL(struct realm *, ((struct rec *)page_of_role(rds[0], GRANULE_REC))->realm) = realm_of(1);
}

static void rec_page_of_other_rec(void)
{
	struct rec *mine = (struct rec *)page_of_role(rds[0], GRANULE_REC);
	const struct rec *other = (const struct rec *)page_of_role(rds[1], GRANULE_REC);

	SPOIL(struct granule *, mine->aux[0]) = other->aux[0];
}

/* One that nobody else has the like of, or it would be no secret. */
static void copied_to_normal_ram(void)
{
	uint64_t *page = memory_page_to_spoil(*data_entry(0) & S2E_ADDRESS);

	for (unsigned int i = 0; i < RAM_PAGE / sizeof(*page); i++)
		page[i] ^= (i + 1) * 0x9e3779b97f4a7c15ull;
	memory_add_normal_page(page);
}

static void registers_in_normal_ram(void)
{
	memory_add_normal_page(memory_page(page_of_role(rds[0], GRANULE_REC)));
}

static const struct plant {
	const char *name;
	void (*plant)(void);
	const char *complaint;		/* what one of the lines must say */
} plants[] = {
	{ "page-of-another-realm-mapped", other_realms_page, "has two users" },
	{ "one-page-at-two-addresses", one_page_at_two_addresses, "has two users" },
	{ "table-of-another-realm", other_realms_table, "has two users" },
	{ "free-page-mapped", free_page_mapped, "is memory of the realm" },
	{ "table-mapped-as-memory", table_mapped_as_memory, "has two users" },
	{ "monitor-mapped", monitor_mapped, "which is not its own" },
	{ "pool-shared", pool_shared, "which is no normal DRAM" },
	{ "monitor-shared", monitor_shared, "which is no normal DRAM" },
	{ "shared-page-executable", shared_executable, "is none" },
	{ "given-up-page-still-mapped", given_up_page_mapped, "is none" },
	{ "page-lost", page_lost, "and no realm uses it" },
	{ "dirty-free-page", dirty_free_page, "is not in use and not zero" },
	{ "two-names-of-one-page", two_names_of_one_page, "has two owners" },
	{ "used-page-is-free", used_page_free, "is free and stands behind" },
	{ "free-pages-miscounted", free_miscounted, "pages that are free and counts" },
	{ "promise-forgotten", promise_forgotten, "promised to delegated names and counts" },
	{ "chunk-calls-a-used-page-free", chunk_says_free, "is not free by its state" },
	{ "table-miscounts", table_miscounts, "references and counts" },
	{ "vmid-of-another-realm", vmid_of_other_realm, "is not its own" },
	{ "root-of-another-realm", root_of_other_realm, "descriptor of the realm" },
	{ "rec-of-another-realm", rec_of_other_realm, "RECs and counts" },
	{ "rec-page-of-another-rec", rec_page_of_other_rec, "has two users" },
	{ "copied-to-normal-ram", copied_to_normal_ram, "is in normal RAM" },
	{ "registers-in-normal-ram", registers_in_normal_ram, "is in normal RAM" },
};

__attribute__((noreturn)) static void check_spoilt(const struct plant *p, int to)
{
	dup2(to, STDOUT_FILENO);
	p->plant();
	memset(&tally, 0, sizeof(tally));
	check_books();
	check_realms();
	/* The longest, for those that only it can find */
	if (fault_count() == 0)
		check_contents(NULL);
	fflush(stdout);
	_exit(fault_count() != 0);
}

/* Where the fault is planted, so is its complaint the only business of this copy of the program. */
static bool is_found(const struct plant *p)
{
	static char said[1 << 16];
	int output = memfd_create("said", 0), status;
	pid_t child;
	ssize_t size;

	fflush(stdout);
	child = fork();
	if (output < 0 || child < 0)
		die("no memory");
	if (child == 0)
		check_spoilt(p, output);
	waitpid(child, &status, 0);
	size = pread(output, said, sizeof(said) - 1, 0);
	said[size < 0 ? 0 : size] = '\0';
	close(output);
	return WIFEXITED(status) && WEXITSTATUS(status) == 1 && strstr(said, p->complaint);
}

static void find_realms(void)
{
	unsigned int found = 0;

	for (uint64_t i = 0; i < monitor.page_count && found < 2; i++) {
		if (page_role(i) == GRANULE_RD)
			rds[found++] = pool_page(i);
	}
	if (found < 2)
		die("to plant faults, there must be two realms");
}

bool plant_all(void)
{
	bool all = true;

	find_realms();
	for (unsigned int i = 0; i < sizeof(plants) / sizeof(plants[0]); i++) {
		bool found = is_found(&plants[i]);

		printf("%s %s\n", found ? "found" : "missed", plants[i].name);
		all &= found;
	}
	return all;
}
