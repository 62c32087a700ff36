// SPDX-License-Identifier: BSD-3-Clause
/* RMI_REALM_CREATE, ACTIVATE and DESTROY. */
#include "oracle.h"
#include "runner.h"
#include "zoo.h"

static struct host_realm next;

static struct rmi_realm_params *params(void)
{
	return ns_page(next.params);
}

static void refuse_create(void)
{
	refused_input(RMI_REALM_CREATE, next.rd, next.params);
}

/* One field with wrong values, all others right. */
#define REFUSE_FIELD(field, ...) \
	do { \
		static const uint64_t bad_[] = { __VA_ARGS__ }; \
		__typeof__(params()->field) good_ = params()->field; \
		for (unsigned int i_ = 0; i_ < sizeof(bad_) / sizeof(bad_[0]); i_++) { \
			params()->field = (__typeof__(good_))bad_[i_]; \
			refuse_create(); \
		} \
		params()->field = good_; \
	} while (0)

static void params_fields(void)
{
	realm_prepare(&next);
	REFUSE_FIELD(flags, RMI_REALM_FLAG_LPA2, 7, 8, 1ull << 63);
	REFUSE_FIELD(s2sz, 0, 1, 31, 49, 52, 64, 255, 1ull << 32 | 34);
	REFUSE_FIELD(num_bps, 0, 6, 63, 255);
	REFUSE_FIELD(num_wps, 0, 4, 63, 255);
	REFUSE_FIELD(hash_algo, 2, 3, 255);
	REFUSE_FIELD(rtt_level_start, -2ull, -1ull, 2, 3, 4, 1ull << 32 | 1, 1ull << 63);
	REFUSE_FIELD(rtt_num_start, 0, 2, 3, 16, 17, 1ull << 32);
	REFUSE_FIELD(vmid, 1ull << 16, ~0ull);
	REFUSE_FIELD(rtt_base, DEVICE_ADDR, POOL_BASE, FIRMWARE_ADDR, 0, ~PAGE_MASK, 1ull << 48);
	params()->rtt_base++;
	refuse_create();
	params()->rtt_base--;
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	realm_destroy(&next);
}

static void accept_create(void)
{
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	expect_ok(rmi(RMI_REALM_DESTROY, next.rd));
}

/* SVE: the flag where there is SVE, and no more length than there is, asked for or not. */
static void params_sve(void)
{
	struct rmi_realm_params *p = realm_prepare(&next);

	for (unsigned int i = 0; i < 2; i++, p->flags = RMI_REALM_FLAG_SVE) {
		REFUSE_FIELD(sve_vl, 4, 15, 16, 255, 1ull << 32);
		p->sve_vl = 3;
		accept_create();
		p->sve_vl = 0;
		accept_create();
	}
	machine_config.features.sve_vectors = 1;
	REFUSE_FIELD(sve_vl, 1, 3);
	accept_create();
	machine_config.features.sve_vectors = 0;
	refuse_create();
	p->flags = 0;
	REFUSE_FIELD(sve_vl, 1, 15);
	accept_create();
}

/* PMU: between the fewest and the most counters, where the flag asks for them; never more than there are. */
static void params_pmu(void)
{
	struct rmi_realm_params *p = realm_prepare(&next);

	for (unsigned int i = 0; i < 2; i++, p->flags = RMI_REALM_FLAG_PMU) {
		REFUSE_FIELD(pmu_num_ctrs, 7, 31, 255, 1ull << 32 | 1);
		p->pmu_num_ctrs = 6;
		accept_create();
		p->pmu_num_ctrs = 1;
		accept_create();
	}
	REFUSE_FIELD(pmu_num_ctrs, 0);
	machine_config.features.pmu_min_ctrs = 0;
	p->pmu_num_ctrs = 0;
	accept_create();
	machine_config.features.has_pmu = false;
	machine_config.features.pmu_num_ctrs = 0;
	refuse_create();
	p->flags = 0;
	accept_create();
}

static void limits_accepted(void)
{
	struct rmi_realm_params *p = realm_prepare(&next);

	p->num_bps = 5;
	p->num_wps = 3;
	p->hash_algo = RMI_HASH_SHA_512;
	p->vmid = next.vmid = 0xffff;
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	realm_destroy(&next);
}

