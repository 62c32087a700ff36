/* SPDX-License-Identifier: BSD-3-Clause */
/* The realm's memory: loaded, shared, given later, taken away, and given up by the realm itself. */
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define WORDS	(PAGE_SIZE / sizeof(uint64_t))

static struct realm realm;

static void test_protected_data(void)
{
	uint64_t source = page_get();
	volatile uint64_t *word = (volatile uint64_t *)source;

	realm_build(&realm, PROGRAM_DATA, 0, 0, 0);
	for (uint64_t i = 0; i < WORDS; i++)
		word[i] = CANARY + i;
	realm_add_data(&realm, REALM_DATA, source, 1);
	realm_init_ripas(&realm, REALM_DATA + PAGE_SIZE, REALM_DATA + 2 * PAGE_SIZE);
	realm_add_unknown(&realm, REALM_DATA + PAGE_SIZE);
	for (uint64_t i = 0; i < WORDS; i++)
		word[i] = 0;
	realm_activate(&realm);
	rec_run_to_point(&realm.recs[0], 0);
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
	page_put(source);
}

static void share_both_ways(unsigned int memattr)
{
	uint64_t shared = page_get();
	volatile uint64_t *word = (volatile uint64_t *)shared;

	realm_build(&realm, PROGRAM_SHARED, 0, 0, 0);
	realm_share_as(&realm, REALM_SHARED, shared, memattr);
	realm_activate(&realm);
	for (uint64_t round = 0; round < 2; round++) {
		for (uint64_t i = 0; i < WORDS; i++)
			word[i] = (round << 32) + i;
		rec_run_to_point(&realm.recs[0], round);
		for (uint64_t i = 0; i < WORDS; i++)
			CHECK_EQ(word[i], ~((round << 32) + i));
	}
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
	page_put(shared);
}

/* Whatever kind of memory the host makes of it, Device kinds too: the realm's accesses are aligned. */
static void test_shared(void)
{
	for (unsigned int memattr = 0; memattr < 8; memattr++) {
		if (memattr != 4)	/* reserved */
			share_both_ways(memattr);
	}
}

static void check_abort_exit(const struct rmi_rec_exit *exit, uint64_t ipa)
{
	CHECK_EQ(exit->exit_reason, RMI_EXIT_SYNC);
	CHECK_EQ(ESR_EC(exit->esr), EC_DABT_LOWER);
	CHECK_EQ(exit->hpfar, (ipa >> 12) << 4);
}

/* Mapped, unmapped, mapped elsewhere: the realm always sees what is mapped now. */
static void test_remap_shared(void)
{
	uint64_t first = page_get(), second = page_get(), round = 0;
	struct rec *rec = &realm.recs[0];

	*(volatile uint64_t *)first = 111;
	*(volatile uint64_t *)second = 222;
	realm_start(&realm, PROGRAM_TOUCH, REALM_SHARED, 0, 0);
	for (unsigned int i = 0; i < 3; i++) {
		check_abort_exit(rec_run(rec), REALM_SHARED);
		realm_share(&realm, REALM_SHARED, i % 2 ? second : first);
		CHECK_EQ(rec_run_to_point(rec, round++)->gprs[1], i % 2 ? 222 : 111);
		CHECK_EQ(rec_run_to_point(rec, round++)->gprs[1], i % 2 ? 222 : 111);
		realm_unshare(&realm, REALM_SHARED);
	}
	realm_destroy(&realm);
	page_put(first);
	page_put(second);
}

/* Memory given on demand after the start, taken away again: the next access comes out as an abort. */
static void test_demand(void)
{
	struct rec *rec = &realm.recs[0];
	struct smc r;

	realm_build(&realm, PROGRAM_TOUCH, REALM_DATA, 0, 0);
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
	realm_activate(&realm);
	check_abort_exit(rec_run(rec), REALM_DATA);
	CHECK_EQ(rec->run->exit.far, 0);
	realm_add_unknown(&realm, REALM_DATA);
	CHECK_EQ(rec_run_to_point(rec, 0)->gprs[1], 0);
	CHECK_EQ(rec_run_to_point(rec, 1)->gprs[1], 0);
	r = SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	granule_put(r.x[1]);
	realm.page_count--;
	check_abort_exit(rec_run(rec), REALM_DATA);
	/* DESTROYED: memory given anew stays unusable until the realm agrees. */
	realm_add_unknown(&realm, REALM_DATA);
	check_abort_exit(rec_run(rec), REALM_DATA);
	realm_destroy(&realm);
}

