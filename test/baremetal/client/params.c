/* SPDX-License-Identifier: BSD-3-Clause */
/* Parameters of realms and RECs: each at, just inside and just outside of what is legal. */
#include "client/granules.h"
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"

#define VMID	500ul
#define GEOMETRY(bits, level, tables)	{ .s2sz = (bits), .start_level = (level), .num_start = (tables) }

static struct realm realm;
static uint64_t rd, tables;		/* delegated; room for the most first tables */
static struct rmi_realm_params *params;

static void set_up(void)
{
	rd = granule_get();
	tables = pages_get(REALM_MAX_START, REALM_MAX_START * PAGE_SIZE);
	for (unsigned int i = 0; i < REALM_MAX_START; i++)
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, tables + i * PAGE_SIZE), RMI_SUCCESS);
	params = (void *)page_get();
	realm_params(params, tables, VMID);
}

static void tear_down(void)
{
	granule_put(rd);
	for (unsigned int i = 0; i < REALM_MAX_START; i++)
		granule_put(tables + i * PAGE_SIZE);
	page_put((uint64_t)params);
}

/* Creates with the parameters as they are, destroys again; then they are the usual ones anew. */
static void expect(bool legal)
{
	uint64_t status = RMI(RMI_REALM_CREATE, rd, (uint64_t)params);

	if (status == RMI_SUCCESS)
		CHECK_EQ(RMI(RMI_REALM_DESTROY, rd), RMI_SUCCESS);
	if (status != (legal ? RMI_SUCCESS : RMI_ERROR_INPUT))
		test_fail(__FILE__, __LINE__, "s2sz %lu, start level %ld, %lu tables: got 0x%lx",
			  (unsigned long)params->s2sz, (long)params->rtt_level_start,
			  (unsigned long)params->rtt_num_start, (unsigned long)status);
	realm_params(params, tables, VMID);
}

static bool level_ok(unsigned int s2sz, int level)
{
	switch (level) {
	case 2:
		return s2sz >= 32 && s2sz <= 34;
	case 1:
		return s2sz >= 32 && s2sz <= 43;
	case 0:
		return s2sz >= 40 && s2sz <= 48;
	}
	return false;
}

static unsigned int tables_needed(unsigned int s2sz, int level)
{
	unsigned int one = 12 + 9 * (unsigned int)(4 - level);

	return s2sz <= one ? 1 : 1u << (s2sz - one);
}

static void test_geometry(void)
{
	static const unsigned int nums[] = { 0, 1, 2, 3, 4, 8, 15, 16, 17, 32 };
	unsigned int widest = feature(0, 8) > 48 ? 48 : feature(0, 8);

	set_up();
	for (unsigned int s2sz = 30; s2sz <= widest + 1 && s2sz < 49; s2sz++) {
		for (int level = -2; level <= 4; level++) {
			for (unsigned int i = 0; i < sizeof(nums) / sizeof(nums[0]); i++) {
				params->s2sz = s2sz;
				params->rtt_level_start = level;
				params->rtt_num_start = nums[i];
				expect(s2sz <= widest && level_ok(s2sz, level) &&
				       nums[i] == tables_needed(s2sz, level));
			}
		}
	}
	tear_down();
}

static void test_values(void)
{
	unsigned int bps = feature(14, 6), wps = feature(20, 6);

	set_up();
	expect(true);
	params->s2sz = feature(0, 8) + 1;
	expect(false);
	params->s2sz = 255;
	expect(false);
	params->hash_algo = RMI_HASH_SHA_512;
	expect(feature(33, 1));
	params->hash_algo = 2;
	expect(false);
	params->num_bps = 0;
	expect(false);
	params->num_bps = bps + 1;
	expect(false);
	params->num_wps = 0;
	expect(false);
	params->num_wps = wps + 1;
	expect(false);
	params->flags = RMI_REALM_FLAG_LPA2;
	expect(feature(8, 1));
	params->flags = RMI_REALM_FLAG_SVE;
	params->sve_vl = feature(10, 4);
	expect(feature(9, 1));
	params->flags = RMI_REALM_FLAG_SVE;
	params->sve_vl = feature(10, 4) + 1;
	expect(false);
	params->flags = RMI_REALM_FLAG_PMU;
	params->pmu_num_ctrs = feature(27, 5);
	expect(feature(26, 1));
	params->flags = RMI_REALM_FLAG_PMU;
	params->pmu_num_ctrs = feature(27, 5) + 1;
	expect(false);
	tear_down();
}

