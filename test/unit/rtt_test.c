// SPDX-License-Identifier: BSD-3-Clause
/* RMI_RTT_CREATE, DESTROY, FOLD and READ_ENTRY, and what the realm sees of it. */
#include "granule/pool.h"
#include "oracle.h"
#include "runner.h"
#include "zoo.h"

#define L2	0x200000ull
#define L1	0x40000000ull
#define TOP	(1ull << 34)

static struct host_realm r;

static void create_arguments(void)
{
	static const struct { uint64_t ipa, level; } bad[] = {
		{ 0, 1 }, { 0, 0 }, { 0, 4 }, { 0, 5 }, { 0, -1ull }, { 0, 1ull << 32 | 2 }, { 0, 1ull << 63 },
		{ 0, ~0ull }, { PAGE_SIZE, 3 }, { L2 - PAGE_SIZE, 3 }, { L2, 2 }, { L1 - L2, 2 }, { 1, 3 },
		{ TOP, 2 }, { TOP, 3 }, { TOP + L1, 2 }, { 1ull << 48, 2 }, { 1ull << 63, 3 }, { ~0ull << 30, 2 },
	};

	zoo_build();
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refused_input(RMI_RTT_CREATE, zoo.realm.rd, zoo.spare, bad[i].ipa, bad[i].level);
		refused_input(RMI_RTT_DESTROY, zoo.realm.rd, bad[i].ipa, bad[i].level);
		refused_input(RMI_RTT_FOLD, zoo.realm.rd, bad[i].ipa, bad[i].level);
	}
}

static void create_walk(void)
{
	uint64_t rd, spare;

	zoo_build();
	rd = zoo.realm.rd;
	spare = zoo.spare;
	refused_rtt(1, RMI_RTT_CREATE, rd, spare, ZOO_HOLE_IPA, 3);
	refused_rtt(1, RMI_RTT_CREATE, rd, spare, 0, 2);
	refused_rtt(2, RMI_RTT_CREATE, rd, spare, 0, 3);
	expect_ok(rmi(RMI_RTT_CREATE, rd, spare, TOP - L1, 2));
	expect_entry(&zoo.realm, TOP - L1, 1, RMI_TABLE, 0);
	/* INPUT before the walk. */
	refused_input(RMI_RTT_CREATE, rd, new_page(), ZOO_HOLE_IPA, 3);
}

/* All levels of a realm that starts at level 0 with 48 bits. */
static void deep(void)
{
	realm_create_as(&r, 48, 0);
	for (uint64_t ipa = 0; ipa < 1ull << 48; ipa += 0x7fffffe00000ull) {
		uint64_t at = ipa & ~(L2 - 1);

		refused_input(RMI_RTT_CREATE, r.rd, new_granule(), at & ~(L2 - 1), 0);
		realm_tables(&r, at, 3);
		expect_entry(&r, at, 3, RMI_UNASSIGNED, 0);
	}
	realm_destroy(&r);
}

/* Concatenated start tables: the border between the first and the second. */
static void concatenated(void)
{
	realm_create_as(&r, 41, 1);
	realm_page(&r, (1ull << 39) - PAGE_SIZE);
	realm_page(&r, 1ull << 39);
	realm_share(&r, (1ull << 39) - PAGE_SIZE);
	realm_share(&r, 1ull << 39);
	/* A run does not go beyond its table. */
	expect_eq(refused_rtt(1, RMI_RTT_DESTROY, r.rd, 0, 2).x[2], (1ull << 39) - L1);
	expect_eq(refused_rtt(1, RMI_RTT_DESTROY, r.rd, (1ull << 39) + L1, 2).x[2], 1ull << 40);
	realm_destroy(&r);
}

static void start_level_2(void)
{
	realm_create_as(&r, 34, 2);
	expect_eq(r.rtt_num, 16);
	refused_input(RMI_RTT_CREATE, r.rd, new_granule(), 0, 2);
	realm_page(&r, 0);
	realm_page(&r, 5 * L1 + 3 * L2);
	realm_share(&r, L1);
	refused_input(RMI_RTT_READ_ENTRY, r.rd, 0, 1);
	realm_destroy(&r);
}

