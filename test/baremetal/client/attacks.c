/* SPDX-License-Identifier: BSD-3-Clause */
/* A hostile host: what it must not reach, and what it must not be believed. */
#include "abi/vendor.h"
#include "client/granules.h"
#include "client/host.h"
#include "client/memory.h"
#include "client/oracle.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/guest.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define ONE_MS		1000000ul
#define ATTRIBUTES	((6ul << 2) | (3ul << 6))
#define READ_ONLY	((6ul << 2) | (1ul << 6))
#define FSC_TRANSLATION	0x04u		/* and the level */
#define FSC_PERMISSION	0x0cu
#define WORDS		(PAGE_SIZE / sizeof(uint64_t))

static struct realm realm;

static void check_unreachable(uint64_t address)
{
	uint64_t value, esr = probe_read(address, &value);

	CHECK_EQ(ESR_EC(esr), EC_DABT_SAME);
	CHECK_EQ(ESR_FSC(esr), FSC_EXTERNAL);
	CHECK_EQ(value, 0);
	esr = probe_write(address, 0x4141414141414141);
	CHECK_EQ(ESR_EC(esr), EC_DABT_SAME);
	CHECK_EQ(ESR_FSC(esr), FSC_EXTERNAL);
}

static void test_secure_ram(void)
{
	struct pool pool = pool_info();

	for (uint64_t offset = 0; offset < SECURE_RAM_SIZE; offset += SECURE_RAM_SIZE / 64)
		check_unreachable(SECURE_RAM_BASE + offset);
	check_unreachable(SECURE_RAM_BASE + SECURE_RAM_SIZE - 8);
	check_unreachable(pool.base);
	check_unreachable(FLASH0_BASE);
	check_unreachable(SECURE_UART_BASE);
}

static void el1_load(void)
{
	asm volatile("ldr x0, [x0]; hvc #0");
}

/* Nor is there a way through a guest of the host's, whose second stage the host writes as it likes. */
static void test_secure_ram_from_el1(void)
{
	struct guest guest = { .pc = (uint64_t)el1_load, .x0 = pool_info().base, .pstate = PSTATE_EL1H | PSTATE_DAIF };

	write_sysreg(vbar_el1, (uint64_t)el1_vectors);
	write_sysreg(sctlr_el1, SCTLR_EL1_OFF);
	isb();
	guest_run(&guest);
	CHECK_EQ(guest.esr & 0xffff, EL1_EXCEPTION);
	CHECK_EQ(ESR_EC(read_sysreg(esr_el1)), EC_DABT_SAME);
	CHECK_EQ(ESR_FSC(read_sysreg(esr_el1)), FSC_EXTERNAL);
	CHECK_EQ(read_sysreg(far_el1), guest.x0);
}

/* Claimed and delegated pages of the pool stay as unreachable as the others. */
static void test_claimed_pool(void)
{
	uint64_t block = pool_info().base + pool_info().size - BLOCK_SIZE;

	CHECK_EQ(RMI(VENDOR_POOL_CLAIM, block, BLOCK_SIZE), RMI_SUCCESS);
	check_unreachable(block);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, block), RMI_SUCCESS);
	check_unreachable(block);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, block), RMI_SUCCESS);
	check_unreachable(block);
	CHECK_EQ(RMI(VENDOR_POOL_RELEASE, block, BLOCK_SIZE), RMI_SUCCESS);
}

static uint64_t map_shared(uint64_t pa)
{
	return RMI(RMI_RTT_MAP_UNPROTECTED, realm.rd, REALM_SHARED, 3, pa | ATTRIBUTES);
}

/* No shared mapping to anything but normal DRAM. */
static void test_map_forbidden(void)
{
	struct pool pool = pool_info();

	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	for (unsigned int i = 0; i < never_granules_count; i++)
		CHECK_EQ(map_shared(never_granules[i] & ((1ul << 48) - 1)), RMI_ERROR_INPUT);
	for (uint64_t pa = SECURE_RAM_BASE; pa < SECURE_RAM_BASE + SECURE_RAM_SIZE; pa += SECURE_RAM_SIZE / 64)
		CHECK_EQ(map_shared(pa), RMI_ERROR_INPUT);
	CHECK_EQ(map_shared(pool.base), RMI_ERROR_INPUT);
	CHECK_EQ(map_shared(pool.base + pool.size - PAGE_SIZE), RMI_ERROR_INPUT);
	CHECK_EQ(map_shared(DRAM_BASE + 0x2000000 + 0x10000000000000ul), RMI_ERROR_INPUT);
	realm_destroy(&realm);
}

