// SPDX-License-Identifier: BSD-3-Clause
/* The fake machine and its oracles themselves: each must notice what it is there for. */
#include <string.h>

#include "granule/granule.h"
#include "oracle.h"
#include "runner.h"
#include "zoo.h"

#define HALF	(1ull << 33)

static struct host_realm r;

static void touches(struct guest *g, void *arg)
{
	(void)arg;
	guest_must_store(g, 0, CANARY(1));
	guest_interrupted(g);
	guest_must_store(g, 0, CANARY(2));
}

static uint8_t *page_of(uint64_t name)
{
	return pool_look(granule_backing(granule_find(pa_of(name))).v);
}

/* A realm with one touched page, whose hardware entry is returned. */
static uint64_t *touched_entry(void)
{
	uint64_t table;

	realm_simple(&r, 1, touches, NULL);
	realm_enter(&r, 0);
	table = realm_entry(&r, 0, 2).desc;
	return (uint64_t *)page_of(table);
}

static void stale_translation(void)
{
	uint64_t *entry = touched_entry();

	machine_expect_fail("stale translation");
	port_s2_write(entry, 0);
	oracle_check_all();
}

static void no_break_before_make(void)
{
	uint64_t *entry = touched_entry();

	machine_expect_fail("without break before make");
	port_s2_write(entry, *entry ^ 0x1000);
}

static void made_before_invalidated(void)
{
	uint64_t *entry = touched_entry(), old = *entry;

	machine_expect_fail("while a TLB holds its old value");
	port_s2_write(entry, 0);
	port_s2_write(entry, old);
}

static void scrubbed_while_mapped(void)
{
	uint64_t *entry = touched_entry();

	machine_expect_fail("scrubbed while CPU 0 still translates");
	port_page_zero(pool_look(*entry & S2_ADDR));
}

static void invalidated_before_broken(void)
{
	struct s2_space space;

	touched_entry();
	machine_expect_fail("entry is still valid");
	space = (struct s2_space){ .root = granule_backing(granule_find(pa_of(r.rtt_base))), .start_level = 1,
		.ipa_bits = 34, .vmid = r.vmid };
	port_tlb_invalidate(&space, ipa_of(0), PAGE_SIZE, 3);
}

static void two_owners(void)
{
	uint64_t *entry;

	realm_simple(&r, 2, NULL, NULL);
	entry = (uint64_t *)page_of(realm_entry(&r, 0, 2).desc);
	machine_expect_fail("not its own");
	entry[1] = entry[0];
	oracle_check_all();
}

static void other_realms_page(void)
{
	struct host_realm a;
	uint64_t *mine, *others;

	realm_simple(&a, 1, NULL, NULL);
	realm_simple(&r, 1, NULL, NULL);
	others = (uint64_t *)page_of(realm_entry(&a, 0, 2).desc);
	mine = (uint64_t *)page_of(realm_entry(&r, 0, 2).desc);
	machine_expect_fail("not its own");
	mine[0] = others[0];
	oracle_check_all();
}

static void two_names_of_one_page(void)
{
	realm_simple(&r, 2, NULL, NULL);
	machine_expect_fail("has two owners");
	granule_find(pa_of(realm_entry(&r, 0, 3).desc))->link = granule_find(pa_of(realm_entry(&r, PAGE_SIZE, 3).desc))->link;
	oracle_check_all();
}

static void other_realms_table(void)
{
	struct host_realm a;
	uint64_t *mine, *others;

	realm_simple(&a, 1, NULL, NULL);
	realm_simple(&r, 1, NULL, NULL);
	others = (uint64_t *)page_of(realm_entry(&a, 0, 1).desc);
	mine = (uint64_t *)page_of(realm_entry(&r, 0, 1).desc);
	machine_expect_fail("a table of the realm");
	mine[0] = others[0];
	oracle_check_all();
}

static void protected_page_in_normal_memory(void)
{
	uint64_t *entry;

	realm_simple(&r, 1, NULL, NULL);
	entry = (uint64_t *)page_of(realm_entry(&r, 0, 2).desc);
	machine_expect_fail("not its own");
	entry[0] = (entry[0] & ~S2_ADDR) | new_page();
	oracle_check_all();
}

