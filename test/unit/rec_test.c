// SPDX-License-Identifier: BSD-3-Clause
/* RMI_REC_AUX_COUNT, REC_CREATE and REC_DESTROY. */
#include <string.h>

#include "runner.h"
#include "zoo.h"

static struct host_realm r;
static uint64_t page;

static struct rmi_rec_params *params(void)
{
	return ns_page(page);
}

static void aux_count(void)
{
	struct reply a;

	realm_create(&r);
	a = rmi(RMI_REC_AUX_COUNT, r.rd);
	expect_ok(a);
	expect(a.x[1] <= RMI_MAX_AUX);
	realm_destroy(&r);
}

static void runs_once(struct guest *g, void *arg)
{
	(void)arg;
	guest_interrupted(g);
}

/* A realm with SVE has two pages more for its vectors, which the machine fills when it has run. */
static void aux_of_sve(void)
{
	struct host_realm plain;
	struct rmi_realm_params *p;
	uint64_t few, many;

	realm_create(&plain);
	few = rmi(RMI_REC_AUX_COUNT, plain.rd).x[1];
	p = realm_prepare(&r);
	p->flags = RMI_REALM_FLAG_SVE;
	p->sve_vl = 3;
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
	many = rmi(RMI_REC_AUX_COUNT, r.rd).x[1];
	expect_eq(many, few + 2);
	page = rec_prepare(&r);
	params()->num_aux = few;
	refused_input(RMI_REC_CREATE, r.rd, new_granule(), page);
	realm_rec(&r, runs_once, NULL);
	realm_activate(&r);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	realm_destroy(&r);
	realm_destroy(&plain);
}

static void mpidr(void)
{
	static const uint64_t bad[] = { 1, 2, 0xf, 0x10, 0x80, 0x100, 0x10000, 1ull << 24, 1ull << 31, 1ull << 32,
		1ull << 40, 1ull << 63, ~0ull };
	uint64_t rec;

	realm_create(&r);
	page = rec_prepare(&r);
	rec = new_granule();
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		params()->mpidr = bad[i];
		refused_input(RMI_REC_CREATE, r.rd, rec, page);
	}
	params()->mpidr = 0;
	expect_ok(rmi(RMI_REC_CREATE, r.rd, rec, page));
}

/* 18 RECs: the index goes on in affinity 1. */
static void indices(void)
{
	static uint64_t recs[18], pages[18];

	realm_create(&r);
	for (unsigned int i = 0; i < 18; i++) {
		r.rec_count = i;
		page = pages[i] = rec_prepare(&r);
		expect_eq(params()->mpidr, i < 16 ? i : 0x100 + i - 16);
		recs[i] = new_granule();
		if (i > 0) {
			params()->mpidr = mpidr_of_index(i - 1);
			refused_input(RMI_REC_CREATE, r.rd, recs[i], page);
			params()->mpidr = mpidr_of_index(i + 1);
			refused_input(RMI_REC_CREATE, r.rd, recs[i], page);
			params()->mpidr = mpidr_of_index(i);
		}
		expect_ok(rmi(RMI_REC_CREATE, r.rd, recs[i], page));
	}
	/* An index is not used again. */
	expect_ok(rmi(RMI_REC_DESTROY, recs[17]));
	r.rec_count = 17;
	page = rec_prepare(&r);
	refused_input(RMI_REC_CREATE, r.rd, recs[17], page);
	for (unsigned int i = 0; i < 17; i++)
		expect_ok(rmi(RMI_REC_DESTROY, recs[i]));
	expect_ok(rmi(RMI_REALM_DESTROY, r.rd));
}

