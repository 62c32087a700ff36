// SPDX-License-Identifier: BSD-3-Clause
/* RMI_RTT_MAP_UNPROTECTED and UNMAP_UNPROTECTED, and how the realm reaches shared memory. */
#include <string.h>

#include "peek.h"
#include "runner.h"
#include "s2/entry.h"
#include "zoo.h"

#define L2	0x200000ull
#define L1	0x40000000ull
#define RW_WB	(3ull << 6 | 6ull << 2)
#define HALF	(1ull << 33)
#define TOP	(1ull << 34)

static struct host_realm r;

static void bad_desc_bits(void)
{
	uint64_t page, ipa, rd;

	zoo_build();
	page = new_page();
	rd = zoo.realm.rd;
	ipa = shared_ipa(&zoo.realm, ZOO_FREE_IPA);
	for (unsigned int bit = 0; bit < 64; bit++) {
		if ((bit >= 2 && bit <= 4) || bit == 6 || bit == 7 || (bit >= 12 && bit < 48))
			continue;
		refused_input(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 3, page | RW_WB | 1ull << bit);
	}
	refused_input(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 3, page | 3 << 6 | 4 << 2);
}

static void good_attributes(void)
{
	uint64_t page;

	realm_create(&r);
	realm_tables(&r, HALF, 3);
	page = new_page();
	for (uint64_t attr = 0; attr < 8; attr++) {
		for (uint64_t ap = 0; ap < 4; ap++) {
			uint64_t desc = page | ap << 6 | attr << 2;

			if (attr == 4)
				continue;
			expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, HALF, 3, desc));
			expect_eq(realm_entry(&r, HALF, 3).desc, desc);
			expect_ok(rmi(RMI_RTT_UNMAP_UNPROTECTED, r.rd, HALF, 3));
		}
	}
	realm_destroy(&r);
}

/* Inner Shareable where it can be cacheable, else Outer Shareable; nor does the host see these bits. */
static void shareability(void)
{
	for (uint64_t attr = 0; attr < 8; attr++) {
		uint64_t entry = s2e_assigned_ns(DRAM0_BASE | 3 << 6 | attr << 2, 3);

		expect_eq(entry >> 8 & 3, attr >= 6 ? 3 : 2);
		expect_eq(entry >> 2 & 7, attr);
	}
}

/* D4: the whole output range is normal DRAM, or there is no mapping. */
static void outputs(void)
{
	static const uint64_t bad[] = { DEVICE_ADDR, FIRMWARE_ADDR, POOL_BASE, POOL_BASE + POOL_SIZE, 0,
		DRAM0_BASE - PAGE_SIZE, DRAM0_BASE + DRAM0_SIZE, DRAM1_BASE - PAGE_SIZE, DRAM1_BASE + DRAM1_SIZE,
		0x40060000, 0xf0000000, (1ull << 48) - PAGE_SIZE };
	uint64_t rd, ipa;

	zoo_build();
	rd = zoo.realm.rd;
	ipa = shared_ipa(&zoo.realm, ZOO_FREE_IPA);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused_input(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 3, bad[i] | RW_WB);
	/* Blocks: the first page in DRAM is not enough, nor is the last. */
	ipa = HALF + 16 * L2;
	realm_tables(&zoo.realm, ipa, 2);
	refused_input(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 2, (DRAM0_BASE + DRAM0_SIZE) | RW_WB);
	refused_input(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 2, (DRAM0_BASE - L2) | RW_WB);
	refused_input(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 2, (POOL_BASE & ~(L2 - 1)) | RW_WB);
	refused_input(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 2, DRAM0_BASE | PAGE_SIZE | RW_WB);
	refused_input(RMI_RTT_MAP_UNPROTECTED, rd, HALF + L1, 1, DRAM0_BASE | RW_WB);
	expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 2, (DRAM0_BASE + DRAM0_SIZE - L2) | RW_WB));
	expect_ok(rmi(RMI_RTT_UNMAP_UNPROTECTED, rd, ipa, 2));
}

static void places(void)
{
	static const struct { uint64_t ipa, level; } bad[] = {
		{ 0, 3 }, { HALF - PAGE_SIZE, 3 }, { HALF - L2, 2 }, { 0, 1 }, { HALF + 1, 3 }, { HALF + PAGE_SIZE, 2 },
		{ HALF + L2, 1 }, { TOP, 3 }, { TOP, 1 }, { 1ull << 48 | HALF, 3 }, { ~PAGE_MASK, 3 }, { HALF, 0 },
		{ HALF, 4 }, { HALF, -1ull }, { HALF, 1ull << 32 | 3 },
	};
	uint64_t page;

	zoo_build();
	page = DRAM0_BASE + DRAM0_SIZE - L2;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		refused_input(RMI_RTT_MAP_UNPROTECTED, zoo.realm.rd, bad[i].ipa, bad[i].level, page | RW_WB);
		expect_eq(refused_input(RMI_RTT_UNMAP_UNPROTECTED, zoo.realm.rd, bad[i].ipa, bad[i].level).x[1], 0);
	}
}