/* A block that begins in DRAM and ends behind it, and blocks over everything else. */
static void test_map_forbidden_blocks(void)
{
	static const uint64_t blocks[] = { 0, 0x20000000, 0x3fe00000, 0x40000000, 0x60000000, 0x80000000,
					   DRAM_BASE + 0x80000000ul };

	realm_create(&realm);
	realm_add_table(&realm, REALM_SHARED, 2);
	for (unsigned int i = 0; i < sizeof(blocks) / sizeof(blocks[0]); i++) {
		CHECK_EQ(RMI(RMI_RTT_MAP_UNPROTECTED, realm.rd, REALM_SHARED, 2, blocks[i] | ATTRIBUTES),
			 RMI_ERROR_INPUT);
		CHECK_EQ(RMI(RMI_RTT_MAP_UNPROTECTED, realm.rd, 0x180000000, 1, (blocks[i] & ~0x3ffffffful) |
			     ATTRIBUTES), RMI_ERROR_INPUT);
	}
	realm_destroy(&realm);
}

/* Descriptor bits that are not the host's to choose. */
static void test_map_bad_bits(void)
{
	uint64_t page = page_get();

	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	for (unsigned int bit = 0; bit < 64; bit++) {
		if ((bit >= 2 && bit <= 4) || bit == 6 || bit == 7 || (bit >= 12 && bit <= 47))
			continue;
		CHECK_EQ(map_shared(page | (1ul << bit)), RMI_ERROR_INPUT);
	}
	CHECK_EQ(RMI(RMI_RTT_MAP_UNPROTECTED, realm.rd, REALM_RAM, 3, page | ATTRIBUTES), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_RTT_MAP_UNPROTECTED, realm.rd, 1ul << REALM_S2SZ, 3, page | ATTRIBUTES), RMI_ERROR_INPUT);
	realm_destroy(&realm);
	page_put(page);
}

struct buffers {
	uint64_t rd, rtt, data, rec;	/* delegated */
	uint64_t good;			/* a page for parameters that are right */
};

/* Everything that takes a normal-world buffer refuses this address. */
static void check_buffer_refused(const struct buffers *b, uint64_t address)
{
	CHECK_EQ(RMI(RMI_REALM_CREATE, b->rd, address), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, b->data, REALM_DATA, address, 1), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_REC_CREATE, realm.rd, b->rec, address), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_REC_ENTER, realm.recs[0].pa, address), RMI_ERROR_INPUT);
}

static void test_buffers(void)
{
	struct buffers b = { granule_get(), granule_get(), granule_get(), granule_get(), page_get() };
	struct pool pool = pool_info();

	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	realm_params((void *)b.good, b.rtt, 99);
	for (unsigned int i = 0; i < never_granules_count; i++)
		check_buffer_refused(&b, never_granules[i]);
	check_buffer_refused(&b, pool.base);
	check_buffer_refused(&b, pool.base + pool.size - PAGE_SIZE);
	check_buffer_refused(&b, b.good + 8);
	check_buffer_refused(&b, b.data);
	check_buffer_refused(&b, b.rtt);
	check_buffer_refused(&b, realm.rd);
	check_buffer_refused(&b, realm.recs[0].pa);
	CHECK_EQ(RMI(VENDOR_POOL_CLAIM, pool.base + pool.size - BLOCK_SIZE, BLOCK_SIZE), RMI_SUCCESS);
	check_buffer_refused(&b, pool.base + pool.size - BLOCK_SIZE);
	CHECK_EQ(RMI(VENDOR_POOL_RELEASE, pool.base + pool.size - BLOCK_SIZE, BLOCK_SIZE), RMI_SUCCESS);
	realm_activate(&realm);
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
	granule_put(b.rd);
	granule_put(b.rtt);
	granule_put(b.data);
	granule_put(b.rec);
	page_put(b.good);
}