static void too_many(void)
{
	uint64_t order = rmi(RMI_FEATURES, 0).x[1] >> 38 & 0xf, max = (1ull << order) - 1;
	uint64_t rec = 0, one_more;

	realm_create(&r);
	for (uint64_t i = 0; i < max; i++) {
		r.rec_count = (unsigned int)i;
		page = rec_prepare(&r);
		rec = new_granule();
		expect_ok(rmi(RMI_REC_CREATE, r.rd, rec, page));
	}
	r.rec_count = (unsigned int)max;
	page = rec_prepare(&r);
	one_more = new_granule();
	refused_realm(0, RMI_REC_CREATE, r.rd, one_more, page);
	/* Those count that there are, whatever their index. */
	expect_ok(rmi(RMI_REC_DESTROY, rec));
	expect_ok(rmi(RMI_REC_CREATE, r.rd, one_more, page));
	r.rec_count = (unsigned int)max + 1;
	page = rec_prepare(&r);
	refused_realm(0, RMI_REC_CREATE, r.rd, rec, page);
}

static void num_aux(void)
{
	static const uint64_t off[] = { 1, -1ull, 16, 17, 1ull << 32, ~0ull >> 1 };
	uint64_t rec, good;

	realm_create(&r);
	page = rec_prepare(&r);
	rec = new_granule();
	good = params()->num_aux;
	for (unsigned int i = 0; i < sizeof(off) / sizeof(off[0]); i++) {
		params()->num_aux = good + off[i];
		refused_input(RMI_REC_CREATE, r.rd, rec, page);
	}
	params()->num_aux = good;
	expect_ok(rmi(RMI_REC_CREATE, r.rd, rec, page));
}

static void aux_granules(void)
{
	uint64_t good;

	zoo_build();
	page = zoo.rec_params;
	for (unsigned int i = 0; i < params()->num_aux; i++) {
		good = params()->aux[i];
		for (unsigned int n = 0; n < NO_GRANULES; n++) {
			params()->aux[i] = no_granule[n];
			refused_input(RMI_REC_CREATE, zoo.realm.rd, zoo.spare, page);
		}
		for (unsigned int s = 0; s < ZOO_STATES; s++) {
			params()->aux[i] = zoo.of[s];
			if (s != NAME_DELEGATED && zoo.of[s] != 0)
				refused_input(RMI_REC_CREATE, zoo.realm.rd, zoo.spare, page);
		}
		/* The REC itself, and another aux. */
		params()->aux[i] = zoo.spare;
		refused_input(RMI_REC_CREATE, zoo.realm.rd, zoo.spare, page);
		if (i > 0) {
			params()->aux[i] = params()->aux[i - 1];
			refused_input(RMI_REC_CREATE, zoo.realm.rd, zoo.spare, page);
		}
		params()->aux[i] = good;
	}
	expect_ok(rmi(RMI_REC_CREATE, zoo.realm.rd, zoo.spare, page));
}

static void priorities(void)
{
	zoo_build();
	page = zoo.rec_params;
	realm_activate(&zoo.realm);
	/* Granules before the realm's state, that before the MPIDR. */
	refused_input(RMI_REC_CREATE, zoo.realm.rd, zoo.of[NAME_UNDELEGATED], page);
	params()->mpidr = 77;
	refused_realm(0, RMI_REC_CREATE, zoo.realm.rd, zoo.spare, page);
	params()->num_aux++;
	refused_input(RMI_REC_CREATE, zoo.realm.rd, zoo.spare, page);
}

static void params_bus_refuses(void)
{
	zoo_build();
	machine_refuse_read(zoo.rec_params);
	refused_input(RMI_REC_CREATE, zoo.realm.rd, zoo.spare, zoo.rec_params);
}

static void flip_params(enum machine_event event, uint64_t addr)
{
	if (event == EVENT_NS_READ && addr == page) {
		params()->aux[0] = DEVICE_ADDR;
		params()->num_aux = ~0ull;
		params()->mpidr = ~0ull;
		params()->flags = 0;
	}
}

static bool ran;

static void notes_run(struct guest *g, void *arg)
{
	(void)arg;
	expect_eq(guest_cpu(g)->pc, 0x1000);
	ran = true;
}