static void destroy_outputs(void)
{
	uint64_t rtt[3];
	struct reply d;

	realm_create(&r);
	for (unsigned int i = 0; i < 3; i++)
		rtt[i] = new_granule();
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, rtt[0], 0, 2));
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, rtt[1], 0, 3));
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, rtt[2], 4 * L2, 3));
	/* Live: it holds tables. */
	expect_eq(refused_rtt(2, RMI_RTT_DESTROY, r.rd, 0, 2).x[2], 0);
	/* No table there. */
	expect_eq(refused_rtt(2, RMI_RTT_DESTROY, r.rd, L2, 3).x[2], 4 * L2);
	expect_eq(refused_rtt(1, RMI_RTT_DESTROY, r.rd, L1, 2).x[2], TOP);
	expect_eq(refused_rtt(1, RMI_RTT_DESTROY, r.rd, L1, 3).x[2], TOP);
	d = rmi(RMI_RTT_DESTROY, r.rd, 0, 3);
	expect_ok(d);
	expect_eq(d.x[1], rtt[1]);
	expect_eq(d.x[2], 4 * L2);
	expect_entry(&r, 0, 2, RMI_UNASSIGNED, RMI_DESTROYED);
	d = rmi(RMI_RTT_DESTROY, r.rd, 4 * L2, 3);
	expect_eq(d.x[1], rtt[2]);
	expect_eq(d.x[2], L1);
	d = rmi(RMI_RTT_DESTROY, r.rd, 0, 2);
	expect_eq(d.x[1], rtt[0]);
	expect_entry(&r, 0, 1, RMI_UNASSIGNED, RMI_DESTROYED);
	for (unsigned int i = 0; i < 3; i++)
		undelegate(rtt[i]);
	realm_destroy(&r);
}

static void destroy_live_data(void)
{
	realm_create(&r);
	realm_page(&r, 5 * PAGE_SIZE);
	expect_eq(refused_rtt(3, RMI_RTT_DESTROY, r.rd, 0, 3).x[2], 0);
	realm_destroy(&r);
}

/* What a table was is inherited by one that takes its place. */
static void destroyed_is_inherited(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	undelegate(rmi(RMI_RTT_DESTROY, r.rd, 0, 3).x[1]);
	realm_tables(&r, 0, 3);
	for (unsigned int i = 0; i < 512; i += 73)
		expect_entry(&r, i * PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_DESTROYED);
	expect_entry(&r, L2, 2, RMI_UNASSIGNED, RMI_EMPTY);
	realm_destroy(&r);
}

static void read_entry_arguments(void)
{
	static const struct { uint64_t ipa, level; } bad[] = {
		{ 0, 0 }, { 0, 4 }, { 0, -1ull }, { 0, 1ull << 32 | 3 }, { 1, 3 }, { PAGE_SIZE, 2 }, { L2, 1 },
		{ TOP, 1 }, { TOP, 3 }, { 1ull << 48, 3 }, { ~PAGE_MASK, 3 },
	};

	zoo_build();
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused_input(RMI_RTT_READ_ENTRY, zoo.realm.rd, bad[i].ipa, bad[i].level);
}

static void read_entry_states(void)
{
	struct host_realm *z = &zoo.realm;
	struct entry e;

	zoo_build();
	e = realm_entry(z, ZOO_DATA_IPA, 3);
	expect_eq(e.desc, zoo.of[NAME_DATA]);
	expect_eq(e.ripas, RMI_RAM);
	e = realm_entry(z, 0, 2);
	expect_eq(e.state, RMI_TABLE);
	expect_eq(e.desc, zoo.of[NAME_RTT]);
	expect_eq(e.ripas, 0);
	e = realm_entry(z, ZOO_FREE_IPA, 3);
	expect_eq(e.state, RMI_UNASSIGNED);
	expect_eq(e.desc, 0);
	e = realm_entry(z, ZOO_HOLE_IPA, 3);
	expect_eq(e.level, 1);
	expect_eq(e.state, RMI_UNASSIGNED);
	e = realm_entry(z, shared_ipa(z, ZOO_DATA_IPA), 3);
	expect_eq(e.state, RMI_ASSIGNED);
	expect(machine_is_dram(e.desc & ~PAGE_MASK, PAGE_SIZE));
	expect_eq(e.desc & PAGE_MASK, 3 << 6 | 6 << 2);
	expect_eq(e.ripas, 0);
	e = realm_entry(z, shared_ipa(z, ZOO_FREE_IPA), 3);
	expect_eq(e.state, RMI_UNASSIGNED);
	expect_eq(e.desc, 0);
	expect_eq(e.ripas, 0);
}

