/* SPDX-License-Identifier: BSD-3-Clause */
/* The realm's translation tables: bounds, answers about entries, folding and unfolding. */
#include "abi/vendor.h"
#include "client/granules.h"
#include "client/host.h"
#include "client/memory.h"
#include "client/oracle.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define BLOCK_PAGES	512u
#define ATTRIBUTES	((6ul << 2) | (3ul << 6))

static struct realm realm;

static void check_create_refused(uint64_t table, uint64_t ipa, int64_t level, uint64_t status)
{
	CHECK_EQ(RMI(RMI_RTT_CREATE, realm.rd, table, ipa, (uint64_t)level), status);
}

static void test_bounds(void)
{
	static const int64_t levels[] = { -2, -1, 0, 1, 4, 5, 0x100000002 };
	uint64_t table = granule_get();

	realm_create(&realm);
	for (unsigned int i = 0; i < sizeof(levels) / sizeof(levels[0]); i++) {
		check_create_refused(table, 0, levels[i], RMI_ERROR_INPUT);
		CHECK_EQ(RMI(RMI_RTT_DESTROY, realm.rd, 0, (uint64_t)levels[i]), RMI_ERROR_INPUT);
		CHECK_EQ(RMI(RMI_RTT_FOLD, realm.rd, 0, (uint64_t)levels[i]), RMI_ERROR_INPUT);
	}
	check_create_refused(table, 1ul << REALM_S2SZ, 2, RMI_ERROR_INPUT);
	check_create_refused(table, -BLOCK_SIZE, 3, RMI_ERROR_INPUT);
	check_create_refused(table, PAGE_SIZE, 2, RMI_ERROR_INPUT);
	check_create_refused(table, PAGE_SIZE, 3, RMI_ERROR_INPUT);
	check_create_refused(table, REALM_RAM, 3, RMI_RESULT(RMI_ERROR_RTT, 1));
	realm_add_table(&realm, REALM_RAM, 2);
	check_create_refused(table, REALM_RAM, 2, RMI_RESULT(RMI_ERROR_RTT, 1));
	CHECK_EQ(RMI(RMI_RTT_DESTROY, realm.rd, REALM_RAM, 3), RMI_RESULT(RMI_ERROR_RTT, 2));
	realm_destroy(&realm);
	granule_put(table);
}

static void test_data_bounds(void)
{
	uint64_t data = granule_get(), source = page_get();
	static const uint64_t ipas[] = { REALM_DATA + 1, REALM_DATA + 8, REALM_SHARED, 1ul << REALM_S2SZ, ~0xffful };

	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	for (unsigned int i = 0; i < sizeof(ipas) / sizeof(ipas[0]); i++) {
		CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, data, ipas[i], source, 0), RMI_ERROR_INPUT);
		CHECK_EQ(RMI(RMI_DATA_CREATE_UNKNOWN, realm.rd, data, ipas[i]), RMI_ERROR_INPUT);
		CHECK_EQ(RMI(RMI_DATA_DESTROY, realm.rd, ipas[i]), RMI_ERROR_INPUT);
	}
	CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, data, REALM_DATA, source, 2), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, data, REALM_RAM, source, 0), RMI_RESULT(RMI_ERROR_RTT, 3));
	CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, data, REALM_BLOCK, source, 0), RMI_RESULT(RMI_ERROR_RTT, 2));
	CHECK_EQ(RMI(RMI_DATA_DESTROY, realm.rd, REALM_DATA), RMI_RESULT(RMI_ERROR_RTT, 3));
	realm_activate(&realm);
	CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, data, REALM_DATA, source, 0), RMI_ERROR_REALM);
	realm_destroy(&realm);
	granule_put(data);
	page_put(source);
}

static void test_ripas_bounds(void)
{
	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	CHECK_EQ(RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_DATA, REALM_DATA), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_DATA + PAGE_SIZE, REALM_DATA), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_DATA + 1, REALM_DATA + PAGE_SIZE), RMI_RESULT(RMI_ERROR_RTT, 3));
	CHECK_EQ(RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_DATA, REALM_DATA + 1), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_DATA, ~0xffful), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_SHARED, REALM_SHARED + PAGE_SIZE), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_RAM, REALM_RAM + PAGE_SIZE), RMI_RESULT(RMI_ERROR_RTT, 3));
	realm_activate(&realm);
	CHECK_EQ(RMI(RMI_RTT_INIT_RIPAS, realm.rd, REALM_DATA, REALM_DATA + PAGE_SIZE), RMI_ERROR_REALM);
	realm_destroy(&realm);
}

