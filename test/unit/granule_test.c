// SPDX-License-Identifier: BSD-3-Clause
/* Names of pages: delegation, the secure pool behind it, direct granules, credit. */
#include <string.h>

#include "peek.h"
#include "runner.h"
#include "zoo.h"

#define CHUNK	VENDOR_POOL_CLAIM_SIZE

static void delegate_undelegate(void)
{
	static const uint64_t edges[] = { DRAM0_BASE, DRAM0_BASE + DRAM0_SIZE - PAGE_SIZE, DRAM1_BASE,
		DRAM1_BASE + DRAM1_SIZE - PAGE_SIZE };
	struct host_pool before = host_pool();

	for (unsigned int i = 0; i < 4; i++) {
		refused_input(RMI_GRANULE_UNDELEGATE, edges[i]);
		delegate(edges[i]);
		refused_input(RMI_GRANULE_DELEGATE, edges[i]);
	}
	expect_eq(host_pool().free, before.free - 4);
	for (unsigned int i = 0; i < 4; i++)
		undelegate(edges[i]);
	expect_eq(host_pool().free, before.free);
}

static void no_granules(void)
{
	for (unsigned int i = 0; i < NO_GRANULES; i++) {
		refused_input(RMI_GRANULE_DELEGATE, no_granule[i]);
		refused_input(RMI_GRANULE_UNDELEGATE, no_granule[i]);
	}
}

/* How far a table was filled says nothing of what the granule becomes next. */
static void note_ends_with_role(void)
{
	struct host_realm r;
	uint64_t table;

	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_page(&r, 500 * PAGE_SIZE);
	undelegate(rmi(RMI_DATA_DESTROY, r.rd, 500 * PAGE_SIZE).x[1]);
	table = rmi(RMI_RTT_DESTROY, r.rd, 0, 3).x[1];
	expect_eq(peek_note(table), 0);
	undelegate(table);
	realm_destroy(&r);
}

/* The host's own page is a name and nothing else: neither read nor written. */
static void name_is_untouched(void)
{
	uint64_t pa = new_page();

	memset(ns_page(pa), 0x5a, PAGE_SIZE);
	delegate(pa);
	expect_eq(ns_reads() + ns_writes(), 0);
	undelegate(pa);
	expect_eq(ns_reads() + ns_writes(), 0);
	for (unsigned int i = 0; i < PAGE_SIZE; i++)
		expect_eq(((const uint8_t *)ns_look(pa))[i], 0x5a);
}

static void pool_facts(void)
{
	struct host_pool p = host_pool();

	expect_eq(p.base, POOL_BASE);
	expect_eq(p.size, POOL_SIZE);
	expect_eq(p.claimed, 0);
	expect(p.free <= POOL_SIZE / PAGE_SIZE && p.free >= POOL_SIZE / PAGE_SIZE - 16);
}

static void credit_ends(void)
{
	uint64_t free = host_pool().free, first = new_pages(free + 1, PAGE_SIZE);

	for (uint64_t i = 0; i < free; i++)
		delegate(first + i * PAGE_SIZE);
	expect_eq(host_pool().free, 0);
	refused_input(RMI_GRANULE_DELEGATE, first + free * PAGE_SIZE);
	refused_input(VENDOR_POOL_CLAIM, POOL_BASE, CHUNK);
	undelegate(first);
	expect_eq(host_pool().free, 1);
	delegate(first + free * PAGE_SIZE);
	refused_input(RMI_GRANULE_DELEGATE, first);
	for (uint64_t i = 1; i <= free; i++)
		undelegate(first + i * PAGE_SIZE);
	expect_eq(host_pool().free, free);
}

