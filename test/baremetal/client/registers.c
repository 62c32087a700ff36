/* SPDX-License-Identifier: BSD-3-Clause */
/* What crosses between host and realm in registers and the run page: what the interface says, and nothing else. */
#include "abi/psci.h"
#include "client/host.h"
#include "client/hostregs.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/mem.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define ONE_MS	1000000ul

static struct realm realm;

static bool is_canary(uint64_t value)
{
	return (value & CANARY_MASK) == CANARY || (~value & CANARY_MASK) == CANARY || value == 0xca7a0009;
}

static void scan_run_page(const struct rec *rec)
{
	const uint64_t *word = (const uint64_t *)&rec->run->exit;

	for (unsigned int i = 0; i < sizeof(rec->run->exit) / sizeof(uint64_t); i++) {
		if (is_canary(word[i]))
			test_fail(__FILE__, __LINE__, "realm's value 0x%lx in the run page at 0x%x",
				  (unsigned long)word[i], (unsigned int)(0x800 + i * 8));
	}
}

/* One entry with the host's registers full, looking at all that comes back. */
static void enter_and_scan(struct rec *rec)
{
	struct smc regs = { .x = { RMI_REC_ENTER, rec->pa, (uint64_t)rec->run } };

	memset(&rec->run->exit, 0xa5, sizeof(rec->run->exit));
	for (unsigned int i = 3; i < SMC_REGS; i++)
		regs.x[i] = 0x4057000000000100ul + i;
	host_registers_fill();
	smc_raw(&regs);
	host_registers_check();
	CHECK_EQ(regs.x[0], RMI_SUCCESS);
	rec_report_failed_check(rec);
	for (unsigned int i = 1; i < SMC_REGS; i++) {
		if (regs.x[i] && regs.x[i] != 0x4057000000000100ul + i && i > 2)
			test_fail(__FILE__, __LINE__, "x%u came back as 0x%lx", i, (unsigned long)regs.x[i]);
		CHECK(!is_canary(regs.x[i]));
	}
	if (rec->run->exit.exit_reason != RMI_EXIT_HOST_CALL)
		scan_run_page(rec);
}

/* All that no table of the interface names for this exit is zero. */
static void check_zero(const struct rec *rec, unsigned int first_gpr)
{
	const struct rmi_rec_exit *exit = &rec->run->exit;

	for (unsigned int i = first_gpr; i < RMI_NUM_EXIT_GPRS; i++)
		CHECK_EQ(exit->gprs[i], 0);
	CHECK_EQ(exit->ripas_base | exit->ripas_top | exit->ripas_value, 0);
	CHECK_EQ(exit->imm, 0);
	for (unsigned int i = 0; i < sizeof(exit->pad0); i++)
		CHECK_EQ(exit->pad0[i] | exit->pad1[i % sizeof(exit->pad1)] | exit->pad2[i % sizeof(exit->pad2)], 0);
	for (unsigned int i = 0; i < sizeof(exit->pad7); i++)
		CHECK_EQ(exit->pad7[i] | exit->pad3[i % sizeof(exit->pad3)] | exit->pad6[i % sizeof(exit->pad6)], 0);
}

static void test_wfi(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_CANARY, CANARY_WFI, 0, 0);
	rec->run->enter.flags = RMI_ENTER_TRAP_WFI;
	for (unsigned int i = 0; i < 4; i++) {
		enter_and_scan(rec);
		CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_SYNC);
		CHECK_EQ(ESR_EC(rec->run->exit.esr), EC_WFX);
		CHECK_EQ(rec->run->exit.far | rec->run->exit.hpfar, 0);
		check_zero(rec, 0);
	}
	rec->run->enter.flags = 0;
	rec_run_to_point(rec, 4);
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void test_mmio(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_CANARY, CANARY_MMIO, 0, 0);
	for (unsigned int i = 0; i < 4; i++) {
		enter_and_scan(rec);
		CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_SYNC);
		CHECK_EQ(ESR_EC(rec->run->exit.esr), EC_DABT_LOWER);
		check_zero(rec, 0);
		rec->run->enter.flags = RMI_ENTER_EMUL_MMIO;
	}
	rec_run_to_point(rec, 4);
	rec->run->enter.flags = 0;
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