/* One granule in two roles. */
static void test_aliases(void)
{
	uint64_t params = page_get(), g = granule_get();
	const struct rmi_realm_params *p = (void *)params;

	realm_params((void *)params, g, 98);
	CHECK_EQ(RMI(RMI_REALM_CREATE, g, params), RMI_ERROR_INPUT);
	CHECK_EQ(p->rtt_base, g);
	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, realm.rd, REALM_DATA, params, 1), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_DATA_CREATE, realm.rd, realm.recs[0].pa, REALM_DATA, params, 1), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_DATA_CREATE, g, g, REALM_DATA, params, 1), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_DATA_CREATE_UNKNOWN, realm.rd, realm.rtt, REALM_DATA), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_RTT_CREATE, realm.rd, realm.rd, 0, 2), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_REC_ENTER, realm.rd, (uint64_t)realm.recs[0].run), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_REC_DESTROY, realm.rd), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_REALM_DESTROY, realm.recs[0].pa), RMI_ERROR_INPUT);
	realm_destroy(&realm);
	granule_put(g);
	page_put(params);
}

/* A REC's page comes twice, or its auxiliary pages are the REC itself. */
static void test_rec_aliases(void)
{
	struct rmi_rec_params *params = (void *)page_get();
	uint64_t aux_count, rec = granule_get();

	realm_create(&realm);
	aux_count = SMC(RMI_REC_AUX_COUNT, realm.rd).x[1];
	params->num_aux = aux_count;
	params->flags = RMI_REC_FLAG_RUNNABLE;
	if (!aux_count) {
		params->num_aux = 1;
		params->aux[0] = rec;
	}
	for (unsigned int i = 0; i < aux_count; i++)
		params->aux[i] = rec;
	CHECK_EQ(RMI(RMI_REC_CREATE, realm.rd, rec, (uint64_t)params), RMI_ERROR_INPUT);
	params->num_aux = RMI_MAX_AUX + 1;
	CHECK_EQ(RMI(RMI_REC_CREATE, realm.rd, rec, (uint64_t)params), RMI_ERROR_INPUT);
	params->num_aux = ~0ul;
	CHECK_EQ(RMI(RMI_REC_CREATE, realm.rd, rec, (uint64_t)params), RMI_ERROR_INPUT);
	realm_destroy(&realm);
	granule_put(rec);
	page_put((uint64_t)params);
}

static volatile uint64_t steal_result;

/* The second CPU takes the run page away under the running REC, and then ends the run. */
static void steal_run_page(uint64_t page)
{
	uint64_t until = ticks_now() + 10 * ONE_MS;

	while (ticks_now() < until)
		;
	steal_result = RMI(RMI_GRANULE_DELEGATE, page);
	until = ticks_now() + 5 * ONE_MS;
	while (ticks_now() < until)
		;
	gic_send_sgi(0, 3);
}

static void test_run_page_stolen(void)
{
	struct rec *rec = &realm.recs[0];
	uint64_t run = page_get(), status;

	realm_start(&realm, PROGRAM_SPIN, 0, 0, 0);
	for (unsigned int i = 0; i < 3; i++) {
		second_start(steal_run_page, run);
		status = RMI(RMI_REC_ENTER, rec->pa, run);
		second_wait();
		take_interrupts();
		CHECK(status == RMI_SUCCESS || status == RMI_ERROR_INPUT);
		if (steal_result != RMI_SUCCESS)
			continue;
		CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, run), RMI_ERROR_INPUT);
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, run), RMI_SUCCESS);
	}
	host_timer_start(ONE_MS);
	CHECK_EQ(rec_enter(rec)->exit_reason, RMI_EXIT_IRQ);
	host_timer_stop();
	realm_destroy(&realm);
	page_put(run);
}

/* The stolen page given a role: what is written for the host must not arrive in a realm's memory. */
static void steal_for_data(uint64_t page)
{
	uint64_t until = ticks_now() + 10 * ONE_MS;

	while (ticks_now() < until)
		;
	steal_result = RMI(RMI_GRANULE_DELEGATE, page);
	if (steal_result == RMI_SUCCESS)
		steal_result = RMI(RMI_DATA_CREATE_UNKNOWN, realm.rd, page, REALM_DATA);
	gic_send_sgi(0, 3);
}

static void test_run_page_becomes_data(void)
{
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_TOUCH, REALM_DATA };
	uint64_t run = page_get(), status;
	struct rec *toucher;
	struct smc r;

	realm_build(&realm, PROGRAM_SPIN, 0, 0, 0);
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
	toucher = realm_add_rec(&realm, RMI_REC_FLAG_RUNNABLE, gprs);
	realm_activate(&realm);
	second_start(steal_for_data, run);
	status = RMI(RMI_REC_ENTER, realm.recs[0].pa, run);
	second_wait();
	take_interrupts();
	CHECK(status == RMI_SUCCESS || status == RMI_ERROR_INPUT);
	CHECK_EQ(steal_result, RMI_SUCCESS);
	CHECK_EQ(rec_run_to_point(toucher, 0)->gprs[1], 0);
	r = SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1], run);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, run), RMI_SUCCESS);
	realm_destroy(&realm);
	page_put(run);
}