static void test_first_tables(void)
{
	uint64_t plain = page_get();

	set_up();
	params->rtt_base = tables + 8;
	expect(false);
	params->rtt_base = plain;
	expect(false);
	params->rtt_base = rd;
	expect(false);
	params->rtt_base = NS_UART_BASE;
	expect(false);
	params->rtt_base = -PAGE_SIZE;
	expect(false);
	/* Two tables: not aligned to both; the second not delegated; the second the RD itself. */
	params->s2sz = 40;
	params->rtt_num_start = 2;
	params->rtt_base = tables + PAGE_SIZE;
	expect(false);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, tables + PAGE_SIZE), RMI_SUCCESS);
	params->s2sz = 40;
	params->rtt_num_start = 2;
	expect(false);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, tables + PAGE_SIZE), RMI_SUCCESS);
	params->s2sz = 40;
	params->rtt_num_start = 2;
	CHECK_EQ(RMI(RMI_REALM_CREATE, tables + PAGE_SIZE, (uint64_t)params), RMI_ERROR_INPUT);
	expect(true);
	tear_down();
	page_put(plain);
}

static void test_vmid_in_use(void)
{
	set_up();
	realm_create(&realm);
	params->vmid = realm.vmid;
	expect(false);
	realm_destroy(&realm);
	params->vmid = realm.vmid;
	expect(true);
	tear_down();
}

/* The host and the realm mean the same page by an address. */
static void check_runs(const struct geometry *geometry)
{
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_TOUCH, realm_shared(geometry) };
	uint64_t shared = page_get(), before = pool_info().free;

	*(volatile uint64_t *)shared = 0x5a5a;
	realm_build_as(&realm, geometry, gprs);
	realm_share(&realm, realm_shared(geometry), shared);
	realm_activate(&realm);
	CHECK_EQ(rec_run_to_point(&realm.recs[0], 0)->gprs[1], 0x5a5a);
	CHECK_EQ(rec_run_to_point(&realm.recs[0], 1)->gprs[1], 0x5a5a);
	realm_destroy(&realm);
	CHECK_EQ(pool_info().free, before);
	page_put(shared);
}

/* As far as the CPU has such addresses; 40 bits are the least that any of the machine's has. */
static void check_each(const struct geometry *geometries, unsigned int count, void (*check)(const struct geometry *))
{
	unsigned int widest = feature(0, 8);

	CHECK(widest >= 40);
	for (unsigned int i = 0; i < count; i++) {
		if (geometries[i].s2sz <= widest)
			check(&geometries[i]);
	}
}

static void test_geometries_run(void)
{
	static const struct geometry geometries[] = {
		GEOMETRY(32, 1, 1), GEOMETRY(33, 1, 1), GEOMETRY(39, 1, 1), GEOMETRY(40, 0, 1), GEOMETRY(44, 0, 1), GEOMETRY(48, 0, 1),
	};

	check_each(geometries, sizeof(geometries) / sizeof(geometries[0]), check_runs);
}

/* The last page below each of several first tables; half of them are the realm's and half are shared. */
static void check_reach(const struct geometry *geometry)
{
	const uint64_t distance = (1ul << geometry->s2sz) / geometry->num_start, last = distance - PAGE_SIZE;
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_REACH, last, distance, geometry->num_start };
	uint64_t pages[REALM_MAX_START], before = pool_info().free;

	realm_build_as(&realm, geometry, gprs);
	for (unsigned int i = 0; i < geometry->num_start; i++) {
		pages[i] = page_get();
		*(volatile uint64_t *)pages[i] = CANARY + i;
		realm_add_tables(&realm, last + i * distance);
		if (i < geometry->num_start / 2)
			realm_add_data(&realm, last + i * distance, pages[i], 0);
		else
			realm_share(&realm, last + i * distance, pages[i]);
	}
	realm_activate(&realm);
	rec_run_to_point(&realm.recs[0], 0);
	for (unsigned int i = 0; i < geometry->num_start; i++)
		CHECK_EQ(*(volatile uint64_t *)pages[i], i < geometry->num_start / 2 ? CANARY + i : ~(CANARY + i));
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
	for (unsigned int i = 0; i < geometry->num_start; i++)
		page_put(pages[i]);
	CHECK_EQ(pool_info().free, before);
}