/* A.3: legal pairs of width and start level, with the number of tables. */
static unsigned int legal_tables(unsigned int s2sz, int level)
{
	static const struct { unsigned int min, max; } width[] = { { 40, 48 }, { 32, 43 }, { 32, 34 } };
	unsigned int one = 12 + 9 * (4 - (unsigned int)level);

	if (level < 0 || level > 2 || s2sz < width[level].min || s2sz > width[level].max)
		return 0;
	return s2sz <= one ? 1 : 1u << (s2sz - one);
}

static void try_geometry(unsigned int s2sz, int level, unsigned int num)
{
	struct rmi_realm_params *p = params();
	bool legal = num != 0 && num == legal_tables(s2sz, level);

	p->s2sz = s2sz;
	p->rtt_level_start = level;
	p->rtt_num_start = num;
	if (!legal) {
		refuse_create();
		return;
	}
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	expect_ok(rmi(RMI_REALM_DESTROY, next.rd));
}

static void geometry(void)
{
	realm_prepare(&next);
	/* Enough tables for each of them. */
	params()->rtt_base = next.rtt_base = new_pages(17, 16 * PAGE_SIZE);
	for (unsigned int i = 0; i < 17; i++)
		delegate(next.rtt_base + i * PAGE_SIZE);
	for (unsigned int s2sz = 31; s2sz <= 53; s2sz++) {
		for (int level = -2; level <= 4; level++) {
			unsigned int want = legal_tables(s2sz, level);

			try_geometry(s2sz, level, 0);
			try_geometry(s2sz, level, want ? want : 1);
			try_geometry(s2sz, level, want + 1);
			if (want > 1)
				try_geometry(s2sz, level, want / 2);
		}
	}
}

static void narrow(void)
{
	machine_config.features.ipa_bits = 40;
	machine_config.features.vmid_bits = 8;
}

static void narrow_machine(void)
{
	struct rmi_realm_params *p = realm_prepare(&next);

	REFUSE_FIELD(s2sz, 41, 43, 48);
	REFUSE_FIELD(vmid, 256, 0x1001, 0xffff);
	p->vmid = next.vmid = 255;
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	realm_destroy(&next);
	realm_create_as(&next, 40, 1);
	realm_destroy(&next);
}

static void concatenated_misaligned(void)
{
	realm_prepare_as(&next, 41, 1);
	expect_eq(next.rtt_num, 4);
	params()->rtt_base += PAGE_SIZE;
	delegate(next.rtt_base + 4 * PAGE_SIZE);
	refuse_create();
	params()->rtt_base = next.rtt_base;
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	realm_destroy(&next);
}

/* Each start table, in each state that it must not have. */
static void start_table_states(void)
{
	zoo_build();
	realm_prepare_as(&next, 41, 1);
	for (unsigned int i = 0; i < next.rtt_num; i++) {
		undelegate(next.rtt_base + i * PAGE_SIZE);
		refuse_create();
		delegate(next.rtt_base + i * PAGE_SIZE);
	}
	for (unsigned int s = 0; s < ZOO_STATES; s++) {
		params()->rtt_num_start = 1;
		params()->s2sz = 34;
		params()->rtt_base = zoo.of[s];
		if (s != NAME_DELEGATED && zoo.of[s] != 0)
			refuse_create();
	}
}

/* The RD among the start tables. */
static void rd_is_start_table(void)
{
	realm_prepare_as(&next, 41, 1);
	for (unsigned int i = 0; i < next.rtt_num; i++)
		refused_input(RMI_REALM_CREATE, next.rtt_base + i * PAGE_SIZE, next.params);
}

static void vmid_in_use(void)
{
	struct host_realm a;

	realm_create(&a);
	realm_prepare(&next);
	params()->vmid = a.vmid;
	refuse_create();
	realm_destroy(&a);
	next.vmid = a.vmid;
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	realm_destroy(&next);
}

/* A refused creation must not keep the VMID. */
static void vmid_after_refusal(void)
{
	realm_prepare(&next);
	params()->num_bps = 0;
	refuse_create();
	params()->num_bps = 1;
	undelegate(next.rtt_base);
	refuse_create();
	delegate(next.rtt_base);
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
}

#define LAST_PAGE	((1ull << 31) - PAGE_SIZE)	/* of either half of 32 bits */

static void uses_both_ends(struct guest *g, void *arg)
{
	(void)arg;
	expect_eq(guest_must_load(g, 0), 0);
	expect_eq(guest_must_load(g, LAST_PAGE), 0);
	guest_must_store(g, 0, CANARY(1));
	guest_must_store(g, LAST_PAGE, CANARY(2));
	guest_must_store(g, shared_ipa(&next, LAST_PAGE), 3);
}

