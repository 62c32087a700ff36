// SPDX-License-Identifier: BSD-3-Clause
/* RMI_DATA_CREATE, DATA_CREATE_UNKNOWN and DATA_DESTROY, and RMI_RTT_INIT_RIPAS. */
#include <string.h>

#include "runner.h"
#include "zoo.h"

#define L2	0x200000ull
#define PAR_TOP	(1ull << 33)	/* first shared address of a 34-bit realm */

static struct host_realm r;

/* The realm sees what the host gave, and nothing else. */
static void reads_words(struct guest *g, void *arg)
{
	const uint64_t *words = arg;

	for (unsigned int i = 0; words[i] != 0; i++) {
		expect_eq(guest_must_load(g, i * PAGE_SIZE), words[i]);
		expect_eq(guest_must_load(g, i * PAGE_SIZE + 4088), words[i]);
	}
}

static void create_content(void)
{
	static uint64_t words[] = { 0x1234, ~0ull, 0x5555aaaa, 0 };

	realm_create(&r);
	for (unsigned int i = 0; i < 3; i++)
		realm_data(&r, i * PAGE_SIZE, words[i]);
	realm_rec(&r, reads_words, words);
	realm_activate(&r);
	realm_run(&r, 0);
	realm_destroy(&r);
}

static void flags_bounds(void)
{
	static const uint64_t bad[] = { 2, 3, 4, 1ull << 32, 1ull << 63, ~0ull };
	uint64_t src;

	zoo_build();
	src = new_page();
	for (unsigned int i = 0; i < 6; i++)
		refused_input(RMI_DATA_CREATE, zoo.realm.rd, zoo.spare, ZOO_FREE_IPA, src, bad[i]);
	expect_ok(rmi(RMI_DATA_CREATE, zoo.realm.rd, zoo.spare, ZOO_FREE_IPA, src, 0));
	expect_entry(&zoo.realm, ZOO_FREE_IPA, 3, RMI_ASSIGNED, RMI_RAM);
}

static const uint64_t bad_ipa[] = {
	1, 8, 0xfff, PAGE_SIZE + 1, PAR_TOP, PAR_TOP + PAGE_SIZE, 2 * PAR_TOP - PAGE_SIZE, 2 * PAR_TOP, 1ull << 48,
	1ull << 63, ~PAGE_MASK, ~0ull,
};
#define BAD_IPAS	(sizeof(bad_ipa) / sizeof(bad_ipa[0]))

static void ipa_bounds(void)
{
	uint64_t src, rd;

	zoo_build();
	rd = zoo.realm.rd;
	src = new_page();
	for (unsigned int i = 0; i < BAD_IPAS; i++) {
		refused_input(RMI_DATA_CREATE, rd, zoo.spare, bad_ipa[i], src, 1);
		refused_input(RMI_DATA_CREATE_UNKNOWN, rd, zoo.spare, bad_ipa[i]);
		expect_eq(refused_input(RMI_DATA_DESTROY, rd, bad_ipa[i]).x[2], 0);
	}
	/* The last page below the line. */
	realm_tables(&zoo.realm, PAR_TOP - PAGE_SIZE, 3);
	expect_ok(rmi(RMI_DATA_CREATE, rd, zoo.spare, PAR_TOP - PAGE_SIZE, src, 1));
	expect_eq(rmi(RMI_DATA_DESTROY, rd, PAR_TOP - PAGE_SIZE).x[0], RMI_SUCCESS);
}

static void walk_levels(void)
{
	uint64_t src, rd;

	zoo_build();
	rd = zoo.realm.rd;
	src = new_page();
	for (int level = 1; level <= 2; level++) {
		refused_rtt(level, RMI_DATA_CREATE, rd, zoo.spare, ZOO_HOLE_IPA, src, 1);
		refused_rtt(level, RMI_DATA_CREATE_UNKNOWN, rd, zoo.spare, ZOO_HOLE_IPA);
		refused_rtt(level, RMI_DATA_DESTROY, rd, ZOO_HOLE_IPA);
		realm_tables(&zoo.realm, ZOO_HOLE_IPA, level + 1);
	}
	refused_rtt(3, RMI_DATA_DESTROY, rd, ZOO_HOLE_IPA);
	refused_rtt(3, RMI_DATA_CREATE, rd, zoo.spare, ZOO_DATA_IPA, src, 1);
	refused_rtt(3, RMI_DATA_CREATE_UNKNOWN, rd, zoo.spare, ZOO_DATA_IPA);
}