static void test_first_tables_run(void)
{
	static const struct geometry geometries[] = {
		GEOMETRY(32, 2, 4), GEOMETRY(33, 2, 8), GEOMETRY(34, 2, 16), GEOMETRY(40, 1, 2), GEOMETRY(42, 1, 8), GEOMETRY(43, 1, 16),
	};

	check_each(geometries, sizeof(geometries) / sizeof(geometries[0]), check_reach);
}

static uint64_t create_rec(uint64_t rec, struct rmi_rec_params *p, uint64_t mpidr)
{
	p->mpidr = mpidr;
	return RMI(RMI_REC_CREATE, realm.rd, rec, (uint64_t)p);
}

static void test_rec_params(void)
{
	static const uint64_t bad[] = { 1, 2, 0x10, 0x80, 0x100, 0x10000, 1ul << 31, 1ul << 32, 1ul << 63 };
	struct rmi_rec_params *p = (void *)page_get();
	uint64_t rec = granule_get(), count;

	realm_create(&realm);
	count = SMC(RMI_REC_AUX_COUNT, realm.rd).x[1];
	p->num_aux = count;
	for (unsigned int i = 0; i < count; i++)
		p->aux[i] = granule_get();
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		CHECK_EQ(create_rec(rec, p, bad[i]), RMI_ERROR_INPUT);
	p->num_aux = count + 1;
	CHECK_EQ(create_rec(rec, p, 0), RMI_ERROR_INPUT);
	p->num_aux = count;
	CHECK_EQ(create_rec(rec, p, 0), RMI_SUCCESS);
	CHECK_EQ(create_rec(rec, p, 1), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, rec), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_REC_DESTROY, rec), RMI_SUCCESS);
	CHECK_EQ(create_rec(rec, p, 0), RMI_ERROR_INPUT);	/* numbers are not used again */
	realm_activate(&realm);
	CHECK_EQ(create_rec(rec, p, 1), RMI_ERROR_REALM);
	realm_destroy(&realm);
	for (unsigned int i = 0; i < count; i++)
		granule_put(p->aux[i]);
	granule_put(rec);
	page_put((uint64_t)p);
}

/* As many RECs as are promised; the seventeenth is the first with Aff1. */
static void test_most_recs(void)
{
	struct rmi_rec_params *p = (void *)page_get();
	uint64_t recs[64], aux[64][RMI_MAX_AUX], count, most = (1ul << feature(38, 4)) - 1;
	unsigned int n = most < 64 ? (unsigned int)most : 64;

	realm_create(&realm);
	count = SMC(RMI_REC_AUX_COUNT, realm.rd).x[1];
	p->num_aux = count;
	for (unsigned int i = 0; i < n; i++) {
		recs[i] = granule_get();
		for (unsigned int k = 0; k < count; k++)
			p->aux[k] = aux[i][k] = granule_get();
		CHECK_EQ(create_rec(recs[i], p, (i & 0xf) | (i >> 4) << 8), RMI_SUCCESS);
	}
	CHECK_EQ(RMI(RMI_REALM_DESTROY, realm.rd), RMI_ERROR_REALM);
	for (unsigned int i = 0; i < n; i++) {
		CHECK_EQ(RMI(RMI_REC_DESTROY, recs[i]), RMI_SUCCESS);
		granule_put(recs[i]);
		for (unsigned int k = 0; k < count; k++)
			granule_put(aux[i][k]);
	}
	realm_destroy(&realm);
	page_put((uint64_t)p);
}

static const struct test tests[] = {
	{ "params/geometry", test_geometry },
	{ "params/values", test_values },
	{ "params/first-tables", test_first_tables },
	{ "params/vmid-in-use", test_vmid_in_use },
	{ "params/geometries-run", test_geometries_run },
	{ "params/first-tables-run", test_first_tables_run },
	{ "params/recs", test_rec_params },
	{ "params/most-recs", test_most_recs },
};

const struct suite param_suite = SUITE(tests);