/* Level 0 has no blocks, even where a realm starts there. */
static void level_0(void)
{
	realm_create_as(&r, 48, 0);
	refused_input(RMI_RTT_MAP_UNPROTECTED, r.rd, 1ull << 47, 0, DRAM0_BASE | RW_WB);
	refused_input(RMI_RTT_UNMAP_UNPROTECTED, r.rd, 1ull << 47, 0);
	refused_rtt(0, RMI_RTT_MAP_UNPROTECTED, r.rd, 1ull << 47, 3, DRAM0_BASE | RW_WB);
	realm_destroy(&r);
}

/* Level 0 has no blocks, so a table of level 1 that would make one does not fold: its own level is told. */
static void fold_to_level_0(void)
{
	const uint64_t shared = 1ull << 47;
	uint64_t *entries;

	realm_create_as(&r, 48, 0);
	realm_tables(&r, shared, 1);
	entries = (uint64_t *)pool_look(peek_backing(realm_entry(&r, shared, 0).desc));
	/* There is no machine with memory enough for the host to do this. */
	host_oracles(false);
	for (uint64_t i = 0; i < 512; i++)
		entries[i] = s2e_assigned_ns(i << 30 | 0xd8, 1);
	refused_rtt(1, RMI_RTT_FOLD, r.rd, shared, 1);
}

static void walk_errors(void)
{
	uint64_t rd, page = new_page() | RW_WB;

	zoo_build();
	rd = zoo.realm.rd;
	/* Too deep a level, too shallow a level, taken. */
	refused_rtt(1, RMI_RTT_MAP_UNPROTECTED, rd, HALF + L1, 3, page);
	refused_rtt(1, RMI_RTT_MAP_UNPROTECTED, rd, HALF + L1, 2, (DRAM0_BASE + L2) | RW_WB);
	refused_rtt(2, RMI_RTT_MAP_UNPROTECTED, rd, HALF, 2, (DRAM0_BASE + L2) | RW_WB);
	refused_rtt(3, RMI_RTT_MAP_UNPROTECTED, rd, HALF, 3, page);
	/* INPUT before RTT. */
	refused_input(RMI_RTT_MAP_UNPROTECTED, rd, HALF, 3, DEVICE_ADDR | RW_WB);
	expect_eq(refused_rtt(1, RMI_RTT_UNMAP_UNPROTECTED, rd, HALF + L1, 3).x[1], TOP);
	refused_rtt(2, RMI_RTT_UNMAP_UNPROTECTED, rd, HALF, 2);
	expect_eq(refused_rtt(3, RMI_RTT_UNMAP_UNPROTECTED, rd, HALF + PAGE_SIZE, 3).x[1], HALF + L2);
}

static void unmap_top(void)
{
	realm_create(&r);
	realm_share(&r, 0);
	realm_share(&r, 5 * PAGE_SIZE);
	expect_eq(rmi(RMI_RTT_UNMAP_UNPROTECTED, r.rd, HALF, 3).x[1], HALF + 5 * PAGE_SIZE);
	expect_eq(rmi(RMI_RTT_UNMAP_UNPROTECTED, r.rd, HALF + 5 * PAGE_SIZE, 3).x[1], HALF + L2);
	realm_destroy(&r);
}

/* ---- the realm's view ---- */

static void both_ways(struct guest *g, void *arg)
{
	(void)arg;
	expect_eq(guest_must_load(g, HALF), 0x1111);
	guest_must_store(g, HALF + 8, 0x2222);
	guest_interrupted(g);
	expect_eq(guest_must_load(g, HALF + 16), 0x3333);
}