/* Adjacent pairs of the order of failures. */
static void priorities(void)
{
	uint64_t src, rd;

	zoo_build();
	rd = zoo.realm.rd;
	src = new_page();
	/* INPUT of the IPA before the walk's RTT. */
	refused_input(RMI_DATA_CREATE, rd, zoo.spare, ZOO_HOLE_IPA + 1, src, 1);
	refused_input(RMI_DATA_CREATE_UNKNOWN, rd, zoo.spare, ZOO_HOLE_IPA + 1);
	refused_input(RMI_DATA_DESTROY, rd, ZOO_HOLE_IPA + 1);
	realm_activate(&zoo.realm);
	/* Every granule and the flags before the realm's state, that before the IPA. */
	refused_input(RMI_DATA_CREATE, rd, zoo.spare, ZOO_FREE_IPA, src, 2);
	refused_input(RMI_DATA_CREATE, rd, zoo.spare, ZOO_FREE_IPA, src + 1, 1);
	refused_input(RMI_DATA_CREATE, rd, src, ZOO_FREE_IPA, src, 1);
	refused_realm(0, RMI_DATA_CREATE, rd, zoo.spare, 1, src, 1);
	refused_realm(0, RMI_DATA_CREATE, rd, zoo.spare, ZOO_HOLE_IPA, src, 1);
}

/* The same page as source and target, the RD as target: one address in two roles. */
static void aliases(void)
{
	uint64_t rd, page;

	zoo_build();
	rd = zoo.realm.rd;
	page = new_page();
	refused_input(RMI_DATA_CREATE, rd, page, ZOO_FREE_IPA, page, 1);
	refused_input(RMI_DATA_CREATE, rd, zoo.spare, ZOO_FREE_IPA, zoo.spare, 1);
	refused_input(RMI_DATA_CREATE, rd, rd, ZOO_FREE_IPA, page, 1);
	refused_input(RMI_DATA_CREATE_UNKNOWN, rd, rd, ZOO_FREE_IPA);
	refused_input(RMI_DATA_CREATE, rd, zoo.spare, ZOO_FREE_IPA, rd, 1);
}

/* A.4: DATA_CREATE makes RAM whatever was there, UNKNOWN keeps the RIPAS. */
static void ripas_after_create(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, 2 * PAGE_SIZE);
	realm_data(&r, 0, 1);
	realm_page(&r, PAGE_SIZE);
	realm_data(&r, 2 * PAGE_SIZE, 1);
	realm_page(&r, 3 * PAGE_SIZE);
	for (unsigned int i = 0; i < 3; i++)
		expect_entry(&r, i * PAGE_SIZE, 3, RMI_ASSIGNED, RMI_RAM);
	expect_entry(&r, 3 * PAGE_SIZE, 3, RMI_ASSIGNED, RMI_EMPTY);
	/* And what destruction leaves. */
	for (unsigned int i = 0; i < 4; i++)
		expect_ok(rmi(RMI_DATA_DESTROY, r.rd, i * PAGE_SIZE));
	for (unsigned int i = 0; i < 3; i++)
		expect_entry(&r, i * PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_DESTROYED);
	expect_entry(&r, 3 * PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_EMPTY);
	/* Again over DESTROYED. */
	realm_page(&r, 0);
	expect_entry(&r, 0, 3, RMI_ASSIGNED, RMI_DESTROYED);
	expect(rmi(RMI_RTT_READ_ENTRY, r.rd, 0, 3).x[3] != 0);
	realm_data(&r, PAGE_SIZE, 5);
	expect_entry(&r, PAGE_SIZE, 3, RMI_ASSIGNED, RMI_RAM);
	expect_ok(rmi(RMI_DATA_DESTROY, r.rd, 0));
	expect_entry(&r, 0, 3, RMI_UNASSIGNED, RMI_DESTROYED);
	realm_destroy(&r);
}