/* Parameters that change while they are read: either answer is right, half of one is not. */
static volatile bool flipping;

static void flip_s2sz(uint64_t params)
{
	volatile struct rmi_realm_params *p = (void *)params;

	while (flipping) {
		p->s2sz = 200;
		p->rtt_num_start = ~0ul;
		p->s2sz = REALM_S2SZ;
		p->rtt_num_start = 1;
	}
}

static void test_changing_params(void)
{
	uint64_t params = page_get(), rd = granule_get(), rtt = granule_get();

	realm_params((void *)params, rtt, 97);
	flipping = true;
	second_start(flip_s2sz, params);
	for (unsigned int i = 0; i < 300; i++) {
		uint64_t status = RMI(RMI_REALM_CREATE, rd, params);

		if (status == RMI_SUCCESS)
			status = RMI(RMI_REALM_DESTROY, rd);
		else
			CHECK_EQ(status, RMI_ERROR_INPUT);
	}
	flipping = false;
	second_wait();
	granule_put(rd);
	granule_put(rtt);
	page_put(params);
}

static void flip_list_register(uint64_t run)
{
	volatile struct rmi_rec_enter *enter = &((struct rmi_rec_run *)run)->enter;

	while (flipping) {
		enter->gicv3_lrs[1] = LR_PENDING | LR_HW | LR_VINTID(40) | (30ul << 32);
		enter->gicv3_hcr = ~0ul;
		enter->gicv3_lrs[1] = 0;
		enter->gicv3_hcr = 0;
	}
}

/* The same for the run page: what was checked is what is used. */
static void test_changing_run_page(void)
{
	struct rec *rec = &realm.recs[0];
	uint64_t entered = 0;

	realm_start(&realm, PROGRAM_TOUCH, REALM_RAM, 0, 0);
	flipping = true;
	second_start(flip_list_register, (uint64_t)rec->run);
	for (unsigned int i = 0; i < 300; i++) {
		uint64_t status = RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);

		if (status != RMI_SUCCESS) {
			CHECK_EQ(status, RMI_ERROR_REC);
			continue;
		}
		CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_HOST_CALL);
		CHECK_EQ(rec->run->exit.gprs[0], entered++);
		CHECK_EQ(rec->run->exit.gicv3_lrs[1] & LR_HW, 0);
	}
	flipping = false;
	second_wait();
	realm_destroy(&realm);
}

static struct rmi_rec_exit *run_to_abort(struct rec *rec, uint64_t ipa, uint64_t fsc)
{
	struct rmi_rec_exit *exit = rec_run(rec);

	CHECK_EQ(exit->exit_reason, RMI_EXIT_SYNC);
	CHECK_EQ(ESR_EC(exit->esr), EC_DABT_LOWER);
	CHECK_EQ(ESR_FSC(exit->esr), fsc);
	CHECK_EQ(exit->hpfar, (ipa >> 12) << 4);
	return exit;
}

/*
 * The guest's own NS bit means nothing, as in the Realm state: neither does it open a way past the monitor, nor break a
 * program that sets it. Each address is the same with and without.
 */
static void test_ns_bit(void)
{
	struct rec *rec = &realm.recs[0];
	volatile uint64_t *shared = (volatile uint64_t *)page_get();

	realm_build(&realm, PROGRAM_NS_BIT, 0, 0, 0);
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
	realm_add_unknown(&realm, REALM_DATA);
	realm_share(&realm, REALM_SHARED, (uint64_t)shared);
	realm_activate(&realm);
	shared[0] = 0x4321;
	CHECK_EQ(rec_run_to_point(rec, 1)->gprs[1], 0x4321);
	rec->run->enter.gprs[0] = 1;
	run_to_abort(rec, REALM_MMIO, FSC_TRANSLATION + 1);
	CHECK_EQ(shared[1], 0x5678);
	rec->run->enter.flags = RMI_ENTER_EMUL_MMIO;
	rec->run->enter.gprs[0] = 0x8765;
	CHECK_EQ(rec_run_to_point(rec, 2)->gprs[1], 0x8765);
	rec->run->enter.flags = 0;
	rec->run->enter.gprs[0] = 2;
	CHECK_EQ(RMI(RMI_RTT_UNMAP_UNPROTECTED, realm.rd, REALM_SHARED, 3), RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_RTT_MAP_UNPROTECTED, realm.rd, REALM_SHARED, 3, (uint64_t)shared | READ_ONLY), RMI_SUCCESS);
	run_to_abort(rec, REALM_SHARED, FSC_PERMISSION + 3);
	CHECK_EQ(shared[2], 0);
	realm_unshare(&realm, REALM_SHARED);
	run_to_abort(rec, REALM_SHARED, FSC_TRANSLATION + 3);
	realm_share(&realm, REALM_SHARED, (uint64_t)shared);
	rec_run_to_point(rec, 3);
	CHECK_EQ(shared[2], 0x1234);
	rec_run_to_off(rec);
	realm_destroy(&realm);
	page_put((uint64_t)shared);
}