static void check_change(const struct rmi_rec_exit *exit, uint64_t value)
{
	CHECK_EQ(exit->exit_reason, RMI_EXIT_RIPAS_CHANGE);
	CHECK_EQ(exit->ripas_base, REALM_DATA);
	CHECK_EQ(exit->ripas_top, REALM_DATA + PAGE_SIZE);
	CHECK_EQ(exit->ripas_value, value);
}

static void set_ripas(struct rec *rec)
{
	struct smc r = SMC(RMI_RTT_SET_RIPAS, realm.rd, rec->pa, REALM_DATA, REALM_DATA + PAGE_SIZE);

	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1], REALM_DATA + PAGE_SIZE);
}

static void test_ripas(void)
{
	struct rec *rec = &realm.recs[0];
	struct smc r;

	realm_build(&realm, PROGRAM_RIPAS, REALM_DATA, 0, 0);
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
	realm_add_unknown(&realm, REALM_DATA);
	realm_activate(&realm);
	check_change(rec_run(rec), RMI_EMPTY);
	CHECK_EQ(RMI(RMI_RTT_SET_RIPAS, realm.rd, rec->pa, REALM_RAM, REALM_RAM + PAGE_SIZE), RMI_ERROR_INPUT);
	set_ripas(rec);
	r = SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	granule_put(r.x[1]);
	realm.page_count--;
	check_change(rec_run(rec), RMI_RAM);
	rec->run->enter.flags = RMI_ENTER_RIPAS_REJECT;
	check_change(rec_run(rec), RMI_RAM);
	rec->run->enter.flags = 0;
	set_ripas(rec);
	check_abort_exit(rec_run(rec), REALM_DATA);
	realm_add_unknown(&realm, REALM_DATA);
	CHECK_EQ(rec_run_to_point(rec, 1)->gprs[1], 0);
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void give(struct rec *rec, uint64_t ipa)
{
	check_abort_exit(rec_run(rec), ipa);
	CHECK_EQ(rec->run->exit.far, 0);
	realm_add_unknown(&realm, ipa);
}

/* A call finds no memory behind its buffer: the host is asked for it, and the call goes on. */
static void test_lazy_buffers(void)
{
	struct rec *rec = &realm.recs[0];
	struct smc r;

	realm_build(&realm, PROGRAM_LAZY, REALM_DATA, 0, 0);
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + 2 * PAGE_SIZE);
	realm_activate(&realm);
	give(rec, REALM_DATA);
	give(rec, REALM_DATA + PAGE_SIZE);
	CHECK_EQ(rec_run(rec)->exit_reason, RMI_EXIT_HOST_CALL);
	CHECK_EQ(rec->run->exit.imm, 77);
	CHECK_EQ(rec->run->exit.gprs[0], CANARY);
	rec->run->enter.gprs[0] = 0x55;
	/* Gone when the answer is to be written there, and DESTROYED: the host hears of it each time, nothing is lost. */
	r = SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA + PAGE_SIZE);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	granule_put(r.x[1]);
	realm.page_count--;
	check_abort_exit(rec_run(rec), REALM_DATA + PAGE_SIZE);
	check_abort_exit(rec_run(rec), REALM_DATA + PAGE_SIZE);
	realm_destroy(&realm);
}