static void claim_release(void)
{
	uint64_t total = host_pool().free;

	expect_ok(rmi(VENDOR_POOL_CLAIM, POOL_BASE + CHUNK, 2 * CHUNK));
	expect_eq(host_pool().claimed, 2 * CHUNK / PAGE_SIZE);
	expect_eq(host_pool().free, total - 2 * CHUNK / PAGE_SIZE);
	refused_input(VENDOR_POOL_CLAIM, POOL_BASE + CHUNK, CHUNK);
	refused_input(VENDOR_POOL_CLAIM, POOL_BASE + 2 * CHUNK, 2 * CHUNK);
	refused_input(VENDOR_POOL_CLAIM, POOL_BASE, 2 * CHUNK);
	refused_input(VENDOR_POOL_RELEASE, POOL_BASE, CHUNK);
	refused_input(VENDOR_POOL_RELEASE, POOL_BASE, 2 * CHUNK);
	refused_input(VENDOR_POOL_RELEASE, POOL_BASE + 2 * CHUNK, 2 * CHUNK);

	delegate(POOL_BASE + CHUNK);
	delegate(POOL_BASE + 3 * CHUNK - PAGE_SIZE);
	refused_input(RMI_GRANULE_DELEGATE, POOL_BASE + CHUNK - PAGE_SIZE);
	refused_input(RMI_GRANULE_DELEGATE, POOL_BASE + 3 * CHUNK);
	refused_input(VENDOR_POOL_RELEASE, POOL_BASE + CHUNK, 2 * CHUNK);
	undelegate(POOL_BASE + CHUNK);
	expect_ok(rmi(VENDOR_POOL_RELEASE, POOL_BASE + CHUNK, CHUNK));
	refused_input(RMI_GRANULE_DELEGATE, POOL_BASE + CHUNK);
	refused_input(VENDOR_POOL_RELEASE, POOL_BASE + 2 * CHUNK, CHUNK);
	undelegate(POOL_BASE + 3 * CHUNK - PAGE_SIZE);
	expect_ok(rmi(VENDOR_POOL_RELEASE, POOL_BASE + 2 * CHUNK, CHUNK));
	expect_eq(host_pool().claimed, 0);
	expect_eq(host_pool().free, total);
}

static void claim_bounds(void)
{
	static const struct { uint64_t base, size; } bad[] = {
		{ POOL_BASE, 0 }, { POOL_BASE, PAGE_SIZE }, { POOL_BASE, CHUNK + PAGE_SIZE }, { POOL_BASE, CHUNK - 1 },
		{ POOL_BASE + PAGE_SIZE, CHUNK }, { POOL_BASE + 1, CHUNK }, { POOL_BASE - CHUNK, CHUNK },
		{ POOL_BASE - CHUNK, 2 * CHUNK }, { POOL_BASE + POOL_SIZE, CHUNK },
		{ POOL_BASE + POOL_SIZE - CHUNK, 2 * CHUNK }, { POOL_BASE, POOL_SIZE + CHUNK },
		{ POOL_BASE, 0 - CHUNK }, { 0 - CHUNK, 2 * CHUNK }, { 0 - CHUNK, CHUNK }, { DRAM0_BASE, CHUNK },
		{ POOL_BASE, 1ull << 63 }, { 0, ~0ull }, { POOL_BASE, 0 - POOL_BASE },
	};

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refused_input(VENDOR_POOL_CLAIM, bad[i].base, bad[i].size);
		refused_input(VENDOR_POOL_RELEASE, bad[i].base, bad[i].size);
	}
}

/* A page that backs a name cannot be claimed, and names cannot take a claimed page. */
static void claim_against_backing(void)
{
	struct host_realm r;
	unsigned int refusals = 0;

	realm_create(&r);
	realm_data(&r, 0, 1);
	for (uint64_t at = POOL_BASE; at < POOL_BASE + POOL_SIZE; at += CHUNK) {
		struct reply c = rmi(VENDOR_POOL_CLAIM, at, CHUNK);

		refusals += c.x[0] != RMI_SUCCESS;
	}
	expect(refusals >= 1);
	/* What was not claimed still works. */
	realm_data(&r, PAGE_SIZE, 2);
	realm_destroy(&r);
	for (uint64_t at = POOL_BASE; at < POOL_BASE + POOL_SIZE; at += CHUNK)
		rmi(VENDOR_POOL_RELEASE, at, CHUNK);
	expect_eq(host_pool().claimed, 0);
}