static void check_entry(uint64_t ipa, uint64_t level, enum rmi_rtte_state state, uint64_t desc, enum rmi_ripas ripas)
{
	struct smc r = SMC(RMI_RTT_READ_ENTRY, realm.rd, ipa, 3);

	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1], level);
	CHECK_EQ(r.x[2], state);
	CHECK_EQ(r.x[3], desc);
	CHECK_EQ(r.x[4], ripas);
}

/* The host is told its own names, never the pages behind them. */
static void test_read_entry(void)
{
	uint64_t data = granule_get(), shared = page_get();
	struct smc r;

	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	check_entry(REALM_DATA, 3, RMI_UNASSIGNED, 0, RMI_EMPTY);
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
	check_entry(REALM_DATA, 3, RMI_UNASSIGNED, 0, RMI_RAM);
	CHECK_EQ(RMI(RMI_DATA_CREATE_UNKNOWN, realm.rd, data, REALM_DATA), RMI_SUCCESS);
	check_entry(REALM_DATA, 3, RMI_ASSIGNED, data, RMI_RAM);
	check_entry(REALM_BLOCK, 2, RMI_UNASSIGNED, 0, RMI_EMPTY);
	realm_share(&realm, REALM_SHARED, shared);
	check_entry(REALM_SHARED, 3, RMI_ASSIGNED, shared | ATTRIBUTES, RMI_EMPTY);
	r = SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1], data);
	check_entry(REALM_DATA, 3, RMI_UNASSIGNED, 0, RMI_DESTROYED);
	/* As long as the realm is new, that can become RAM like the rest. */
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
	check_entry(REALM_DATA, 3, RMI_UNASSIGNED, 0, RMI_RAM);
	realm_destroy(&realm);
	granule_put(data);
	page_put(shared);
}

static void fill_block(uint64_t names)
{
	uint64_t source = page_get();

	for (uint64_t i = 0; i < BLOCK_PAGES; i++) {
		*(volatile uint64_t *)source = CANARY + i;
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, names + i * PAGE_SIZE), RMI_SUCCESS);
		CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, names + i * PAGE_SIZE, REALM_BLOCK + i * PAGE_SIZE, source, 0),
			 RMI_SUCCESS);
	}
	page_put(source);
}

static void empty_block(uint64_t names)
{
	for (uint64_t i = 0; i < BLOCK_PAGES; i++) {
		CHECK_EQ(SMC(RMI_DATA_DESTROY, realm.rd, REALM_BLOCK + i * PAGE_SIZE).x[1], names + i * PAGE_SIZE);
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, names + i * PAGE_SIZE), RMI_SUCCESS);
	}
}

/* Folded, run, unfolded, run: the realm sees the same memory, the host the same names. */
static void fold_and_unfold(const char *look)
{
	uint64_t names = pages_get(BLOCK_PAGES, BLOCK_SIZE), table;
	struct rec *rec = &realm.recs[0];
	struct smc r;

	realm_build(&realm, PROGRAM_BLOCK, 4, 0, 0);
	realm_add_table(&realm, REALM_BLOCK, 3);
	fill_block(names);
	realm_activate(&realm);
	rec_run_to_point(rec, 0);
	for (uint64_t round = 1; round < 4; round += 2) {
		r = SMC(RMI_RTT_FOLD, realm.rd, REALM_BLOCK, 3);
		CHECK_EQ(r.x[0], RMI_SUCCESS);
		table = r.x[1];
		check_entry(REALM_BLOCK + 5 * PAGE_SIZE, 2, RMI_ASSIGNED, names, RMI_RAM);
		if (round == 1)
			oracle_look(look);
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, table), RMI_SUCCESS);
		rec_run_to_point(rec, round);
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, table), RMI_SUCCESS);
		CHECK_EQ(RMI(RMI_RTT_CREATE, realm.rd, table, REALM_BLOCK, 3), RMI_SUCCESS);
		check_entry(REALM_BLOCK + 5 * PAGE_SIZE, 3, RMI_ASSIGNED, names + 5 * PAGE_SIZE, RMI_RAM);
		if (round + 1 < 4)
			rec_run_to_point(rec, round + 1);
	}
	rec_run_to_off(rec);
	empty_block(names);
	realm_destroy(&realm);
}