static void claimed_page_not_zero(void)
{
	uint64_t base = POOL_BASE + POOL_SIZE - VENDOR_POOL_CLAIM_SIZE;

	host_use_direct(base, VENDOR_POOL_CLAIM_SIZE);
	delegate(base);
	machine_expect_fail("not in use and not zero");
	pool_look(base)[0] = 1;
	oracle_check_all();
}

static void secret_in_answer(void)
{
	const struct call call = { .x = { RMI_RTT_FOLD } };
	const struct reply reply = { .x = { RMI_SUCCESS, CANARY(5) } };

	machine_expect_fail("leaks a secret in x1");
	oracle_check_reply(&call, &reply);
}

static void result_too_many(void)
{
	const struct call call = { .x = { RMI_RTT_FOLD } };
	const struct reply reply = { .x = { RMI_RESULT(RMI_ERROR_RTT, 3), 1 } };

	machine_expect_fail("leaves 0x1 in x1");
	oracle_check_reply(&call, &reply);
}

static void unused_page_not_zero(void)
{
	machine_expect_fail("not in use and not zero");
	pool_look(POOL_BASE + POOL_SIZE - PAGE_SIZE)[77] = 1;
	oracle_check_all();
}

static void secret_in_normal_memory(void)
{
	uint64_t word = CANARY(3);

	machine_expect_fail("a secret is at");
	port_ns_write(pa_of(new_page() + 8), &word, sizeof(word));
	oracle_check_all();
}

static void secret_that_was_shared(void)
{
	uint64_t word = CANARY(4);

	canary_shared(word);
	port_ns_write(pa_of(new_page() + 8), &word, sizeof(word));
	oracle_check_all();
}

static void double_fetch(void)
{
	uint64_t page = new_page(), word;

	machine_expect_fail("double fetch");
	port_ns_read(&word, pa_of(page + 8), 8);
	port_ns_read(&word, pa_of(page + 15), 8);
}

static void access_outside_dram(void)
{
	uint64_t word;

	machine_expect_fail("outside DRAM");
	port_ns_read(&word, pa_of(DRAM0_BASE + DRAM0_SIZE - 4), 8);
}

static void change_is_seen(void)
{
	zoo_build();
	snapshot_take();
	expect(snapshot_differs() == NULL);
	((uint8_t *)ns_page(zoo.params))[5] ^= 1;
	expect(snapshot_differs() != NULL);
	((uint8_t *)ns_page(zoo.params))[5] ^= 1;
	expect(snapshot_differs() == NULL);
	delegate(new_page());
	expect(snapshot_differs() != NULL);
}

/* A page that was never touched before, and a variable of the monitor. */
static void change_of_page_is_seen(void)
{
	snapshot_take();
	((uint8_t *)port_pool_page(pa_of(POOL_BASE)))[9] = 1;
	expect(snapshot_differs() != NULL);
	((uint8_t *)port_pool_page(pa_of(POOL_BASE)))[9] = 0;
	expect(snapshot_differs() == NULL);
	((uint8_t *)ns_page(new_page()))[0] = 1;
	expect(snapshot_differs() != NULL);
}

static void hardware_view_of_shared(void)
{
	realm_create(&r);
	realm_tables(&r, HALF, 3);
	machine_expect_fail("leads to");
	((uint64_t *)page_of(realm_entry(&r, HALF, 2).desc))[0] = DEVICE_ADDR | 0x7ff;
	oracle_check_all();
}

static const struct test machine_tests[] = {
	TEST(stale_translation), TEST(no_break_before_make), TEST(made_before_invalidated), TEST(scrubbed_while_mapped),
	TEST(invalidated_before_broken), TEST(two_owners), TEST(other_realms_page), TEST(unused_page_not_zero), TEST(two_names_of_one_page), TEST(other_realms_table),
	TEST(protected_page_in_normal_memory), TEST(claimed_page_not_zero), TEST(secret_in_answer), TEST(result_too_many),
	TEST(secret_in_normal_memory), TEST(secret_that_was_shared), TEST(double_fetch), TEST(access_outside_dram),
	TEST(change_is_seen), TEST(change_of_page_is_seen), TEST(hardware_view_of_shared),
};
GROUP(machine);
