/* SPDX-License-Identifier: BSD-3-Clause */
/* Vector registers of host and realm: each keeps its own, whatever lengths and modes the two use. */
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"
#include "lib/sve.h"
#include "lib/sysreg.h"

#define VMID		600ul
#define SVCR_SM_ZA	3ul
#define SMCR_LONGEST	(1ul << 31 | 0xf)	/* FA64: FFR is there in streaming mode, where the CPU can */

static struct realm realm, other;
static struct sve in, out;
static uint8_t za_in[SVE_MAX_BYTES * SVE_MAX_BYTES], za_out[SVE_MAX_BYTES * SVE_MAX_BYTES];

/* What the host's registers hold: vectors as long as ZCR_EL2 says, or streaming ones and the array. */
static uint64_t host_zcr;
static bool streaming;

static bool has_sme(void)
{
	return (read_sysreg(id_aa64pfr1_el1) >> 24 & 0xf) != 0;
}

/* FFR is there, and so in both structures the last predicate is it. */
static bool has_ffr(void)
{
	return !streaming || read_sysreg(s3_0_c0_c4_5) >> 63;
}

static void fill(void)
{
	write_sysreg(s3_4_c1_c2_0, host_zcr);
	write_sysreg(s3_0_c1_c2_0, 5);		/* ZCR_EL1 */
	isb();
	if (streaming) {
		CHECK(has_ffr());
		write_sysreg(s3_4_c1_c2_6, SMCR_LONGEST);
		write_sysreg(s3_3_c4_c2_2, SVCR_SM_ZA);
		isb();
		for (unsigned int i = 0; i < sizeof(za_in); i++)
			za_in[i] = (uint8_t)(i * 17 + i / 256 + 5);
		za_load(za_in);
	}
	for (unsigned int i = 0; i < sizeof(in.vectors); i++)
		in.vectors[i] = (uint8_t)(i * 7 + 1);
	/* FFR holds ones from the bottom up, so the first predicate does too. */
	for (unsigned int i = 0; i < sizeof(in.predicates); i++)
		in.predicates[i] = i < sve_bytes() / 8 ? 0xff : (uint8_t)(i * 11 + 3);
	sve_load(in.vectors, in.predicates);
	write_sysreg(fpsr, 0x11);
}

static void leave_streaming(void)
{
	uint64_t mode = read_sysreg(s3_3_c4_c2_2), rows = sve_bytes();

	za_store(za_out);
	write_sysreg(s3_3_c4_c2_2, 0);
	isb();
	CHECK_EQ(mode, SVCR_SM_ZA);
	CHECK_EQ(read_sysreg(s3_4_c1_c2_6), SMCR_LONGEST);
	for (uint64_t i = 0; i < rows * rows; i++)
		CHECK_EQ(za_out[i], za_in[i]);
}

static void check(void)
{
	uint64_t length, status, vl = sve_bytes();

	sve_store(out.vectors, out.predicates);
	status = read_sysreg(fpsr);
	length = read_sysreg(s3_4_c1_c2_0);
	if (streaming)
		leave_streaming();
	CHECK_EQ(status, 0x11);
	CHECK_EQ(length, host_zcr);
	CHECK_EQ(read_sysreg(s3_0_c1_c2_0), 5);
	for (unsigned int i = 0; i < 32 * vl; i++)
		CHECK_EQ(out.vectors[i], in.vectors[i]);
	for (unsigned int i = 0; i < 16 * vl / 8; i++)
		CHECK_EQ(out.predicates[i], in.predicates[i]);
	for (unsigned int i = 0; i < vl / 8; i++)
		CHECK_EQ(out.predicates[16 * vl / 8 + i], 0xff);
}

/* The host's state during the test; tests that this CPU cannot show are skipped. */
static void as_host(uint64_t zcr, bool in_streaming_mode)
{
	if (((read_sysreg(id_aa64pfr0_el1) >> 32) & 0xf) == 0)
		test_skip("this CPU has no SVE");
	if (in_streaming_mode && !has_sme())
		test_skip("this CPU has no SME");
	host_zcr = zcr;
	streaming = in_streaming_mode;
}

static void check_hashing_call(void)
{
	uint64_t params = page_get(), rd = granule_get(), rtt = granule_get(), status;

	realm_params((void *)params, rtt, VMID);
	fill();
	status = RMI(RMI_REALM_CREATE, rd, params);
	check();
	CHECK_EQ(status, RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_REALM_DESTROY, rd), RMI_SUCCESS);
	granule_put(rd);
	granule_put(rtt);
	page_put(params);
}

