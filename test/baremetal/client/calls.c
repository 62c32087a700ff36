/* SPDX-License-Identifier: BSD-3-Clause */
/* Which functions answer at all, and to whom. */
#include "abi/el3.h"
#include "abi/rmi.h"
#include "abi/rsi.h"
#include "abi/smccc.h"
#include "abi/vendor.h"
#include "client/host.h"
#include "lib/smc.h"
#include "client/suites.h"

static void test_version(void)
{
	struct smc r = SMC(RMI_VERSION, RMI_ABI_1_0);

	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1], RMI_ABI_1_0);
	CHECK_EQ(r.x[2], RMI_ABI_1_0);
}

/* Both answers are valid for a revision that is not offered, too. */
static void test_version_unsupported(void)
{
	static const uint64_t unsupported[] = { 0, 0x20000, 0x7fff0000 };

	for (unsigned int i = 0; i < sizeof(unsupported) / sizeof(unsupported[0]); i++) {
		struct smc r = SMC(RMI_VERSION, unsupported[i]);

		CHECK_EQ(r.x[0], RMI_ERROR_INPUT);
		CHECK_EQ(r.x[1], RMI_ABI_1_0);
		CHECK_EQ(r.x[2], RMI_ABI_1_0);
	}
}

static void test_sve_hint(void)
{
	CHECK_EQ(RMI(RMI_VERSION | SMCCC_SVE_HINT, RMI_ABI_1_0), RMI_SUCCESS);
}

static void test_features(void)
{
	struct smc r = SMC(RMI_FEATURES, 0);

	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1] >> 42, 0);
	CHECK((r.x[1] & 0xff) >= 32 && (r.x[1] & 0xff) <= 52);
	CHECK(r.x[1] & (RMI_FEATURE0_HASH_SHA_256 | RMI_FEATURE0_HASH_SHA_512));
	r = SMC(RMI_FEATURES, 1);
	CHECK_EQ(r.x[0], RMI_SUCCESS);
	CHECK_EQ(r.x[1], 0);
}

static void check_unknown(uint64_t fid)
{
	CHECK_EQ(RMI(fid, 1, 2, 3, 4, 5), SMCCC_NOT_SUPPORTED);
}

static void test_unknown_rmi(void)
{
	static const uint32_t holes[] = { 0x156, 0x160, 0x163, 0x16a, 0x17f, 0x18f };

	for (unsigned int i = 0; i < sizeof(holes) / sizeof(holes[0]); i++)
		check_unknown(RMI_FID(holes[i]));
	check_unknown(0x84000150);	/* the 32-bit twin of RMI_VERSION */
	check_unknown(0x84000063);	/* FFA_VERSION: there is no partition manager */
	check_unknown(0x8400006f);	/* FFA_MSG_SEND_DIRECT_REQ */
}

static void test_rsi_from_host(void)
{
	for (uint32_t n = 0x190; n <= 0x1af; n++)
		check_unknown(RSI_FID(n));
}

static void test_dispatcher_from_host(void)
{
	check_unknown(TMMD_FID_READY);
	check_unknown(TMMD_FID_RETURN);
	check_unknown(TMMD_FID_STAGE_SECRET);
	check_unknown(TMMD_FID_PLATFORM_TOKEN);
	check_unknown(TMMD_FID_RANDOM);
	check_unknown(VENDOR_FID(0x7f));
	check_unknown(VENDOR_FID_LAST);
	CHECK_EQ(RMI(RMI_VERSION, RMI_ABI_1_0), RMI_SUCCESS);
}

static void test_rmi_from_el1(void)
{
	CHECK_EQ(smc_from_el1(RMI_VERSION), SMCCC_NOT_SUPPORTED);
	CHECK_EQ(smc_from_el1(RMI_FEATURES), SMCCC_NOT_SUPPORTED);
	CHECK_EQ(smc_from_el1(VENDOR_POOL_INFO), SMCCC_NOT_SUPPORTED);
	CHECK_EQ(smc_from_el1(RSI_VERSION), SMCCC_NOT_SUPPORTED);
}

/*
 * Registers that carry no result hold nothing of the monitor: up to x3 they are 0, and the rest is as the caller had it.
 * No address in these calls is one of a granule, so most of them fail.
 */
static void test_results_are_clean(void)
{
	for (uint64_t fid = RMI_FID_FIRST; fid <= RMI_RTT_SET_RIPAS; fid++) {
		unsigned int results = fid == RMI_RTT_READ_ENTRY ? 4 : fid == RMI_VERSION ? 2 : fid == RMI_FEATURES;
		struct smc regs = { .x = { fid } };

		for (unsigned int i = 1; i < SMC_REGS; i++)
			regs.x[i] = 0x1000 + i;
		smc_raw(&regs);
		for (unsigned int i = results + 1; i < 4; i++)
			CHECK_EQ(regs.x[i], 0);
		for (unsigned int i = results < 4 ? 4 : results + 1; i < SMC_REGS; i++)
			CHECK_EQ(regs.x[i], 0x1000 + i);
	}
}

static void test_vendor_uid(void)
{
	struct smc r = SMC(VENDOR_UID);

	CHECK_EQ(r.x[0], VENDOR_UID_W0);
	CHECK_EQ(r.x[1], VENDOR_UID_W1);
	CHECK_EQ(r.x[2], VENDOR_UID_W2);
	CHECK_EQ(r.x[3], VENDOR_UID_W3);
	r = SMC(VENDOR_REVISION);
	CHECK_EQ(r.x[0], VENDOR_REVISION_MAJOR);
	CHECK_EQ(r.x[1], VENDOR_REVISION_MINOR);
	CHECK_EQ(SMC(VENDOR_CALL_COUNT).x[0], 3);
}

static const struct test tests[] = {
	{ "calls/version", test_version },
	{ "calls/version-unsupported", test_version_unsupported },
	{ "calls/sve-hint", test_sve_hint },
	{ "calls/features", test_features },
	{ "calls/unknown-rmi", test_unknown_rmi },
	{ "calls/rsi-from-host", test_rsi_from_host },
	{ "calls/dispatcher-from-host", test_dispatcher_from_host },
	{ "calls/rmi-from-el1", test_rmi_from_el1 },
	{ "calls/results-are-clean", test_results_are_clean },
	{ "calls/vendor-uid", test_vendor_uid },
};

const struct suite call_suite = SUITE(tests);