static void check_no_canary(uint64_t page)
{
	const uint64_t *word = (const uint64_t *)page;

	for (unsigned int i = 0; i < WORDS; i++)
		CHECK((word[i] & CANARY_MASK) != CANARY);
}

/* What a realm wrote is neither in the page that comes back nor in what the next realm is given there. */
static void test_no_residue(void)
{
	uint64_t page = page_get();
	struct smc r;

	realm_build(&realm, PROGRAM_SECRET, REALM_DATA, 1, 0);
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, page), RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_DATA_CREATE_UNKNOWN, realm.rd, page, REALM_DATA), RMI_SUCCESS);
	realm_activate(&realm);
	rec_run_to_point(&realm.recs[0], 0);
	check_no_canary(page);
	oracle_look("realm-with-a-secret --realms 1");
	r = SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA);
	CHECK_EQ(r.x[1], page);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, page), RMI_SUCCESS);
	check_no_canary(page);
	realm_destroy(&realm);
	page_put(page);
}

/* The same pool page, named directly, in two realms one after the other. */
static void test_no_residue_direct(void)
{
	uint64_t block = pool_info().base + pool_info().size - BLOCK_SIZE;

	CHECK_EQ(RMI(VENDOR_POOL_CLAIM, block, BLOCK_SIZE), RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, block), RMI_SUCCESS);
	for (unsigned int i = 0; i < 2; i++) {
		realm_build(&realm, i ? PROGRAM_TOUCH : PROGRAM_SECRET, REALM_DATA, 1, 0);
		realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
		CHECK_EQ(RMI(RMI_DATA_CREATE_UNKNOWN, realm.rd, block, REALM_DATA), RMI_SUCCESS);
		realm_activate(&realm);
		if (i)
			CHECK_EQ(rec_run_to_point(&realm.recs[0], 0)->gprs[1], 0);
		else
			rec_run_to_point(&realm.recs[0], 0);
		oracle_look(i ? "page-in-its-next-realm --realms 1" : "claimed-page-with-a-secret --realms 1");
		CHECK_EQ(SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA).x[1], block);
		realm_destroy(&realm);
	}
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, block), RMI_SUCCESS);
	CHECK_EQ(RMI(VENDOR_POOL_RELEASE, block, BLOCK_SIZE), RMI_SUCCESS);
}

static const struct test tests[] = {
	{ "attacks/secure-ram-aborts", test_secure_ram },
	{ "attacks/secure-ram-aborts-at-el1", test_secure_ram_from_el1 },
	{ "attacks/claimed-pool-aborts", test_claimed_pool },
	{ "attacks/map-forbidden", test_map_forbidden },
	{ "attacks/map-forbidden-blocks", test_map_forbidden_blocks },
	{ "attacks/map-forbidden-bits", test_map_bad_bits },
	{ "attacks/buffers-refused", test_buffers },
	{ "attacks/aliased-granules", test_aliases },
	{ "attacks/aliased-rec-pages", test_rec_aliases },
	{ "attacks/run-page-stolen", test_run_page_stolen },
	{ "attacks/run-page-becomes-data", test_run_page_becomes_data },
	{ "attacks/parameters-change-while-read", test_changing_params },
	{ "attacks/run-page-changes-while-read", test_changing_run_page },
	{ "attacks/guest-ns-bit", test_ns_bit },
	{ "attacks/no-residue", test_no_residue },
	{ "attacks/no-residue-direct", test_no_residue_direct },
};

const struct suite attack_suite = SUITE(tests);