static void params_change_under_feet(void)
{
	uint64_t rec, run = new_page();

	realm_create(&r);
	page = rec_prepare(&r);
	rec = new_granule();
	host_oracles(false);
	machine_set_hook(flip_params);
	expect_ok(rmi(RMI_REC_CREATE, r.rd, rec, page));
	machine_set_hook(NULL);
	guest_create(r.vmid, guest_mpidr(0), notes_run, NULL);
	expect_ok(rmi(RMI_REALM_ACTIVATE, r.rd));
	expect_ok(rmi(RMI_REC_ENTER, rec, run));
	expect(ran);
}

/* The first state of a REC: pc and x0..x7 of the parameters, all else as after reset. */
static void first_state(struct guest *g, void *arg)
{
	const struct realm_cpu *c = guest_cpu(g), *hw = guest_hw(g);

	(void)arg;
	expect_eq(c->pc, 0xabc000);
	for (unsigned int i = 0; i < 8; i++)
		expect_eq(c->gprs[i], 0x100 + i);
	for (unsigned int i = 8; i < 31; i++)
		expect_eq(c->gprs[i], 0);
	expect_eq(c->pstate, 0x3c5);
	expect_eq(hw->identity.mpidr, 1ull << 31);
	ran = true;
}

static void initial_registers(void)
{
	uint64_t rec, run = new_page();

	realm_create(&r);
	page = rec_prepare(&r);
	params()->pc = 0xabc000;
	for (unsigned int i = 0; i < 8; i++)
		params()->gprs[i] = 0x100 + i;
	rec = new_granule();
	expect_ok(rmi(RMI_REC_CREATE, r.rd, rec, page));
	guest_create(r.vmid, guest_mpidr(0), first_state, NULL);
	realm_activate(&r);
	expect_ok(rmi(RMI_REC_ENTER, rec, run));
	expect(ran);
}

static void destroy(void)
{
	struct host_pool before = host_pool();

	realm_create(&r);
	realm_rec(&r, NULL, NULL);
	realm_rec_off(&r, NULL, NULL);
	expect_ok(rmi(RMI_REC_DESTROY, r.rec[1].rec));
	refused_input(RMI_REC_DESTROY, r.rec[1].rec);
	expect_eq(oracle_state(r.rec[1].rec), NAME_DELEGATED);
	refused_input(RMI_REC_DESTROY, r.rec[0].aux[0]);
	undelegate(r.rec[1].rec);
	for (unsigned int i = 0; i < r.rec[1].num_aux; i++)
		undelegate(r.rec[1].aux[i]);
	r.rec_count = 1;
	realm_destroy(&r);
	expect_eq(host_pool().free, before.free);
}

/* From another CPU, while it runs. */
static void destroys_itself(struct guest *g, void *arg)
{
	(void)arg;
	(void)g;
	machine_be_cpu(3);
	host_oracles(false);
	expect_status(rmi(RMI_REC_DESTROY, r.rec[0].rec), RMI_ERROR_REC, 0);
	expect_status(rmi(RMI_REC_ENTER, r.rec[0].rec, new_page()), RMI_ERROR_REC, 0);
	expect_status(rmi(RMI_REALM_DESTROY, r.rd), RMI_ERROR_REALM, 0);
	expect_input(rmi(RMI_GRANULE_UNDELEGATE, r.rec[0].rec));
	expect_status(rmi(RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, 0, PAGE_SIZE), RMI_ERROR_REC, 0);
	expect_input(rmi(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[1].rec, 0));
	ran = true;
}

static void running_rec(void)
{
	realm_create(&r);
	realm_rec(&r, destroys_itself, NULL);
	realm_rec(&r, NULL, NULL);
	realm_activate(&r);
	realm_enter(&r, 0);
	expect(ran);
	host_oracles(true);
	realm_destroy(&r);
}

static const struct test rec_tests[] = {
	TEST(aux_count), TEST(aux_of_sve), TEST(mpidr), TEST(indices), TEST(too_many), TEST(num_aux), TEST(aux_granules), TEST(priorities),
	TEST(params_bus_refuses), TEST(params_change_under_feet), TEST(initial_registers), TEST(destroy),
	TEST(running_rec),
};
GROUP(rec);