/* ---- fold and unfold ---- */

static void fold_errors(void)
{
	uint64_t rd;

	zoo_build();
	rd = zoo.realm.rd;
	refused_rtt(3, RMI_RTT_FOLD, rd, 0, 3);
	refused_rtt(2, RMI_RTT_FOLD, rd, 0, 2);
	refused_rtt(2, RMI_RTT_FOLD, rd, L2, 3);
	refused_rtt(1, RMI_RTT_FOLD, rd, ZOO_HOLE_IPA, 3);
	refused_rtt(1, RMI_RTT_FOLD, rd, ZOO_HOLE_IPA, 2);
}

static void fold_unassigned(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, 512 * PAGE_SIZE);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 0, 3).x[1]);
	expect_entry(&r, 0, 2, RMI_UNASSIGNED, RMI_RAM);
	/* One that differs prevents it. */
	realm_tables(&r, 0, 3);
	expect_entry(&r, 17 * PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_RAM);
	realm_tables(&r, L2, 3);
	realm_init_ripas(&r, L2 + 511 * PAGE_SIZE, L2 + 512 * PAGE_SIZE);
	refused_rtt(3, RMI_RTT_FOLD, r.rd, L2, 3);
	realm_destroy(&r);
}

static void fold_shared_unassigned(void)
{
	realm_create(&r);
	realm_tables(&r, shared_ipa(&r, 0), 3);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, shared_ipa(&r, 0), 3).x[1]);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, shared_ipa(&r, 0), 2).x[1]);
	expect_entry(&r, shared_ipa(&r, 0), 1, RMI_UNASSIGNED, 0);
	realm_destroy(&r);
}

/* A realm keeps its words while the host folds and unfolds below it. */
static void keeps_words(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < 512; i++)
		guest_must_store(g, i * PAGE_SIZE + 8, CANARY(i));
	for (unsigned int round = 0; round < 4; round++) {
		for (unsigned int i = 0; i < 512; i += 7) {
			expect_eq(guest_must_load(g, i * PAGE_SIZE + 8), CANARY(i));
			guest_must_store(g, i * PAGE_SIZE + 8, CANARY(i));
		}
		guest_interrupted(g);
	}
}

static void fold_data(void)
{
	uint64_t block;

	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	block = realm_block(&r, 0, 512);
	realm_rec(&r, keeps_words, NULL);
	realm_activate(&r);
	realm_enter(&r, 0);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 0, 3).x[1]);
	expect_entry(&r, 0, 2, RMI_ASSIGNED, RMI_RAM);
	expect_eq(realm_entry(&r, 0, 2).desc, block);
	realm_enter(&r, 0);
	/* A block is not destroyed page by page. */
	refused_rtt(2, RMI_DATA_DESTROY, r.rd, 0);
	refused_rtt(2, RMI_DATA_DESTROY, r.rd, PAGE_SIZE);
	refused_rtt(2, RMI_RTT_DESTROY, r.rd, 0, 3);
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, new_granule(), 0, 3));
	for (unsigned int i = 0; i < 512; i += 51)
		expect_eq(realm_entry(&r, i * PAGE_SIZE, 3).desc, block + i * PAGE_SIZE);
	realm_enter(&r, 0);
	/* And once more; the end of the realm finds a block. */
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 0, 3).x[1]);
	realm_enter(&r, 0);
	realm_destroy(&r);
}

static void fold_direct_data(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	host_use_direct(POOL_BASE + 3 * L2, L2);
	realm_block(&r, 0, 512);
	host_use_direct(0, 0);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 0, 3).x[1]);
	expect_eq(realm_entry(&r, 0, 2).desc, POOL_BASE + 3 * L2);
	realm_destroy(&r);
}