static void claim_everything(void)
{
	uint64_t total = host_pool().free;

	expect_eq(total % 512, 0);
	expect_ok(rmi(VENDOR_POOL_CLAIM, POOL_BASE, POOL_SIZE));
	expect_eq(host_pool().free, 0);
	refused_input(RMI_GRANULE_DELEGATE, new_page());
	expect_ok(rmi(VENDOR_POOL_RELEASE, POOL_BASE, POOL_SIZE));
	expect_eq(host_pool().free, total);
}

/* Addresses of the pool are no buffers of the normal world, delegated or claimed or neither. */
static void pool_is_no_buffer(void)
{
	zoo_build();
	expect_ok(rmi(VENDOR_POOL_CLAIM, POOL_BASE + POOL_SIZE - CHUNK, CHUNK));
	for (unsigned int i = 0; i < 2; i++) {
		uint64_t page = POOL_BASE + POOL_SIZE - PAGE_SIZE;

		refused_input(RMI_REALM_CREATE, zoo.next.rd, page);
		refused_input(RMI_DATA_CREATE, zoo.realm.rd, zoo.spare, ZOO_FREE_IPA, page, 1);
		refused_input(RMI_REC_CREATE, zoo.realm.rd, zoo.spare, page);
		refused_input(RMI_REC_ENTER, zoo.realm.rec[0].rec, page);
		refused_input(RMI_RTT_MAP_UNPROTECTED, zoo.realm.rd, shared_ipa(&zoo.realm, ZOO_FREE_IPA), 3,
			      page | 0xd8);
		if (i == 0)
			delegate(page);
	}
}

/* A whole realm of direct granules, and of a mixture. */
static void direct_realm(void)
{
	struct host_pool before = host_pool();
	struct host_realm r;

	host_use_direct(POOL_BASE + 2 * CHUNK, 2 * CHUNK);
	realm_simple(&r, 8, NULL, NULL);
	expect_eq(host_pool().free, before.free - 2 * CHUNK / PAGE_SIZE);
	refused_input(VENDOR_POOL_RELEASE, POOL_BASE + 2 * CHUNK, 2 * CHUNK);
	realm_destroy(&r);
	expect_ok(rmi(VENDOR_POOL_RELEASE, POOL_BASE + 2 * CHUNK, 2 * CHUNK));
	expect_eq(host_pool().free, before.free);
}

static void mixed_realm(void)
{
	struct host_pool before = host_pool();
	struct host_realm r;

	realm_create(&r);
	host_use_direct(POOL_BASE + 2 * CHUNK, CHUNK);
	realm_tables(&r, 0, 3);
	realm_data(&r, 0, 7);
	host_use_direct(0, 0);
	realm_data(&r, PAGE_SIZE, 8);
	realm_tables(&r, 1ull << 30, 3);
	realm_rec(&r, NULL, NULL);
	realm_destroy(&r);
	expect_ok(rmi(VENDOR_POOL_RELEASE, POOL_BASE + 2 * CHUNK, CHUNK));
	expect_eq(host_pool().free, before.free);
}

/* Whatever a realm took comes back, for as many rounds as one likes. */
static void nothing_is_lost(void)
{
	struct host_pool before = host_pool();

	for (unsigned int i = 0; i < 5; i++) {
		struct host_realm r;

		realm_simple(&r, 4, NULL, NULL);
		realm_share(&r, 0);
		realm_page(&r, 0x5000000);
		realm_destroy(&r);
		expect_eq(host_pool().free, before.free);
	}
	oracle_check_all();
}

/* The pool runs dry in the middle of building a realm: all that exists can still be used and given back. */
static void dry_pool(void)
{
	uint64_t free = host_pool().free, names;
	struct host_realm r;

	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_data(&r, 0, 1);
	names = new_pages(free, PAGE_SIZE);
	for (uint64_t i = 0; host_pool().free > 0; i++)
		delegate(names + i * PAGE_SIZE);
	refused_input(RMI_GRANULE_DELEGATE, new_page());
	/* Every name that is delegated can get any role. */
	expect_ok(rmi(RMI_DATA_CREATE_UNKNOWN, r.rd, names, PAGE_SIZE));
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, names + PAGE_SIZE, 1ull << 30, 2));
	realm_destroy(&r);
	for (uint64_t i = 2; oracle_state(names + i * PAGE_SIZE) == NAME_DELEGATED; i++)
		undelegate(names + i * PAGE_SIZE);
	expect_eq(host_pool().free, free);
}