/* The smallest realm, and VMID 0, as hosts with one realm at a time have it again and again. */
static void smallest_with_vmid_0(void)
{
	for (unsigned int i = 0; i < 3; i++) {
		uint64_t shared;

		realm_prepare_as(&next, 32, 1);
		params()->vmid = next.vmid = 0;
		expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
		realm_data(&next, 0, 0);
		realm_data(&next, LAST_PAGE, 0);
		shared = realm_share(&next, LAST_PAGE);
		realm_rec(&next, uses_both_ends, NULL);
		realm_activate(&next);
		realm_run(&next, 0);
		expect_eq(*(const uint64_t *)ns_look(shared), 3);
		realm_destroy(&next);
	}
}

static void params_bus_refuses(void)
{
	realm_prepare(&next);
	machine_refuse_read(next.params);
	refuse_create();
	machine_refuse_read(0);
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
}

/* The host changes the parameters right after they were read: only what was read counts. */
static void flip_params(enum machine_event event, uint64_t addr)
{
	if (event == EVENT_NS_READ && addr == next.params) {
		params()->rtt_base = DEVICE_ADDR;
		params()->s2sz = 255;
		params()->vmid = ~0ull;
	}
}

static void params_change_under_feet(void)
{
	realm_prepare(&next);
	host_oracles(false);
	machine_set_hook(flip_params);
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	machine_set_hook(NULL);
	expect_ok(rmi(RMI_REALM_DESTROY, next.rd));
	undelegate(next.rd);
	undelegate(next.rtt_base);
}

static void activate(void)
{
	realm_create(&next);
	realm_activate(&next);
	refused_realm(0, RMI_REALM_ACTIVATE, next.rd);
	realm_destroy(&next);
	refused_input(RMI_REALM_ACTIVATE, next.rd);
}

static void destroy_live(void)
{
	realm_create(&next);
	realm_rec(&next, NULL, NULL);
	refused_realm(0, RMI_REALM_DESTROY, next.rd);
	expect_ok(rmi(RMI_REC_DESTROY, next.rec[0].rec));
	next.rec_count = 0;
	realm_tables(&next, 0, 2);
	refused_realm(0, RMI_REALM_DESTROY, next.rd);
	realm_destroy(&next);
	refused_input(RMI_REALM_DESTROY, next.rd);
}

/* Of several start tables only the last is live. */
static void destroy_last_table_live(void)
{
	realm_create_as(&next, 41, 1);
	realm_tables(&next, 3ull << 39, 2);
	refused_realm(0, RMI_REALM_DESTROY, next.rd);
	realm_destroy(&next);
}

/* Shared mappings take no reference: a block in a start table goes with the realm. */
static void big_dram(void)
{
	machine_config.map.dram[0].size = 0x42000000;
}

static void touch_shared(struct guest *g, void *arg)
{
	struct host_realm *r = arg;

	guest_must_store(g, shared_ipa(r, 0x40000008), 77);
	expect_eq(guest_must_load(g, shared_ipa(r, 0x40000008)), 77);
}

static void destroy_with_shared_block(void)
{
	realm_create(&next);
	expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, next.rd, shared_ipa(&next, 0x40000000), 1,
		      DRAM0_BASE | 3 << 6 | 6 << 2));
	realm_rec(&next, touch_shared, &next);
	realm_activate(&next);
	realm_run(&next, 0);
	expect_ok(rmi(RMI_REC_DESTROY, next.rec[0].rec));
	expect_ok(rmi(RMI_REALM_DESTROY, next.rd));
}

static void many_realms(void)
{
	static struct host_realm r[20];
	struct host_pool before = host_pool();

	for (unsigned int i = 0; i < 20; i++) {
		realm_create(&r[i]);
		realm_data(&r[i], 0, i);
	}
	for (unsigned int i = 0; i < 20; i++)
		realm_destroy(&r[(i * 7) % 20]);
	expect_eq(host_pool().free, before.free);
}

/*
 * The pool has no run of pages for concatenated tables, and they work nevertheless: all of it is filled with data, then
 * every second page goes.
 */