static void test_fold_data(void)
{
	fold_and_unfold("folded --realms 1");
}

#define SOME_FRAMES	3u	/* one page in each; enough for a block is left beside them */

static struct realm other;

static uint64_t give_page(uint64_t ipa)
{
	uint64_t name = pages_get(1, BLOCK_SIZE);

	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, name), RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_DATA_CREATE_UNKNOWN, other.rd, name, ipa), RMI_SUCCESS);
	return name;
}

/* No whole 2 MiB of the pool are left, so a block's pages do not follow each other: hardware keeps a hidden table. */
static void test_fold_scattered(void)
{
	static bool claimed[SECURE_RAM_SIZE / BLOCK_SIZE];
	struct pool pool = pool_info();
	uint64_t names[SOME_FRAMES];

	realm_build(&other, PROGRAM_OFF, 0, 0, 0);
	for (unsigned int i = 0; i < SOME_FRAMES; i++)
		names[i] = give_page(REALM_DATA + i * PAGE_SIZE);
	for (unsigned int i = 0; i < pool.size / BLOCK_SIZE; i++)
		claimed[i] = RMI(VENDOR_POOL_CLAIM, pool.base + i * BLOCK_SIZE, BLOCK_SIZE) == RMI_SUCCESS;
	CHECK(pool_info().free < pool.free / 8);
	fold_and_unfold("scattered --realms 2");
	for (unsigned int i = 0; i < pool.size / BLOCK_SIZE; i++) {
		if (claimed[i])
			CHECK_EQ(RMI(VENDOR_POOL_RELEASE, pool.base + i * BLOCK_SIZE, BLOCK_SIZE), RMI_SUCCESS);
	}
	for (unsigned int i = 0; i < SOME_FRAMES; i++) {
		CHECK_EQ(SMC(RMI_DATA_DESTROY, other.rd, REALM_DATA + i * PAGE_SIZE).x[1], names[i]);
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, names[i]), RMI_SUCCESS);
	}
	realm_destroy(&other);
	CHECK_EQ(pool_info().free, pool.free);
}

/* Only what is alike folds. */
static void test_fold_refused(void)
{
	uint64_t pages = pages_get(BLOCK_PAGES, BLOCK_SIZE);

	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	CHECK_EQ(RMI(RMI_RTT_FOLD, realm.rd, REALM_RAM, 3), RMI_RESULT(RMI_ERROR_RTT, 3));
	for (uint64_t i = 0; i < BLOCK_PAGES; i++) {
		uint64_t attributes = i == 77 ? (6ul << 2) | (1ul << 6) : ATTRIBUTES;

		CHECK_EQ(RMI(RMI_RTT_MAP_UNPROTECTED, realm.rd, REALM_SHARED + i * PAGE_SIZE, 3,
			     (pages + i * PAGE_SIZE) | attributes), RMI_SUCCESS);
	}
	CHECK_EQ(RMI(RMI_RTT_FOLD, realm.rd, REALM_SHARED, 3), RMI_RESULT(RMI_ERROR_RTT, 3));
	for (uint64_t i = 0; i < BLOCK_PAGES; i++)
		CHECK_EQ(RMI(RMI_RTT_UNMAP_UNPROTECTED, realm.rd, REALM_SHARED + i * PAGE_SIZE, 3), RMI_SUCCESS);
	realm_destroy(&realm);
}

static const struct geometry widest = { .s2sz = 48, .start_level = 0, .num_start = 1 };

static void make_table(uint64_t ipa, int level)
{
	CHECK_EQ(RMI(RMI_RTT_CREATE, realm.rd, granule_get(), ipa, (uint64_t)level), RMI_SUCCESS);
}

static void fold(uint64_t ipa, int level)
{
	struct smc r = SMC(RMI_RTT_FOLD, realm.rd, ipa, (uint64_t)level);

	CHECK_EQ(r.x[0], RMI_SUCCESS);
	granule_put(r.x[1]);
}