/* Names that do not follow each other, in a block that is only almost one. */
/* All names of a block, but the last two the other way round: no fold. */
static void swapped_names(void)
{
	uint64_t names = new_pages(512, L2);

	for (unsigned int i = 0; i < 512; i++) {
		unsigned int n = i == 510 ? 511 : i == 511 ? 510 : i;

		delegate(names + n * PAGE_SIZE);
		expect_ok(rmi(RMI_DATA_CREATE_UNKNOWN, r.rd, names + n * PAGE_SIZE, i * PAGE_SIZE));
	}
	refused_rtt(3, RMI_RTT_FOLD, r.rd, 0, 3);
	realm_destroy(&r);
}

static void fold_swapped_names(void)
{
	realm_simple(&r, 0, NULL, NULL);
	swapped_names();
}

static void two_chunks(void)
{
	machine_config.map.pool.size = 2 * L2;
}

/* The same where their pages are in a row: there is one chunk left, and it serves whoever comes, in that order. */
static void fold_swapped_names_of_row(void)
{
	struct pa page;

	realm_simple(&r, 0, NULL, NULL);
	for (page = pa_of(0); page.v < POOL_BASE + L2;)
		expect(pool_take_private(&page));
	pool_give_private(page);
	swapped_names();
}

/* In a row, but the first is not aligned to the block. */
static void fold_misaligned_names(void)
{
	uint64_t names;

	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	names = new_pages(513, L2) + PAGE_SIZE;
	for (unsigned int i = 0; i < 512; i++) {
		delegate(names + i * PAGE_SIZE);
		expect_ok(rmi(RMI_DATA_CREATE_UNKNOWN, r.rd, names + i * PAGE_SIZE, i * PAGE_SIZE));
	}
	refused_rtt(3, RMI_RTT_FOLD, r.rd, 0, 3);
	realm_destroy(&r);
}

static void fold_one_ripas_differs(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2 - PAGE_SIZE);
	realm_block(&r, 0, 512);
	refused_rtt(3, RMI_RTT_FOLD, r.rd, 0, 3);
	realm_destroy(&r);
}

/*
 * D3: where the pages behind a row of names do not follow each other, the host still gets its fold. To that end each
 * 2 MiB of the pool has a tenant, so that no block finds 2 MiB for itself.
 */
static void fold_scattered_backing(void)
{
	static struct host_realm other[POOL_SIZE / L2];
	struct host_pool before = host_pool();
	uint64_t names, free;

	for (unsigned int i = 0; i < POOL_SIZE / L2; i++) {
		realm_create(&other[i]);
		realm_block(&other[i], 0, 8);
		new_pages(1, L2);
	}
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	names = realm_block(&r, 0, 512);
	realm_rec(&r, keeps_words, NULL);
	realm_activate(&r);
	realm_enter(&r, 0);
	free = host_pool().free;
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 0, 3).x[1]);
	/* The table's page stays in use in secret: its name gives no credit back. */
	expect_eq(host_pool().free, free);
	expect_entry(&r, 0, 2, RMI_ASSIGNED, RMI_RAM);
	expect_eq(realm_entry(&r, 0, 2).desc, names);
	expect_eq(realm_entry(&r, 0, 3).level, 2);
	realm_enter(&r, 0);
	refused_rtt(2, RMI_DATA_DESTROY, r.rd, 0);
	refused_rtt(2, RMI_DATA_DESTROY, r.rd, 7 * PAGE_SIZE);
	refused_rtt(2, RMI_RTT_DESTROY, r.rd, 0, 3);
	refused_rtt(2, RMI_RTT_FOLD, r.rd, 0, 3);
	refused_rtt(2, RMI_DATA_CREATE_UNKNOWN, r.rd, new_granule(), 0);
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, new_granule(), 0, 3));
	for (unsigned int i = 0; i < 512; i += 51)
		expect_eq(realm_entry(&r, i * PAGE_SIZE, 3).desc, names + i * PAGE_SIZE);
	realm_enter(&r, 0);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 0, 3).x[1]);
	realm_enter(&r, 0);
	/* The end of the realm finds it folded. */
	realm_destroy(&r);
	for (unsigned int i = 0; i < POOL_SIZE / L2; i++)
		realm_destroy(&other[i]);
	/* One name is still delegated. */
	expect_eq(host_pool().free + 1, before.free);
}