static void uses_far_apart(struct guest *g, void *arg)
{
	(void)arg;
	for (uint64_t i = 0; i < 16; i++)
		guest_must_store(g, i << 38, i + 1);
	guest_interrupted(g);
	for (uint64_t i = 0; i < 16; i++)
		expect_eq(guest_must_load(g, i << 38), i + 1);
}

static void small_pool(void)
{
	machine_config.map.pool.size = 0x400000;
}

static void scattered_start_tables(void)
{
	static struct host_realm filler;
	uint64_t before = host_pool().free;
	unsigned int count = 0;

	realm_create(&filler);
	while (host_pool().free > 4)
		realm_page(&filler, count++ * PAGE_SIZE);
	for (unsigned int i = 0; i < count; i += 2)
		undelegate(rmi(RMI_DATA_DESTROY, filler.rd, i * PAGE_SIZE).x[1]);
	realm_prepare_as(&next, 43, 1);
	expect_eq(next.rtt_num, 16);
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	realm_tables(&next, 0, 3);
	for (uint64_t i = 0; i < 16; i++) {
		realm_data(&next, i << 38, 0);
		expect_entry(&next, i << 38, 3, RMI_ASSIGNED, RMI_RAM);
	}
	realm_rec(&next, uses_far_apart, NULL);
	realm_activate(&next);
	realm_run(&next, 0);
	realm_destroy(&next);
	realm_destroy(&filler);
	expect_eq(host_pool().free, before);
}

/* Not even a page for a root of its own is left: refused, and nothing is lost. */
static void no_room_for_root(void)
{
	static struct host_realm filler;
	unsigned int count = 0;
	uint64_t spare = 0;

	realm_create(&filler);
	while (host_pool().free > 4)
		realm_page(&filler, count++ * PAGE_SIZE);
	for (unsigned int i = 0; i < 64; i += 2)
		undelegate(rmi(RMI_DATA_DESTROY, filler.rd, i * PAGE_SIZE).x[1]);
	/* The pages that are free lie one by one, and all of them are owed to names. */
	realm_prepare_as(&next, 43, 1);
	while (host_pool().free > 0)
		spare = new_granule();
	expect_input(rmi(RMI_REALM_CREATE, next.rd, next.params));
	expect_eq(oracle_state(next.rd), NAME_DELEGATED);
	expect_eq(host_pool().free, 0);
	/* With one page it works: the VMID was not kept either. */
	undelegate(spare);
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	expect_eq(host_pool().free, 0);
	realm_destroy(&next);
	/* RD, 16 tables, and the root that the host never saw. */
	expect_eq(host_pool().free, 18);
}

/* A root of the monitor's would be at level 0, which this machine cannot start from. */
static void narrow_small_pool(void)
{
	small_pool();
	machine_config.features.ipa_bits = machine_config.features.pa_bits = 43;
}

static void no_level_for_root(void)
{
	static struct host_realm filler;
	unsigned int count = 0;

	realm_create(&filler);
	while (host_pool().free > 4)
		realm_page(&filler, count++ * PAGE_SIZE);
	for (unsigned int i = 0; i < count; i += 2)
		undelegate(rmi(RMI_DATA_DESTROY, filler.rd, i * PAGE_SIZE).x[1]);
	realm_prepare_as(&next, 43, 1);
	expect_input(rmi(RMI_REALM_CREATE, next.rd, next.params));
	expect_eq(oracle_state(next.rd), NAME_DELEGATED);
	/* With a run of pages it works: the VMID was not kept either. */
	realm_destroy(&filler);
	expect_ok(rmi(RMI_REALM_CREATE, next.rd, next.params));
	realm_destroy(&next);
}

static const struct test realm_tests[] = {
	TEST(params_fields), TEST(params_sve), TEST(params_pmu), TEST(limits_accepted), TEST(geometry), TEST_ON(narrow_machine, narrow),
	TEST(concatenated_misaligned), TEST(start_table_states), TEST(rd_is_start_table), TEST(vmid_in_use),
	TEST(vmid_after_refusal), TEST(smallest_with_vmid_0), TEST(params_bus_refuses), TEST(params_change_under_feet), TEST(activate),
	TEST(destroy_live), TEST(destroy_last_table_live), TEST_ON(destroy_with_shared_block, big_dram),
	TEST(many_realms), TEST_ON(scattered_start_tables, small_pool), TEST_ON(no_room_for_root, small_pool),
	TEST_ON(no_level_for_root, narrow_small_pool),
};
GROUP(realm);
