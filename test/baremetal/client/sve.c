/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's SVE registers around calls that use SIMD registers, and around a realm that fills them. */
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define MAX_BYTES	256u
#define PREDICATES	17u	/* FFR is the last */
#define ZCR_LONGEST	0xful
#define VMID		600ul

struct sve {
	uint8_t vectors[32 * MAX_BYTES];
	uint8_t predicates[PREDICATES * MAX_BYTES / 8];
} __attribute__((aligned(64)));

/* sve.S */
void sve_load(const void *vectors, const void *predicates);
void sve_store(void *vectors, void *predicates);
uint64_t sve_bytes(void);

static struct realm realm;
static struct sve in, out;

static void fill(void)
{
	if (((read_sysreg(id_aa64pfr0_el1) >> 32) & 0xf) == 0)
		test_skip("this CPU has no SVE");
	write_sysreg(s3_4_c1_c2_0, ZCR_LONGEST);
	isb();
	for (unsigned int i = 0; i < sizeof(in.vectors); i++)
		in.vectors[i] = (uint8_t)(i * 7 + 1);
	/* FFR holds ones from the bottom up, so the first predicate does too. */
	for (unsigned int i = 0; i < sizeof(in.predicates); i++)
		in.predicates[i] = i < sve_bytes() / 8 ? 0xff : (uint8_t)(i * 11 + 3);
	sve_load(in.vectors, in.predicates);
}

static void check(void)
{
	uint64_t length, vl = sve_bytes();

	sve_store(out.vectors, out.predicates);
	length = read_sysreg(s3_4_c1_c2_0);
	CHECK_EQ(length, ZCR_LONGEST);
	for (unsigned int i = 0; i < 32 * vl; i++)
		CHECK_EQ(out.vectors[i], in.vectors[i]);
	for (unsigned int i = 0; i < 16 * vl / 8; i++)
		CHECK_EQ(out.predicates[i], in.predicates[i]);
	for (unsigned int i = 0; i < vl / 8; i++)
		CHECK_EQ(out.predicates[16 * vl / 8 + i], 0xff);
}

static void test_hashing_call(void)
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

static void test_realm(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_FP, 2, 0, 0);
	rec->run->enter.flags = RMI_ENTER_TRAP_WFI;
	for (unsigned int i = 0; i < 2; i++) {
		fill();
		rec_run_to_point(rec, i);
		check();
		fill();
		CHECK_EQ(rec_run(rec)->exit_reason, RMI_EXIT_SYNC);
		check();
	}
	rec->run->enter.flags = 0;
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static const struct test tests[] = {
	{ "sve/hashing-call", test_hashing_call },
	{ "sve/realm-run", test_realm },
};

const struct suite sve_suite = SUITE(tests);