static void test_hashing_call(void)
{
	as_host(ZCR_LONGEST, false);
	check_hashing_call();
}

static void test_hashing_call_streaming(void)
{
	as_host(ZCR_LONGEST, true);
	check_hashing_call();
}

/* A realm without SVE, whose V registers are the lower parts of the host's vectors. */
static void check_fp_realm(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_FP, 2, 0, 0);
	rec->run->enter.flags = RMI_ENTER_TRAP_WFI;
	for (unsigned int i = 0; i < 2; i++) {
		fill();
		(void)SMC(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);
		check();
		rec_report_failed_check(rec);
		CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_HOST_CALL);
		fill();
		(void)SMC(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);
		check();
		CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_SYNC);
	}
	rec->run->enter.flags = 0;
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void test_realm(void)
{
	as_host(ZCR_LONGEST, false);
	check_fp_realm();
}

static void test_realm_streaming(void)
{
	as_host(ZCR_LONGEST, true);
	check_fp_realm();
}

/* Vectors of this length or the next shorter one that the CPU has, in bytes. */
static uint64_t bytes_for(uint64_t sve_vl)
{
	uint64_t bytes;

	write_sysreg(s3_4_c1_c2_0, sve_vl);
	isb();
	bytes = sve_bytes();
	write_sysreg(s3_4_c1_c2_0, host_zcr);
	isb();
	return bytes;
}

static void sve_realm_build(struct realm *r, uint64_t sve_vl, uint64_t seed)
{
	const struct geometry options = { USUAL_SPACE, .flags = RMI_REALM_FLAG_SVE, .sve_vl = sve_vl };
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_SVE, bytes_for(sve_vl), seed };

	realm_build_as(r, &options, gprs);
	realm_activate(r);
	r->recs[0].run->enter.flags = RMI_ENTER_TRAP_WFI;
}

/* One exit with the host's registers full before and checked behind. */
static void step(struct realm *r, uint64_t reason, uint64_t which)
{
	struct rec *rec = &r->recs[0];

	do {
		fill();
		(void)SMC(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);
		check();
		rec_report_failed_check(rec);
	} while (rec->run->exit.exit_reason == RMI_EXIT_IRQ);
	CHECK_EQ(rec->run->exit.exit_reason, reason);
	if (reason == RMI_EXIT_HOST_CALL)
		CHECK_EQ(rec->run->exit.gprs[0], which);
}

/* Two realms with SVE take turns, of the longest vectors and of `sve_vl`, each with the host in between. */
static void check_sve_realms(uint64_t sve_vl)
{
	struct realm *const realms[] = { &realm, &other };

	sve_realm_build(&realm, feature(10, 4), 3);
	sve_realm_build(&other, sve_vl, 0x40);
	for (uint64_t round = 0; round < 3; round++) {
		for (unsigned int i = 0; i < 2; i++)
			step(realms[i], RMI_EXIT_HOST_CALL, round);
		for (unsigned int i = 0; i < 2; i++)
			step(realms[i], RMI_EXIT_SYNC, 0);
		for (unsigned int i = 0; i < 2; i++)
			step(realms[i], RMI_EXIT_HOST_CALL, round + 100);
	}
	for (unsigned int i = 0; i < 2; i++) {
		rec_run_to_off(&realms[i]->recs[0]);
		realm_destroy(realms[i]);
	}
}

static void test_sve_realms(void)
{
	as_host(ZCR_LONGEST, false);
	CHECK_EQ(feature(9, 1), 1);
	CHECK_EQ(bytes_for(ZCR_LONGEST), (feature(10, 4) + 1) * 16);
	for (uint64_t vl = 0; vl <= feature(10, 4); vl = vl * 2 + 1)
		check_sve_realms(vl);
}

/* The host's own vectors are short: the realm's are not. */
static void test_sve_realms_short_host(void)
{
	as_host(0, false);
	check_sve_realms(0);
}

static void test_sve_realms_streaming(void)
{
	as_host(ZCR_LONGEST, true);
	check_sve_realms(1);
}

static const struct test tests[] = {
	{ "sve/hashing-call", test_hashing_call },
	{ "sve/hashing-call-streaming", test_hashing_call_streaming },
	{ "sve/realm-run", test_realm },
	{ "sve/realm-run-streaming", test_realm_streaming },
	{ "sve/realms-with-sve", test_sve_realms },
	{ "sve/realms-with-sve-short-host", test_sve_realms_short_host },
	{ "sve/realms-with-sve-streaming", test_sve_realms_streaming },
};

const struct suite sve_suite = SUITE(tests);
