// SPDX-License-Identifier: BSD-3-Clause
/*
 * Several CPUs at once. The order of events differs from run to run within what the seed and the scheduler give; at the
 * end of each test everything is given back, all of the pool is free and zero, and no TLB knows of any realm.
 */
#include <stdatomic.h>

#include "abi/rsi.h"
#include "exits.h"
#include "oracle.h"
#include "runner.h"
#include "smp.h"

#define L2	0x200000ull
#define HALF	(1ull << 33)
#define RW_WB	(3ull << 6 | 6ull << 2)

/* ---- names ---- */

#define NAMES	4u
static uint64_t names[NAMES];
static atomic_int balance[NAMES];

static void delegates(struct cpu *c)
{
	for (unsigned int i = 0; i < 2000; i++) {
		unsigned int n = (unsigned int)pick(c, NAMES);

		if (pick(c, 2)) {
			if (rmi(RMI_GRANULE_DELEGATE, names[n]).x[0] == RMI_SUCCESS)
				atomic_fetch_add(&balance[n], 1);
		} else if (rmi(RMI_GRANULE_UNDELEGATE, names[n]).x[0] == RMI_SUCCESS) {
			atomic_fetch_sub(&balance[n], 1);
		}
	}
}

/* As many delegations as undelegations succeed, plus one at most. */
static void same_names(void)
{
	for (unsigned int i = 0; i < NAMES; i++)
		names[i] = new_page();
	smp_begin();
	for (unsigned int i = 0; i < 4; i++)
		smp_add(delegates);
	smp_go();
	for (unsigned int i = 0; i < NAMES; i++) {
		expect(balance[i] == 0 || balance[i] == 1);
		if (balance[i] == 1)
			expect_ok(rmi(RMI_GRANULE_UNDELEGATE, names[i]));
	}
	expect_pristine();
}

static void claims(struct cpu *c)
{
	for (unsigned int i = 0; i < 300; i++) {
		uint64_t base = POOL_BASE + pick(c, POOL_SIZE / L2) * L2;

		if (rmi(VENDOR_POOL_CLAIM, base, L2).x[0] != RMI_SUCCESS)
			continue;
		if (rmi(RMI_GRANULE_DELEGATE, base + PAGE_SIZE).x[0] == RMI_SUCCESS) {
			expect_input(rmi(VENDOR_POOL_RELEASE, base, L2));
			expect_ok(rmi(RMI_GRANULE_UNDELEGATE, base + PAGE_SIZE));
		}
		expect_ok(rmi(VENDOR_POOL_RELEASE, base, L2));
	}
}

static void claims_against_names(void)
{
	for (unsigned int i = 0; i < NAMES; i++)
		names[i] = new_page();
	smp_begin();
	smp_add(claims);
	smp_add(claims);
	smp_add(delegates);
	smp_go();
	for (unsigned int i = 0; i < NAMES; i++)
		rmi(RMI_GRANULE_UNDELEGATE, names[i]);
	expect_pristine();
}

/* ---- a realm for each CPU ---- */

static void writes_and_reads(struct guest *g, void *arg)
{
	uint64_t tag = (uint64_t)(uintptr_t)arg;

	for (unsigned int round = 0; round < 3; round++) {
		for (uint64_t i = 0; i < 8; i++)
			guest_must_store(g, i * PAGE_SIZE, CANARY(tag << 8 | i));
		guest_call(g, RSI_VERSION, RSI_ABI_1_0, 0, 0, 0);
		guest_interrupted(g);
		for (uint64_t i = 0; i < 8; i++)
			expect_eq(guest_must_load(g, i * PAGE_SIZE), CANARY(tag << 8 | i));
	}
}

static void whole_lives(struct cpu *c)
{
	for (unsigned int i = 0; i < 6; i++) {
		struct host_realm r;

		realm_simple(&r, 8, writes_and_reads, (void *)(uintptr_t)(c->number + 1));
		realm_run(&r, 0);
		realm_destroy(&r);
	}
}

static void different_realms(void)
{
	smp_begin();
	for (unsigned int i = 0; i < 4; i++)
		smp_add(whole_lives);
	smp_go();
	expect_pristine();
}

/* ---- one realm, many CPUs ---- */

static struct host_realm shared;
#define PLACES	6u

static uint64_t place(struct cpu *c)
{
	return pick(c, 2) * L2 + pick(c, PLACES) * PAGE_SIZE;
}