/* The last names of one range and the first of the next, and both ends of the pool. */
static void names_at_edges(void)
{
	uint64_t edge[] = { DRAM0_BASE, DRAM0_BASE + DRAM0_SIZE - PAGE_SIZE, DRAM1_BASE,
		DRAM1_BASE + DRAM1_SIZE - PAGE_SIZE, POOL_BASE, POOL_BASE + POOL_SIZE - PAGE_SIZE };
	struct host_realm r;

	expect_ok(rmi(VENDOR_POOL_CLAIM, POOL_BASE, CHUNK));
	expect_ok(rmi(VENDOR_POOL_CLAIM, POOL_BASE + POOL_SIZE - CHUNK, CHUNK));
	realm_create(&r);
	realm_tables(&r, 0, 3);
	for (unsigned int i = 0; i < 6; i++) {
		delegate(edge[i]);
		expect_ok(rmi(RMI_DATA_CREATE_UNKNOWN, r.rd, edge[i], i * PAGE_SIZE));
	}
	for (unsigned int i = 0; i < 6; i++) {
		struct reply d;

		expect_eq(realm_entry(&r, i * PAGE_SIZE, 3).desc, edge[i]);
		d = rmi(RMI_DATA_DESTROY, r.rd, i * PAGE_SIZE);
		expect_eq(d.x[1], edge[i]);
		undelegate(edge[i]);
	}
	realm_destroy(&r);
}

/* What firmware left in the pool is gone before any realm gets a page of it. */
static void pool_is_scrubbed_at_start(void)
{
	machine_start();
	for (uint64_t at = POOL_BASE; at < POOL_BASE + POOL_SIZE; at += PAGE_SIZE)
		memset(pool_look(at), 0x66, PAGE_SIZE);
	expect(monitor_init() == NULL);
	for (uint64_t at = POOL_BASE; at < POOL_BASE + POOL_SIZE; at += PAGE_SIZE)
		expect(page_is_zero(pool_look(at)));
}

/* The range of the pool is known only when the tables were cut off it. */
static void cut_pool(void)
{
	machine_config.metadata_from_pool = true;
}

static void tables_from_pool(void)
{
	struct host_pool p = host_pool();
	struct host_realm r;

	expect_eq(p.base, POOL_BASE + CHUNK);
	expect_eq(p.size, POOL_SIZE - CHUNK);
	expect_eq(p.free, p.size / PAGE_SIZE);
	refused_input(VENDOR_POOL_CLAIM, POOL_BASE, CHUNK);
	expect_ok(rmi(VENDOR_POOL_CLAIM, POOL_BASE + CHUNK, CHUNK));
	delegate(POOL_BASE + CHUNK);
	undelegate(POOL_BASE + CHUNK);
	expect_ok(rmi(VENDOR_POOL_RELEASE, POOL_BASE + CHUNK, CHUNK));
	realm_simple(&r, 4, NULL, NULL);
	realm_destroy(&r);
	expect_eq(host_pool().free, p.free);
}

static const struct test granule_tests[] = {
	TEST(delegate_undelegate), TEST(no_granules), TEST(note_ends_with_role), TEST(name_is_untouched), TEST(pool_facts),
	TEST(credit_ends),
	TEST(claim_release), TEST(claim_bounds), TEST(claim_against_backing), TEST(claim_everything),
	TEST(pool_is_no_buffer), TEST(direct_realm), TEST(mixed_realm), TEST(nothing_is_lost), TEST(dry_pool),
	TEST(names_at_edges), TEST_BARE(pool_is_scrubbed_at_start), TEST_ON(tables_from_pool, cut_pool),
};
GROUP(granule);