static void shared_memory(void)
{
	uint64_t *page;

	realm_create(&r);
	page = ns_page(realm_share(&r, 0));
	page[0] = 0x1111;
	realm_rec(&r, both_ways, NULL);
	realm_activate(&r);
	realm_enter(&r, 0);
	expect_eq(page[1], 0x2222);
	page[2] = 0x3333;
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* Remapped elsewhere: the realm's next access goes to the new page. */
static void remap_words(struct guest *g, void *arg)
{
	(void)arg;
	for (uint64_t i = 1; i < 6; i++) {
		guest_must_store(g, HALF, i);
		guest_interrupted(g);
	}
}

static void remap(void)
{
	uint64_t page;

	realm_create(&r);
	page = realm_share(&r, 0);
	realm_rec(&r, remap_words, NULL);
	realm_activate(&r);
	for (uint64_t i = 1; i < 6; i++) {
		realm_enter(&r, 0);
		expect_eq(*(const uint64_t *)ns_look(page), i);
		expect_ok(rmi(RMI_RTT_UNMAP_UNPROTECTED, r.rd, HALF, 3));
		page = new_page();
		expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, HALF, 3, page | RW_WB));
	}
	realm_destroy(&r);
}

/* A block at level 2, and one at level 1 in a machine that has so much memory. */
static void block_words(struct guest *g, void *arg)
{
	const uint64_t *ipa = arg;

	for (unsigned int i = 0; ipa[i] != 0; i++)
		guest_must_store(g, ipa[i], i + 1);
}

static void big_dram(void)
{
	machine_config.map.dram[0].size = 0x42000000;
}

static void blocks(void)
{
	static uint64_t ipas[] = { HALF + L1, HALF + 2 * L1 - 8, HALF + 2 * L1 + L2, HALF + 2 * L1 + 2 * L2 - 8, 0 };
	uint64_t last = DRAM0_BASE + 0x42000000 - L2;

	realm_create(&r);
	expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, HALF + L1, 1, DRAM0_BASE | RW_WB));
	realm_tables(&r, HALF + 2 * L1, 2);
	expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, HALF + 2 * L1 + L2, 2, last | RW_WB));
	realm_rec(&r, block_words, ipas);
	realm_activate(&r);
	realm_run(&r, 0);
	expect_eq(*(const uint64_t *)ns_look(DRAM0_BASE), 1);
	expect_eq(*(const uint64_t *)ns_look(DRAM0_BASE + L1 - 8), 2);
	expect_eq(*(const uint64_t *)ns_look(last), 3);
	expect_eq(*(const uint64_t *)ns_look(last + L2 - 8), 4);
	/* Unfold the large one: same place, finer. */
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, new_granule(), HALF + L1, 2));
	expect_eq(realm_entry(&r, HALF + L1 + 7 * L2, 2).desc, (DRAM0_BASE + 7 * L2) | RW_WB);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, HALF + L1, 2).x[1]);
	expect_eq(realm_entry(&r, HALF + L1, 1).desc, DRAM0_BASE | RW_WB);
	realm_destroy(&r);
}

/* S2AP as the host chose it: what is not allowed exits, non-emulatable. */
static void tries_both(struct guest *g, void *arg)
{
	uint64_t x;

	(void)arg;
	guest_load(g, HALF, &x);
	guest_store(g, HALF, 1);
}

static void permissions(void)
{
	const struct rmi_rec_exit *e;
	uint64_t page;

	realm_create(&r);
	realm_tables(&r, HALF, 3);
	page = new_page();
	expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, HALF, 3, page | 1 << 6 | 6 << 2));
	realm_rec(&r, tries_both, NULL);
	realm_activate(&r);
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_SYNC);
	expect_eq(e->esr >> 26, 0x24);
	expect_eq(e->esr >> 24 & 1, 1);
	expect_eq(e->esr & 0x3f, 0x0f);
	expect_eq(e->hpfar, HALF >> 8);
	expect_eq(e->far, 0);
	expect_eq(e->gprs[0], 1);
	/* The host may do the store itself. */
	run_enter(&r, 0)->flags = RMI_ENTER_EMUL_MMIO;
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_IRQ);
	expect(guest_finished(r.rec[0].guest));
	realm_destroy(&r);
}

/* A delegated name may be shared (its own page is the host's), and is only ever the host's own page. */
static void shared_delegated_name(void)
{
	static uint64_t ipas[] = { HALF, 0 };
	uint64_t page;

	realm_create(&r);
	page = realm_share(&r, 0);
	delegate(page);
	realm_rec(&r, block_words, ipas);
	realm_activate(&r);
	realm_run(&r, 0);
	expect_eq(*(const uint64_t *)ns_look(page), 1);
	undelegate(page);
	realm_destroy(&r);
}

static const struct test unprotected_tests[] = {
	TEST(bad_desc_bits), TEST(good_attributes), TEST(shareability), TEST(outputs), TEST(places), TEST(level_0),
	TEST(fold_to_level_0), TEST(walk_errors), TEST(unmap_top), TEST(shared_memory), TEST(remap),
	TEST_ON(blocks, big_dram), TEST(permissions), TEST(shared_delegated_name),
};
GROUP(unprotected);