/* DATA_DESTROY returns the host's name, and top is the end of the run of non-live entries. */
static void destroy_outputs(void)
{
	uint64_t name[3];
	struct reply d;

	realm_create(&r);
	name[0] = realm_data(&r, 0, 1);
	name[1] = realm_data(&r, PAGE_SIZE, 1);
	name[2] = realm_data(&r, 9 * PAGE_SIZE, 1);
	d = rmi(RMI_DATA_DESTROY, r.rd, PAGE_SIZE);
	expect_ok(d);
	expect_eq(d.x[1], name[1]);
	expect_eq(d.x[2], 9 * PAGE_SIZE);
	d = rmi(RMI_DATA_DESTROY, r.rd, 0);
	expect_eq(d.x[1], name[0]);
	expect_eq(d.x[2], 9 * PAGE_SIZE);
	expect_eq(refused_rtt(3, RMI_DATA_DESTROY, r.rd, 2 * PAGE_SIZE).x[2], 9 * PAGE_SIZE);
	d = rmi(RMI_DATA_DESTROY, r.rd, 9 * PAGE_SIZE);
	expect_eq(d.x[1], name[2]);
	expect_eq(d.x[2], 512 * PAGE_SIZE);
	expect_eq(refused_rtt(3, RMI_DATA_DESTROY, r.rd, 0).x[2], 512 * PAGE_SIZE);
	/* No table: the run of the upper level. */
	expect_eq(refused_rtt(2, RMI_DATA_DESTROY, r.rd, 0x200000).x[2], 0x40000000);
	/* From the middle of an entry too: top is an address of that level. */
	expect_eq(refused_rtt(2, RMI_DATA_DESTROY, r.rd, 0x201000).x[2], 0x40000000);
	realm_tables(&r, 0x600000, 3);
	expect_eq(refused_rtt(2, RMI_DATA_DESTROY, r.rd, 0x200000).x[2], 0x600000);
	for (unsigned int i = 0; i < 3; i++)
		undelegate(name[i]);
	realm_destroy(&r);
}

#define L2	0x200000ull

/* A block is a live entry: the end of a run in front of it, and no run for an address within. */
static void top_at_a_block(void)
{
	realm_create(&r);
	realm_block(&r, 4 * L2, 512);
	undelegate(rmi(RMI_RTT_FOLD, r.rd, 4 * L2, 3).x[1]);
	for (uint64_t ipa = L2; ipa <= 4 * L2; ipa += L2) {
		expect_eq(refused_rtt(2, RMI_RTT_DESTROY, r.rd, ipa, 3).x[2], 4 * L2);
		expect_eq(refused_rtt(2, RMI_DATA_DESTROY, r.rd, ipa).x[2], 4 * L2);
	}
	expect_eq(refused_rtt(2, RMI_DATA_DESTROY, r.rd, 4 * L2 + PAGE_SIZE).x[2], 4 * L2 + PAGE_SIZE);
	expect_eq(refused_rtt(2, RMI_DATA_DESTROY, r.rd, 5 * L2).x[2], 0x40000000);
	realm_destroy(&r);
}

static void source_bus_refuses(void)
{
	uint64_t src;

	zoo_build();
	src = new_page();
	memset(ns_page(src), 0x77, PAGE_SIZE);
	machine_refuse_read(src);
	expect_input(rmi(RMI_DATA_CREATE, zoo.realm.rd, zoo.spare, ZOO_FREE_IPA, src, 1));
	expect_eq(oracle_state(zoo.spare), NAME_DELEGATED);
	expect_entry(&zoo.realm, ZOO_FREE_IPA, 3, RMI_UNASSIGNED, RMI_EMPTY);
	machine_refuse_read(0);
	expect_ok(rmi(RMI_DATA_CREATE, zoo.realm.rd, zoo.spare, ZOO_FREE_IPA, src, 1));
}

/* Touch, take away, touch: the second access must not find the old page. */
static bool gone;

static void touches_twice(struct guest *g, void *arg)
{
	uint64_t x;

	(void)arg;
	guest_must_store(g, 0, CANARY(1));
	guest_interrupted(g);
	gone = guest_load(g, 0, &x) != DONE;
	/* Entered again and again, the access is still there, until a page comes back. */
	expect_eq(x, 0x99);
}

static void access_after_destroy(void)
{
	const struct rmi_rec_exit *e;

	realm_simple(&r, 1, touches_twice, NULL);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect_ok(rmi(RMI_DATA_DESTROY, r.rd, 0));
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_SYNC);
	expect_eq(e->esr >> 26, 0x24);
	expect_eq(e->hpfar, 0);
	/* The page has no content of before: neither for this realm nor for the next. */
	realm_page(&r, 0);
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_SYNC);
	(void)gone;
	realm_destroy(&r);
}

/* Realm B never sees what realm A wrote, though it may get the same page. */
static void writes_secret(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < PAGE_SIZE; i += 8)
		guest_must_store(g, i, CANARY(i));
}

static void expects_zero(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < PAGE_SIZE; i += 8)
		expect_eq(guest_must_load(g, i), 0);
}

static void pages_are_scrubbed(void)
{
	for (unsigned int round = 0; round < 4; round++) {
		realm_create(&r);
		realm_tables(&r, 0, 3);
		realm_init_ripas(&r, 0, PAGE_SIZE);
		realm_page(&r, 0);
		realm_rec(&r, round % 2 ? expects_zero : writes_secret, NULL);
		realm_activate(&r);
		realm_run(&r, 0);
		realm_destroy(&r);
	}
}

