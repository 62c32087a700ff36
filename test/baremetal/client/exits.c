/* SPDX-License-Identifier: BSD-3-Clause */
/* What a realm asks of its host: host calls, emulated devices, waiting. */
#include "abi/psci.h"
#include "client/host.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define MMIO_ANSWER	0xfedcba98f6f4f2f1ul

/* Syndrome fields of an emulatable abort. */
#define ESR_IL		(1ul << 25)
#define ESR_ISV		(1ul << 24)
#define ESR_SAS(esr)	(((esr) >> 22) & 3)
#define ESR_WNR		(1ul << 6)
#define ESR_SRT_SSE	((0x1ful << 16) | (1ul << 21))

static struct realm realm;

static void finish(void)
{
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
}

static void test_calls(void)
{
	realm_start(&realm, PROGRAM_CALLS, 0, 0, 0);
	rec_run_to_point(&realm.recs[0], 1);
	finish();
}

static void test_host_call(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_HOST_CALL, 0, 0, 0);
	for (unsigned int round = 0; round < 3; round++) {
		struct rmi_rec_exit *exit = rec_run(rec);

		CHECK_EQ(exit->exit_reason, RMI_EXIT_HOST_CALL);
		CHECK_EQ(exit->imm, 0x1234 + round);
		for (unsigned int i = 0; i < RMI_NUM_EXIT_GPRS; i++) {
			CHECK_EQ(exit->gprs[i], CANARY + i + round * 100);
			rec->run->enter.gprs[i] = exit->gprs[i] ^ 0xff;
		}
	}
	finish();
}

static void check_mmio(const struct rmi_rec_exit *exit, uint64_t ipa)
{
	CHECK_EQ(exit->exit_reason, RMI_EXIT_SYNC);
	CHECK_EQ(ESR_EC(exit->esr), EC_DABT_LOWER);
	CHECK(exit->esr & ESR_ISV);
	CHECK_EQ(exit->esr & ESR_SRT_SSE, 0);
	CHECK_EQ(exit->hpfar, (ipa >> 12) << 4);
	CHECK_EQ(exit->far, ipa & 0xfff);
}

static void test_mmio_reads(struct rec *rec)
{
	static const uint8_t sizes[] = { 3, 2, 1, 0, 2, 1, 1, 0, 0, 3 };

	for (unsigned int i = 0; i < sizeof(sizes); i++) {
		struct rmi_rec_exit *exit = rec_run(rec);

		check_mmio(exit, REALM_MMIO);
		CHECK_EQ(exit->esr & ESR_WNR, 0);
		CHECK_EQ(ESR_SAS(exit->esr), sizes[i]);
		CHECK_EQ(exit->gprs[0], 0);
		rec->run->enter.flags = RMI_ENTER_EMUL_MMIO;
		rec->run->enter.gprs[0] = MMIO_ANSWER;
	}
}

static void test_mmio(void)
{
	static const uint64_t written[] = { 0x1122334455667788, 0x55667788, 0x7788, 0x88, 0 };
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_MMIO, 0, 0, 0);
	test_mmio_reads(rec);
	for (unsigned int i = 0; i < 5; i++) {
		struct rmi_rec_exit *exit = rec_run(rec);

		check_mmio(exit, REALM_MMIO + 8 * (i + 1));
		CHECK(exit->esr & ESR_WNR);
		CHECK_EQ(exit->gprs[0], written[i]);
	}
	rec_run_to_point(rec, 1);
	rec->run->enter.flags = 0;
	finish();
}

/* Without emul_mmio the access is simply tried again. */
static void test_mmio_retry(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_MMIO, 0, 0, 0);
	for (unsigned int i = 0; i < 3; i++)
		check_mmio(rec_run(rec), REALM_MMIO);
	realm_destroy(&realm);
}

/* Where they do not belong, emul_mmio is refused, and nothing is entered; inject_sea is ignored. */
static void test_mmio_flags(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_OFF, 0, 0, 0);
	rec->run->enter.flags = RMI_ENTER_EMUL_MMIO;
	CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run), RMI_ERROR_REC);
	rec->run->enter.flags = RMI_ENTER_INJECT_SEA;
	finish();
}

static void test_no_syndrome(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_NO_SYNDROME, 0, 0, 0);
	CHECK_EQ(rec_run(rec)->exit_reason, RMI_EXIT_SYNC);
	CHECK_EQ(ESR_EC(rec->run->exit.esr), EC_DABT_LOWER);
	CHECK_EQ(rec->run->exit.esr & (ESR_IL | ESR_ISV), 0);
	CHECK_EQ(rec->run->exit.hpfar, (REALM_MMIO >> 12) << 4);
	CHECK_EQ(rec->run->exit.far, 0);
	rec->run->enter.flags = RMI_ENTER_EMUL_MMIO;
	CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run), RMI_ERROR_REC);
	/* Beside an injected abort, the other flag is ignored. */
	rec->run->enter.flags = RMI_ENTER_INJECT_SEA | RMI_ENTER_EMUL_MMIO;
	rec_run_to_point(rec, 1);
	rec->run->enter.flags = 0;
	finish();
}

static void test_wfi(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_WFI, 0, 0, 0);
	rec->run->enter.flags = RMI_ENTER_TRAP_WFI;
	for (unsigned int i = 0; i < 3; i++) {
		struct rmi_rec_exit *exit = rec_run(rec);

		CHECK_EQ(exit->exit_reason, RMI_EXIT_SYNC);
		CHECK_EQ(ESR_EC(exit->esr), EC_WFX);
		CHECK_EQ(exit->esr & 3, 0);
		rec_run_to_point(rec, i);
	}
	realm_destroy(&realm);
}

static const struct test tests[] = {
	{ "exits/rsi-and-psci-calls", test_calls },
	{ "exits/host-call", test_host_call },
	{ "exits/mmio", test_mmio },
	{ "exits/mmio-retry", test_mmio_retry },
	{ "exits/mmio-flags", test_mmio_flags },
	{ "exits/no-syndrome", test_no_syndrome },
	{ "exits/wfi", test_wfi },
};

const struct suite exit_suite = SUITE(tests);