/* A block whose RIPAS changes: gone from the realm's sight, and back. */
static uint64_t scattered_seen[2];

static void looks_twice(struct guest *g, void *arg)
{
	uint64_t x[11] = { 0xC4000197, 0, L2, RMI_EMPTY };

	(void)arg;
	guest_must_store(g, 5 * PAGE_SIZE, CANARY(5));
	guest_smc(g, x);
	expect_eq(x[1], L2);
	scattered_seen[0] = guest_load(g, 5 * PAGE_SIZE, &scattered_seen[1]);
	x[0] = 0xC4000197;
	x[1] = 0;
	x[2] = L2;
	x[3] = RMI_RAM;
	guest_smc(g, x);
	expect_eq(guest_must_load(g, 5 * PAGE_SIZE), CANARY(5));
}

static void block_ripas(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	realm_block(&r, 0, 512);
	realm_rec(&r, looks_twice, NULL);
	realm_activate(&r);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 0, 3).x[1]);
	realm_run(&r, 0);
	expect_eq(scattered_seen[0], EXCEPTION);
	expect_entry(&r, 0, 2, RMI_ASSIGNED, RMI_RAM);
	realm_destroy(&r);
}

static void scattered_ripas(void)
{
	static struct host_realm other[POOL_SIZE / L2];

	for (unsigned int i = 0; i < POOL_SIZE / L2; i++) {
		realm_create(&other[i]);
		realm_block(&other[i], 0, 8);
		new_pages(1, L2);
	}
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	realm_block(&r, 0, 512);
	realm_rec(&r, looks_twice, NULL);
	realm_activate(&r);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 0, 3).x[1]);
	realm_run(&r, 0);
	expect_eq(scattered_seen[0], EXCEPTION);
	realm_destroy(&r);
}

/* Each is 512 entries to rewrite, so one call does one of them. */
static void gives_two_up(struct guest *g, void *arg)
{
	uint64_t x[11] = { 0xC4000197, 0, 2 * L2, RMI_EMPTY };

	(void)arg;
	guest_smc(g, x);
	expect_eq(x[1], 2 * L2);
}

static void two_scattered_ripas(void)
{
	static struct host_realm other[POOL_SIZE / L2];

	for (unsigned int i = 0; i < POOL_SIZE / L2; i++) {
		realm_create(&other[i]);
		realm_block(&other[i], 0, 8);
		new_pages(1, L2);
	}
	realm_create(&r);
	for (uint64_t ipa = 0; ipa < 2 * L2; ipa += L2) {
		realm_tables(&r, ipa, 3);
		realm_init_ripas(&r, ipa, ipa + L2);
		realm_block(&r, ipa, 512);
		undelegate(rmi(RMI_RTT_FOLD, r.rd, ipa, 3).x[1]);
	}
	realm_rec(&r, gives_two_up, NULL);
	realm_activate(&r);
	realm_enter(&r, 0);
	for (uint64_t ipa = 0; ipa < 2 * L2; ipa += L2) {
		struct reply reply = rmi(RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, ipa, 2 * L2);

		expect_ok(reply);
		expect_eq(reply.x[1], ipa + L2);
		expect_entry(&r, ipa, 2, RMI_ASSIGNED, RMI_EMPTY);
	}
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* Many pages go with one invalidation, of all of them. */
static void gives_pages_up(struct guest *g, void *arg)
{
	uint64_t x[11] = { 0xC4000197, 0, L2, RMI_EMPTY }, value;

	(void)arg;
	for (uint64_t i = 0; i < 16; i++)
		guest_must_store(g, i * PAGE_SIZE, CANARY(i));
	guest_smc(g, x);
	for (uint64_t i = 0; i < 16; i++)
		expect_eq(guest_load(g, i * PAGE_SIZE, &value), EXCEPTION);
}

static void pages_ripas(void)
{
	unsigned int before;
	struct reply reply;

	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	for (uint64_t i = 0; i < 16; i++)
		realm_page(&r, i * PAGE_SIZE);
	realm_rec(&r, gives_pages_up, NULL);
	realm_activate(&r);
	realm_enter(&r, 0);
	before = tlb_invalidations();
	reply = rmi(RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, 0, L2);
	expect_ok(reply);
	expect_eq(reply.x[1], L2);
	expect_eq(tlb_invalidations(), before + 1);
	realm_run(&r, 0);
	realm_destroy(&r);
}

static void shared_words(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < 512; i += 5)
		guest_must_store(g, shared_ipa(&r, i * PAGE_SIZE), i);
	for (unsigned int round = 0; round < 3; round++) {
		guest_interrupted(g);
		for (unsigned int i = 0; i < 512; i += 5)
			expect_eq(guest_must_load(g, shared_ipa(&r, i * PAGE_SIZE)), i);
	}
}