/* Any of the commands that change a realm, with arguments that are often right. Names that come back are given back. */
static void hammer_once(struct cpu *c)
{
	uint64_t ipa = place(c), rd = shared.rd, name;
	struct reply reply;

	switch (pick(c, 9)) {
	case 0:
	case 1:
		name = names[pick(c, NAMES)] + pick(c, 16) * PAGE_SIZE;
		if (rmi(RMI_GRANULE_DELEGATE, name).x[0] == RMI_SUCCESS &&
		    rmi(RMI_DATA_CREATE_UNKNOWN, rd, name, ipa).x[0] != RMI_SUCCESS)
			rmi(RMI_GRANULE_UNDELEGATE, name);
		break;
	case 2:
		reply = rmi(RMI_DATA_DESTROY, rd, ipa);
		if (reply.x[0] == RMI_SUCCESS)
			rmi(RMI_GRANULE_UNDELEGATE, reply.x[1]);
		break;
	case 3:
		name = names[pick(c, NAMES)] + pick(c, 16) * PAGE_SIZE;
		if (rmi(RMI_GRANULE_DELEGATE, name).x[0] == RMI_SUCCESS &&
		    rmi(RMI_RTT_CREATE, rd, name, ipa & ~(L2 - 1), 3).x[0] != RMI_SUCCESS)
			rmi(RMI_GRANULE_UNDELEGATE, name);
		break;
	case 4:
		reply = rmi(RMI_RTT_DESTROY, rd, ipa & ~(L2 - 1), 3);
		if (reply.x[0] == RMI_SUCCESS)
			rmi(RMI_GRANULE_UNDELEGATE, reply.x[1]);
		break;
	case 5:
		reply = rmi(RMI_RTT_FOLD, rd, ipa & ~(L2 - 1), 3);
		if (reply.x[0] == RMI_SUCCESS)
			rmi(RMI_GRANULE_UNDELEGATE, reply.x[1]);
		break;
	case 6:
		rmi(RMI_RTT_MAP_UNPROTECTED, rd, ipa | HALF, 3, DRAM1_BASE | RW_WB);
		break;
	case 7:
		rmi(RMI_RTT_UNMAP_UNPROTECTED, rd, ipa | HALF, 3);
		break;
	default:
		rmi(RMI_RTT_READ_ENTRY, rd, ipa, 3);
		rmi(RMI_RTT_INIT_RIPAS, rd, ipa, ipa + PAGE_SIZE);
		break;
	}
}

static void hammers(struct cpu *c)
{
	for (unsigned int i = 0; i < 1500; i++)
		hammer_once(c);
}

static void hammered_realm(void)
{
	for (unsigned int i = 0; i < NAMES; i++)
		names[i] = new_pages(16, PAGE_SIZE);
	smp_begin();
	realm_create(&shared);
	realm_tables(&shared, 0, 2);
	realm_tables(&shared, HALF, 3);
	for (unsigned int i = 0; i < 4; i++)
		smp_add(hammers);
	smp_go();
	realm_destroy(&shared);
	for (unsigned int i = 0; i < NAMES * 16; i++)
		rmi(RMI_GRANULE_UNDELEGATE, names[i / 16] + i % 16 * PAGE_SIZE);
	expect_pristine();
}

/* ---- a realm that runs while the host works on its tables ---- */

static atomic_bool stop;

static void keeps_block(struct guest *g, void *arg)
{
	(void)arg;
	for (uint64_t i = 0; i < 512; i += 3)
		guest_must_store(g, i * PAGE_SIZE, CANARY(i));
	while (!atomic_load(&stop)) {
		for (uint64_t i = 0; i < 512; i += 3)
			expect_eq(guest_must_load(g, i * PAGE_SIZE), CANARY(i));
	}
}

static void runs_shared(struct cpu *c)
{
	(void)c;
	realm_run(&shared, 0);
}

static void folds_and_unfolds(struct cpu *c)
{
	(void)c;
	for (unsigned int i = 0; i < 40; i++) {
		struct reply f = rmi(RMI_RTT_FOLD, shared.rd, 0, 3);

		expect_ok(f);
		expect_ok(rmi(RMI_RTT_CREATE, shared.rd, f.x[1], 0, 3));
	}
	atomic_store(&stop, true);
}

static void fold_under_load(void)
{
	smp_begin();
	realm_create(&shared);
	realm_tables(&shared, 0, 3);
	realm_init_ripas(&shared, 0, L2);
	realm_block(&shared, 0, 512);
	realm_rec(&shared, keeps_block, NULL);
	realm_activate(&shared);
	smp_add(runs_shared);
	smp_add(folds_and_unfolds);
	smp_go();
	realm_destroy(&shared);
	expect_pristine();
}

/* Pages come and go below a running realm; what it wrote to the one must never turn up in another. */
static void uses_pages(struct guest *g, void *arg)
{
	uint64_t n = 0;

	(void)arg;
	while (!atomic_load(&stop)) {
		uint64_t ipa = n++ % 4 * PAGE_SIZE, x;

		guest_must_store(g, ipa, CANARY(ipa));
		x = guest_must_load(g, ipa);
		expect(x == CANARY(ipa) || x == 0);
	}
}

/* Answers faults of the realm with fresh pages, as a VMM does. */
static void runs_and_populates(struct cpu *c)
{
	while (!guest_finished(shared.rec[0].guest)) {
		const struct rmi_rec_exit *e = realm_enter(&shared, 0);
		uint64_t ipa = e->hpfar << 8;
		uint64_t name;

		if (e->exit_reason != RMI_EXIT_SYNC)
			continue;
		name = names[c->count % NAMES] + c->count / NAMES % 16 * PAGE_SIZE;
		c->count++;
		if (rmi(RMI_GRANULE_DELEGATE, name).x[0] == RMI_SUCCESS &&
		    rmi(RMI_DATA_CREATE_UNKNOWN, shared.rd, name, ipa).x[0] != RMI_SUCCESS)
			rmi(RMI_GRANULE_UNDELEGATE, name);
	}
}

