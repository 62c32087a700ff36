// SPDX-License-Identifier: BSD-3-Clause
/* Which calls there are, versions, features, and the vendor's discovery calls. */
#include "abi/el3.h"
#include "abi/rsi.h"
#include "abi/smccc.h"
#include "host.h"
#include "runner.h"

static void version(void)
{
	struct reply r = rmi(RMI_VERSION, RMI_ABI_1_0);

	expect_ok(r);
	expect_eq(r.x[1], RMI_ABI_1_0);
	expect_eq(r.x[2], RMI_ABI_1_0);
}

static void version_refused(void)
{
	static const uint64_t wrong[] = { 0, 1, 0xffff, 0x10001, 0x1ffff, 0x20000, 0x7fff0000, 1ull << 31 | 0x10000,
		1ull << 32 | 0x10000, ~0ull };

	for (unsigned int i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		struct reply r = refused_input(RMI_VERSION, wrong[i]);

		expect_eq(r.x[1], RMI_ABI_1_0);
		expect_eq(r.x[2], RMI_ABI_1_0);
	}
}

static void sve_hint(void)
{
	expect_ok(rmi(RMI_VERSION | SMCCC_SVE_HINT, RMI_ABI_1_0));
}

static void features(void)
{
	struct reply r = rmi(RMI_FEATURES, 0);
	uint64_t f = r.x[1];

	expect_ok(r);
	expect_eq(f & 0xff, 48);
	expect_eq(f >> 8 & 1, 0);		/* LPA2 */
	expect_eq(f >> 9 & 0x1f, 1 | 3 << 1);	/* SVE, up to 512 bits */
	expect_eq(f >> 14 & 0x3f, 5);
	expect_eq(f >> 20 & 0x3f, 3);
	expect_eq(f >> 26 & 0x3f, 1 | 6 << 1);	/* PMU, 6 counters */
	expect_eq(f >> 32 & 3, 3);		/* both hashes */
	expect_eq(f >> 34 & 0xf, 3);
	expect((f >> 38 & 0xf) >= 6);		/* 63 RECs and more */
	expect_eq(f >> 42, 0);
	for (uint64_t i = 1; i < 70; i++)
		expect_eq(rmi(RMI_FEATURES, i).x[1], 0);
	expect_ok(rmi(RMI_FEATURES, ~0ull));
	expect_eq(rmi(RMI_FEATURES, 1ull << 32).x[1], 0);
}

static void poor_features(void)
{
	machine_config.features.sve_vectors = 0;
	machine_config.features.has_pmu = false;
	expect_eq(rmi(RMI_FEATURES, 0).x[1] >> 9 & 0x1f, 0);
	expect_eq(rmi(RMI_FEATURES, 0).x[1] >> 26 & 0x3f, 0);
	/* The shortest there is: SVE_VL is zero. */
	machine_config.features.sve_vectors = 1;
	expect_eq(rmi(RMI_FEATURES, 0).x[1] >> 9 & 0x1f, 1);
	/* A cycle counter alone. */
	machine_config.features.has_pmu = true;
	machine_config.features.pmu_num_ctrs = 0;
	expect_eq(rmi(RMI_FEATURES, 0).x[1] >> 26 & 0x3f, 1);
}

static void narrow(void)
{
	machine_config.features.ipa_bits = 40;
	machine_config.features.gic_num_lrs = 16;
	machine_config.features.num_bps = 2;
	machine_config.features.num_wps = 16;
}

static void features_follow_machine(void)
{
	uint64_t f = rmi(RMI_FEATURES, 0).x[1];

	expect_eq(f & 0xff, 40);
	expect_eq(f >> 14 & 0x3f, 1);
	expect_eq(f >> 20 & 0x3f, 15);
	expect_eq(f >> 34 & 0xf, 15);
}

static void expect_unknown(uint64_t fid)
{
	struct reply r = refused(SMCCC_NOT_SUPPORTED, fid, 1, 2, 3, 4, 5);

	for (unsigned int i = 1; i < 4; i++)
		expect_eq(r.x[i], 0);
	expect_eq(r.x[4], 4);
	expect_eq(r.x[5], 5);
	expect_eq(r.x[6], HOST_X6);
	expect_eq(r.x[7], HOST_X7);
}

/* Whatever a call answers, x4 to x7 are the host's again; the one call with a result in x4 is not taken for another. */
static void keeps_registers(void)
{
	for (uint64_t fid = RMI_FID_FIRST; fid <= RMI_FID_LAST; fid++) {
		struct reply r = rmi5(fid, 1, 2, 3, 0x4444, 0x5555);

		expect_eq(r.x[4], fid == RMI_RTT_READ_ENTRY ? 0 : 0x4444);
		expect_eq(r.x[5], 0x5555);
		expect_eq(r.x[6], HOST_X6);
		expect_eq(r.x[7], HOST_X7);
	}
	expect_eq(rmi(RMI_FEATURES, 0, 2, 3, 0x4444, 0x5555).x[4], 0x4444);
	expect(rmi(VENDOR_POOL_INFO, 1, 2, 3, 0x4444, 0x5555).x[4] != 0x4444);
}

/* Numbers of the range that RMM 1.0 does not use, and numbers that are not for the host. */
static void unknown(void)
{
	static const uint64_t fids[] = { RMI_FID(0x156), RMI_FID(0x160), RMI_FID(0x163), RMI_FID(0x16A),
		RMI_FID_LAST, RMI_FID(0x14F), RSI_FID_FIRST, RSI_VERSION, RSI_FID_LAST, RMI_FID(0x1B0),
		0, ~0ull, 0x84000000, 0x84000150, VENDOR_FID(0), VENDOR_FID(4), VENDOR_FID_LAST,
		TMMD_FID_READY, TMMD_FID_RETURN, TMMD_FID_STAGE_SECRET, TMMD_FID_RANDOM, 0x8300FF02, 0x44000150 };

	for (unsigned int i = 0; i < sizeof(fids) / sizeof(fids[0]); i++)
		expect_unknown(fids[i]);
	for (unsigned int n = 0x16A; n <= 0x18F; n++)
		expect_unknown(RMI_FID(n));
}

static void vendor_identity(void)
{
	struct reply r = rmi(VENDOR_UID);

	expect_eq(r.x[0], VENDOR_UID_W0);
	expect_eq(r.x[1], VENDOR_UID_W1);
	expect_eq(r.x[2], VENDOR_UID_W2);
	expect_eq(r.x[3], VENDOR_UID_W3);
	r = rmi(VENDOR_REVISION);
	expect_eq(r.x[0], VENDOR_REVISION_MAJOR);
	expect_eq(r.x[1], VENDOR_REVISION_MINOR);
	expect_eq(rmi(VENDOR_CALL_COUNT).x[0], 3);
}

static void init_without_memory(void)
{
	machine_config.metadata_limit = PAGE_SIZE;
	machine_start();
	expect(monitor_init() != NULL);
}

static void init_small_pool(void)
{
	machine_config.map.pool.size = 0x200000 - PAGE_SIZE;
	machine_start();
	expect(monitor_init() != NULL);
}

static const struct test dispatch_tests[] = {
	TEST(version), TEST(version_refused), TEST(sve_hint), TEST(features), TEST(poor_features), TEST_ON(features_follow_machine, narrow),
	TEST(unknown), TEST(keeps_registers), TEST(vendor_identity), TEST_BARE(init_without_memory), TEST_BARE(init_small_pool),
};
GROUP(dispatch);