static void fold_shared(void)
{
	uint64_t first = new_pages(512, L2), base;

	realm_create(&r);
	base = shared_ipa(&r, 0);
	realm_tables(&r, base, 3);
	for (unsigned int i = 0; i < 512; i++)
		expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, base + i * PAGE_SIZE, 3,
			      (first + i * PAGE_SIZE) | 3 << 6 | 6 << 2));
	realm_rec(&r, shared_words, NULL);
	realm_activate(&r);
	realm_enter(&r, 0);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, base, 3).x[1]);
	expect_eq(realm_entry(&r, base, 2).desc, first | 3 << 6 | 6 << 2);
	realm_enter(&r, 0);
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, new_granule(), base, 3));
	expect_eq(realm_entry(&r, base + 9 * PAGE_SIZE, 3).desc, (first + 9 * PAGE_SIZE) | 3 << 6 | 6 << 2);
	realm_enter(&r, 0);
	/* Another attribute in one entry: no block. */
	expect_ok(rmi(RMI_RTT_UNMAP_UNPROTECTED, r.rd, base + 300 * PAGE_SIZE, 3));
	expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, base + 300 * PAGE_SIZE, 3,
		      (first + 300 * PAGE_SIZE) | 1 << 6 | 6 << 2));
	refused_rtt(3, RMI_RTT_FOLD, r.rd, base, 3);
	realm_destroy(&r);
}

/* A table with shared pages can go at once; the realm's next access faults. */
static void shared_then_fault(struct guest *g, void *arg)
{
	(void)arg;
	guest_must_store(g, shared_ipa(&r, 0), 1);
	guest_interrupted(g);
	guest_must_store(g, shared_ipa(&r, 0), 2);
}

static void destroy_shared_table(void)
{
	const struct rmi_rec_exit *e;
	uint64_t page;

	realm_create(&r);
	page = realm_share(&r, 0);
	realm_rec(&r, shared_then_fault, NULL);
	realm_activate(&r);
	realm_enter(&r, 0);
	undelegate(rmi(RMI_RTT_DESTROY, r.rd, shared_ipa(&r, 0), 3).x[1]);
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_SYNC);
	expect_eq(e->hpfar, shared_ipa(&r, 0) >> 8);
	expect_eq(*(const uint64_t *)ns_look(page), 1);
	realm_destroy(&r);
}

static const struct test rtt_tests[] = {
	TEST(create_arguments), TEST(create_walk), TEST(deep), TEST(concatenated), TEST(start_level_2),
	TEST(destroy_outputs), TEST(destroy_live_data), TEST(destroyed_is_inherited), TEST(read_entry_arguments),
	TEST(read_entry_states), TEST(fold_errors), TEST(fold_unassigned), TEST(fold_shared_unassigned),
	TEST(fold_data), TEST(fold_direct_data), TEST(fold_swapped_names), TEST_ON(fold_swapped_names_of_row, two_chunks), TEST(fold_misaligned_names),
	TEST(fold_one_ripas_differs), TEST(fold_scattered_backing), TEST(block_ripas), TEST(scattered_ripas), TEST(two_scattered_ripas),
	TEST(pages_ripas), TEST(fold_shared), TEST(destroy_shared_table),
};
GROUP(rtt);