/* Calls that the monitor answers without the host: from the vector, or by way of a whole exit. */
static void test_calls(void)
{
	for (uint64_t how = CANARY_QUICK_CALL; how <= CANARY_UNKNOWN_CALL; how++) {
		realm_start(&realm, PROGRAM_CANARY, how, 0, 0);
		rec_run_to_point(&realm.recs[0], 4);
		rec_run_to_off(&realm.recs[0]);
		realm_destroy(&realm);
	}
}

/* An interrupt at any instruction: everything is restored at the next entry. */
static void test_interrupt(void)
{
	struct rec *rec = &realm.recs[0];
	uint64_t shared = page_get();
	unsigned int interrupts;

	realm_build(&realm, PROGRAM_CANARY, CANARY_SPIN, 0, 0);
	realm_share(&realm, REALM_SHARED, shared);
	realm_activate(&realm);
	for (interrupts = 0; interrupts < 100; interrupts++) {
		host_timer_start(3 * ONE_MS);
		enter_and_scan(rec);
		if (rec->run->exit.exit_reason == RMI_EXIT_HOST_CALL)
			break;
		CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_IRQ);
		check_zero(rec, 0);
		take_interrupts();
		(*(volatile uint64_t *)shared)++;
	}
	CHECK(interrupts >= 4);
	host_timer_stop();
	CHECK_EQ(rec->run->exit.gprs[0], 4);
	rec_run_to_off(rec);
	realm_destroy(&realm);
	page_put(shared);
}

static void test_abort(void)
{
	struct rec *rec = &realm.recs[0];
	struct smc r;

	realm_build(&realm, PROGRAM_CANARY, CANARY_ABORT, 0, 0);
	realm_init_ripas(&realm, REALM_DATA, REALM_DATA + PAGE_SIZE);
	realm_activate(&realm);
	enter_and_scan(rec);
	CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_SYNC);
	CHECK_EQ(rec->run->exit.hpfar, (REALM_DATA >> 12) << 4);
	CHECK_EQ(rec->run->exit.far, 0);
	check_zero(rec, 0);
	realm_add_unknown(&realm, REALM_DATA);
	rec_run_to_point(rec, 4);
	rec_run_to_off(rec);
	r = SMC(RMI_DATA_DESTROY, realm.rd, REALM_DATA);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	granule_put(r.x[1]);
	realm.page_count--;
	realm_destroy(&realm);
}

/* The host's calls other than entries do not touch its registers either. */
static void test_plain_calls(void)
{
	uint64_t page = page_get();
	uint64_t status;

	host_registers_fill();
	status = RMI(RMI_VERSION, RMI_ABI_1_0);
	host_registers_check();
	CHECK_EQ(status, RMI_SUCCESS);
	host_registers_fill();
	status = RMI(RMI_GRANULE_DELEGATE, page);
	host_registers_check();
	CHECK_EQ(status, RMI_SUCCESS);
	host_registers_fill();
	status = RMI(RMI_GRANULE_UNDELEGATE, page);
	host_registers_check();
	CHECK_EQ(status, RMI_SUCCESS);
	page_put(page);
}

/* Hashing uses SIMD registers: they are the host's. */
static void test_hashing_call(void)
{
	uint64_t params = page_get(), rd = granule_get(), rtt = granule_get(), status;

	realm_params((void *)params, rtt, 77);
	host_registers_fill();
	status = RMI(RMI_REALM_CREATE, rd, params);
	host_registers_check();
	CHECK_EQ(status, RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_REALM_DESTROY, rd), RMI_SUCCESS);
	granule_put(rd);
	granule_put(rtt);
	page_put(params);
}

static void test_realm_simd(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_FP, 3, 0, 0);
	rec->run->enter.flags = RMI_ENTER_TRAP_WFI;
	for (unsigned int i = 0; i < 3; i++) {
		enter_and_scan(rec);
		CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_HOST_CALL);
		CHECK_EQ(rec->run->exit.gprs[0], i);
		enter_and_scan(rec);
		CHECK_EQ(ESR_EC(rec->run->exit.esr), EC_WFX);
	}
	rec->run->enter.flags = 0;
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static const struct test tests[] = {
	{ "registers/plain-calls", test_plain_calls },
	{ "registers/hashing-call", test_hashing_call },
	{ "registers/canaries-wfi", test_wfi },
	{ "registers/canaries-mmio", test_mmio },
	{ "registers/canaries-calls", test_calls },
	{ "registers/canaries-interrupt", test_interrupt },
	{ "registers/canaries-abort", test_abort },
	{ "registers/simd", test_realm_simd },
};

const struct suite register_suite = SUITE(tests);