static void change(struct rec *rec, uint64_t base, uint64_t top, uint64_t wanted_top)
{
	struct smc r;

	CHECK_EQ(rec_run(rec)->exit_reason, RMI_EXIT_RIPAS_CHANGE);
	CHECK_EQ(rec->run->exit.ripas_base, base);
	CHECK_EQ(rec->run->exit.ripas_top, top);
	CHECK_EQ(RMI(RMI_RTT_SET_RIPAS, realm.rd, rec->pa, base, top + PAGE_SIZE), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_RTT_SET_RIPAS, realm.rd, rec->pa, base + PAGE_SIZE, top + PAGE_SIZE), RMI_ERROR_INPUT);
	r = SMC(RMI_RTT_SET_RIPAS, realm.rd, rec->pa, base, wanted_top);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1], wanted_top);
}

static void test_partial_ripas(void)
{
	const uint64_t top = REALM_DATA + 4 * PAGE_SIZE;
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_PARTIAL, REALM_DATA, 0, 0);
	change(rec, REALM_DATA, top, REALM_DATA + PAGE_SIZE);
	rec->run->enter.flags = RMI_ENTER_RIPAS_REJECT;
	change(rec, REALM_DATA + PAGE_SIZE, top, REALM_DATA + 3 * PAGE_SIZE);
	rec->run->enter.flags = 0;
	change(rec, REALM_DATA + 3 * PAGE_SIZE, top, top);
	rec_run_to_point(rec, 1);
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void test_faults(void)
{
	uint64_t shared = page_get();
	struct rec *rec = &realm.recs[0];

	realm_build(&realm, PROGRAM_FAULTS, 0, 0, 0);
	realm_share(&realm, REALM_SHARED, shared);
	realm_activate(&realm);
	rec_run_to_point(rec, 1);
	check_abort_exit(rec_run(rec), REALM_MMIO);
	rec->run->enter.flags = RMI_ENTER_INJECT_SEA;
	rec_run_to_point(rec, 2);
	rec->run->enter.flags = 0;
	rec_run_to_point(rec, 3);
	rec_run_to_off(rec);
	realm_destroy(&realm);
	page_put(shared);
}

/* The realm's own tables may be written by hardware, in its memory and for shared pages alike. */
static void test_hardware_flags(void)
{
	uint64_t page = page_get();

	*(volatile uint64_t *)page = CANARY;
	realm_build(&realm, PROGRAM_HARDWARE_FLAGS, 0, 0, 0);
	realm_add_data(&realm, REALM_DATA, page, 0);
	realm_add_data(&realm, REALM_DATA + PAGE_SIZE, page, 0);
	realm_share(&realm, REALM_SHARED, page);
	realm_activate(&realm);
	CHECK_EQ(rec_run_to_point(&realm.recs[0], 1)->gprs[1], ~CANARY);
	CHECK_EQ(*(volatile uint64_t *)page, ~CANARY);
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
	page_put(page);
}

static void test_id_registers(void)
{
	realm_start(&realm, PROGRAM_SYSREGS, 0, 0, 0);
	rec_run_to_point(&realm.recs[0], 1);
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
}

/* Registers that are not a realm's; the one that its host must see to comes out with its value. */
static void test_traps(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_TRAPS, 0, 0, 0);
	rec_run_to_point(rec, 1);
	CHECK_EQ(rec_run(rec)->exit_reason, RMI_EXIT_SYNC);
	CHECK_EQ(ESR_EC(rec->run->exit.esr), EC_SYSREG);
	CHECK_EQ(rec->run->exit.gprs[0], 0x1230000);
	rec_run_to_point(rec, 2);
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static const struct test tests[] = {
	{ "memory/protected-data", test_protected_data },
	{ "memory/shared-both-ways", test_shared },
	{ "memory/shared-remapped", test_remap_shared },
	{ "memory/on-demand", test_demand },
	{ "memory/ripas-change", test_ripas },
	{ "memory/lazy-buffers", test_lazy_buffers },
	{ "memory/partial-ripas-change", test_partial_ripas },
	{ "memory/aborts-in-the-realm", test_faults },
	{ "memory/hardware-flags-of-stage-1", test_hardware_flags },
	{ "memory/id-registers", test_id_registers },
	{ "memory/registers-not-a-realms", test_traps },
};

const struct suite memory_suite = SUITE(tests);