/* Addresses without memory: from one entry of the first table to pages and back, twice, first EMPTY and then RAM. */
static void test_fold_to_the_root(void)
{
	const uint64_t ipa = 1ul << 39;

	realm_create_as(&realm, &widest);
	for (enum rmi_ripas ripas = RMI_EMPTY; ripas <= RMI_RAM; ripas++) {
		if (ripas == RMI_RAM)
			CHECK_EQ(SMC(RMI_RTT_INIT_RIPAS, realm.rd, ipa, 2 * ipa).x[1], 2 * ipa);
		check_entry(ipa, 0, RMI_UNASSIGNED, 0, ripas);
		for (int level = 1; level <= 3; level++) {
			make_table(ipa, level);
			check_entry(ipa, (uint64_t)level, RMI_UNASSIGNED, 0, ripas);
		}
		for (int level = 3; level >= 1; level--) {
			fold(ipa, level);
			check_entry(ipa, (uint64_t)level - 1, RMI_UNASSIGNED, 0, ripas);
		}
	}
	realm_destroy(&realm);
}

/* A gigabyte shared by one entry, by 512, and by one again. */
static void test_shared_gigabyte(void)
{
	const uint64_t size = 1ul << 30, dram = DRAM_BASE + size, ipa = 1ul << 47 | dram;
	struct smc r;

	realm_create_as(&realm, &widest);
	make_table(1ul << 47 | DRAM_BASE, 1);
	CHECK_EQ(RMI(RMI_RTT_MAP_UNPROTECTED, realm.rd, ipa, 1, dram | ATTRIBUTES), RMI_SUCCESS);
	check_entry(ipa, 1, RMI_ASSIGNED, dram | ATTRIBUTES, RMI_EMPTY);
	make_table(ipa, 2);
	check_entry(ipa, 2, RMI_ASSIGNED, dram | ATTRIBUTES, RMI_EMPTY);
	check_entry(ipa + size - PAGE_SIZE, 2, RMI_ASSIGNED, (dram + size - BLOCK_SIZE) | ATTRIBUTES, RMI_EMPTY);
	fold(ipa, 2);
	check_entry(ipa, 1, RMI_ASSIGNED, dram | ATTRIBUTES, RMI_EMPTY);
	r = SMC(RMI_RTT_UNMAP_UNPROTECTED, realm.rd, ipa, 1);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1], 1ul << 47 | (DRAM_BASE + (1ul << 39)));
	fold(1ul << 47 | DRAM_BASE, 1);
	realm_destroy(&realm);
}

/* A shared table goes away under a mapping that the realm has used: no translation is left. */
static void test_destroy_shared_table(void)
{
	uint64_t shared = page_get();
	struct rec *rec = &realm.recs[0];
	struct rmi_rec_exit *exit;
	struct smc r;

	realm_build(&realm, PROGRAM_TOUCH, REALM_SHARED, 0, 0);
	realm_share(&realm, REALM_SHARED, shared);
	realm_activate(&realm);
	rec_run_to_point(rec, 0);
	r = SMC(RMI_RTT_DESTROY, realm.rd, REALM_SHARED, 3);
	if (r.x[0] != RMI_SUCCESS) {
		CHECK_EQ(r.x[0], RMI_RESULT(RMI_ERROR_RTT, 3));
		realm_destroy(&realm);
		return;
	}
	granule_put(r.x[1]);
	realm.table_count--;
	realm.shared_count--;
	exit = rec_run(rec);
	CHECK_EQ(exit->exit_reason, RMI_EXIT_SYNC);
	CHECK_EQ(exit->hpfar, (REALM_SHARED >> 12) << 4);
	realm_destroy(&realm);
	page_put(shared);
}

static const struct test tests[] = {
	{ "tables/bounds", test_bounds },
	{ "tables/data-bounds", test_data_bounds },
	{ "tables/ripas-bounds", test_ripas_bounds },
	{ "tables/read-entry", test_read_entry },
	{ "tables/fold-and-unfold-data", test_fold_data },
	{ "tables/fold-and-unfold-scattered-data", test_fold_scattered },
	{ "tables/fold-refused", test_fold_refused },
	{ "tables/fold-to-the-root", test_fold_to_the_root },
	{ "tables/shared-gigabyte", test_shared_gigabyte },
	{ "tables/destroy-shared-table", test_destroy_shared_table },
};

const struct suite table_suite = SUITE(tests);