/* 512 pages with names in a row; then the same again in other rows. */
static void many_pages(void)
{
	realm_create(&r);
	realm_block(&r, 0x200000, 512);
	for (unsigned int i = 0; i < 600; i += 3)
		realm_page(&r, 0x10000000 + i * 0x5000ull);
	realm_destroy(&r);
}

static void init_ripas_arguments(void)
{
	static const struct { uint64_t base, top; } bad[] = {
		{ 0, 0 }, { PAGE_SIZE, PAGE_SIZE }, { 2 * PAGE_SIZE, PAGE_SIZE }, { 0, 1 }, { 1, 2 }, { 0, 0xfff },
		{ 0, PAGE_SIZE + 1 }, { 0, PAR_TOP + PAGE_SIZE }, { PAR_TOP, PAR_TOP + PAGE_SIZE }, { 0, ~PAGE_MASK },
		{ 2 * PAR_TOP, 2 * PAR_TOP + PAGE_SIZE }, { 1ull << 48, (1ull << 48) + PAGE_SIZE }, { 0, ~0ull },
	};

	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_data(&r, 2 * PAGE_SIZE, 1);
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		refused_input(RMI_RTT_INIT_RIPAS, r.rd, bad[i].base, bad[i].top);
	/* No entry begins at the base, be it that none could. */
	refused_rtt(3, RMI_RTT_INIT_RIPAS, r.rd, 1, PAGE_SIZE);
	refused_rtt(3, RMI_RTT_INIT_RIPAS, r.rd, PAGE_SIZE / 2, 4 * PAGE_SIZE);
	refused_rtt(2, RMI_RTT_INIT_RIPAS, r.rd, L2 + PAGE_SIZE, L2 + 2 * PAGE_SIZE);
	refused_rtt(2, RMI_RTT_INIT_RIPAS, r.rd, L2, L2 + PAGE_SIZE);
	refused_rtt(3, RMI_RTT_INIT_RIPAS, r.rd, 2 * PAGE_SIZE, 3 * PAGE_SIZE);
	/* Stops in front of a page, at the end of the table, and at the end of the realm's own half. */
	expect_eq(rmi(RMI_RTT_INIT_RIPAS, r.rd, 0, 4 * PAGE_SIZE).x[1], 2 * PAGE_SIZE);
	expect_eq(rmi(RMI_RTT_INIT_RIPAS, r.rd, 3 * PAGE_SIZE, 2 * L2).x[1], L2);
	expect_eq(rmi(RMI_RTT_INIT_RIPAS, r.rd, 0x40000000, PAR_TOP).x[1], PAR_TOP);
	expect_entry(&r, PAR_TOP - 0x40000000, 1, RMI_UNASSIGNED, RMI_RAM);
	expect_entry(&r, PAR_TOP, 1, RMI_UNASSIGNED, 0);
	realm_destroy(&r);
}

/* What was destroyed before becomes RAM like the rest: the realm has not begun, and what is done is measured. */
static void init_ripas_destroyed(void)
{
	realm_create(&r);
	realm_data(&r, PAGE_SIZE, 1);
	undelegate(rmi(RMI_DATA_DESTROY, r.rd, PAGE_SIZE).x[1]);
	expect_entry(&r, PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_DESTROYED);
	expect_eq(rmi(RMI_RTT_INIT_RIPAS, r.rd, 0, 3 * PAGE_SIZE).x[1], 3 * PAGE_SIZE);
	expect_entry(&r, PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_RAM);
	/* A block that RTT_DESTROY left. */
	realm_tables(&r, L2, 3);
	undelegate(rmi(RMI_RTT_DESTROY, r.rd, L2, 3).x[1]);
	expect_eq(rmi(RMI_RTT_INIT_RIPAS, r.rd, L2, 2 * L2).x[1], 2 * L2);
	expect_entry(&r, L2, 2, RMI_UNASSIGNED, RMI_RAM);
	realm_activate(&r);
	/* The range before the realm's state, that before the walk. */
	refused_input(RMI_RTT_INIT_RIPAS, r.rd, 0, PAGE_SIZE + 1);
	refused_realm(0, RMI_RTT_INIT_RIPAS, r.rd, 1, PAGE_SIZE);
	realm_destroy(&r);
}

static const struct test data_tests[] = {
	TEST(create_content), TEST(flags_bounds), TEST(ipa_bounds), TEST(walk_levels), TEST(priorities), TEST(aliases),
	TEST(ripas_after_create), TEST(destroy_outputs), TEST(top_at_a_block), TEST(source_bus_refuses), TEST(access_after_destroy),
	TEST(pages_are_scrubbed), TEST(many_pages), TEST(init_ripas_arguments), TEST(init_ripas_destroyed),
};
GROUP(data);