/* Takes other pages of the same table away. */
static void takes_pages(struct cpu *c)
{
	for (unsigned int i = 0; i < 300; i++) {
		struct reply d = rmi(RMI_DATA_DESTROY, shared.rd, (4 + pick(c, 64)) * PAGE_SIZE);

		if (d.x[0] == RMI_SUCCESS)
			rmi(RMI_GRANULE_UNDELEGATE, d.x[1]);
		rmi(RMI_RTT_READ_ENTRY, shared.rd, pick(c, 64) * PAGE_SIZE, 3);
	}
	atomic_store(&stop, true);
}

static void pages_under_load(void)
{
	for (unsigned int i = 0; i < NAMES; i++)
		names[i] = new_pages(16, PAGE_SIZE);
	smp_begin();
	realm_create(&shared);
	realm_tables(&shared, 0, 3);
	realm_init_ripas(&shared, 0, 128 * PAGE_SIZE);
	realm_rec(&shared, uses_pages, NULL);
	realm_activate(&shared);
	smp_add(runs_and_populates);
	smp_add(takes_pages);
	smp_go();
	realm_destroy(&shared);
	expect_pristine();
}

/* Shared pages move while the realm writes to them: it only ever writes to what the host mapped. */
static void writes_shared(struct guest *g, void *arg)
{
	(void)arg;
	while (!atomic_load(&stop))
		guest_store(g, HALF, 0x77);
}

static void remaps(struct cpu *c)
{
	(void)c;
	for (unsigned int i = 0; i < 300; i++) {
		uint64_t page = DRAM1_BASE + (i % 16) * PAGE_SIZE;

		expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, shared.rd, HALF, 3, page | RW_WB));
		port_cpu_relax();
		expect_ok(rmi(RMI_RTT_UNMAP_UNPROTECTED, shared.rd, HALF, 3));
		/* From here on it is the host's alone. */
		*(uint64_t *)ns_page(page) = i;
		port_cpu_relax();
		expect_eq(*(const uint64_t *)ns_look(page), i);
	}
	atomic_store(&stop, true);
}

static void runs_through_faults(struct cpu *c)
{
	(void)c;
	while (!guest_finished(shared.rec[0].guest)) {
		const struct rmi_rec_exit *e = realm_enter(&shared, 0);

		/* Nothing will be mapped there any more: end the realm's patience. */
		if (e->exit_reason == RMI_EXIT_SYNC && atomic_load(&stop))
			run_enter(&shared, 0)->flags = RMI_ENTER_INJECT_SEA;
	}
}

static void shared_under_load(void)
{
	smp_begin();
	realm_create(&shared);
	realm_tables(&shared, HALF, 3);
	realm_rec(&shared, writes_shared, NULL);
	realm_activate(&shared);
	smp_add(runs_through_faults);
	smp_add(remaps);
	smp_go();
	realm_destroy(&shared);
	expect_pristine();
}

/* ---- realms that come and go under the same name ---- */

static uint64_t common_rd, common_rtt;

static void fights_for_name(struct cpu *c)
{
	uint64_t page = new_page();
	struct rmi_realm_params *p = ns_page(page);

	*p = (struct rmi_realm_params){ .s2sz = 34, .num_bps = 1, .num_wps = 1, .vmid = 7, .rtt_base = common_rtt,
		.rtt_level_start = 1, .rtt_num_start = 1 };
	for (unsigned int i = 0; i < 400; i++) {
		switch (pick(c, 6)) {
		case 0:
			rmi(RMI_GRANULE_DELEGATE, common_rd);
			rmi(RMI_GRANULE_DELEGATE, common_rtt);
			break;
		case 1:
			rmi(RMI_GRANULE_UNDELEGATE, common_rtt);
			break;
		case 2:
		case 3:
			rmi(RMI_REALM_CREATE, common_rd, page);
			break;
		case 4:
			rmi(RMI_REALM_ACTIVATE, common_rd);
			rmi(RMI_RTT_READ_ENTRY, common_rd, 0, 1);
			break;
		default:
			rmi(RMI_REALM_DESTROY, common_rd);
			break;
		}
	}
}

static void same_realm_name(void)
{
	common_rd = new_page();
	common_rtt = new_page();
	smp_begin();
	for (unsigned int i = 0; i < 3; i++)
		smp_add(fights_for_name);
	smp_go();
	rmi(RMI_REALM_DESTROY, common_rd);
	rmi(RMI_GRANULE_UNDELEGATE, common_rd);
	rmi(RMI_GRANULE_UNDELEGATE, common_rtt);
	expect_pristine();
}

static const struct test smp_tests[] = {
	TEST(same_names), TEST(claims_against_names), TEST(different_realms), TEST(hammered_realm), TEST(fold_under_load),
	TEST(pages_under_load), TEST(shared_under_load), TEST(same_realm_name),
};
GROUP(smp);
