/* SPDX-License-Identifier: BSD-3-Clause */
/* Realms that debug themselves, on a host that has debug registers of its own. */
#include "client/host.h"
#include "client/hostregs.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

static struct realm realm;

/* `bps`, `wps`: number minus 1, as the parameters have it. */
static void check_realm(unsigned int bps, unsigned int wps)
{
	const struct geometry options = { USUAL_SPACE, .num_bps = bps, .num_wps = wps };
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { PROGRAM_DEBUG, bps + 1, wps + 1 };
	struct rec *rec = &realm.recs[0];
	unsigned int points = 0;

	realm_build_as(&realm, &options, gprs);
	realm_activate(&realm);
	do {
		host_registers_fill();
		(void)SMC(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);
		host_registers_check();
		rec_report_failed_check(rec);
		points++;
		CHECK(points < 100);
	} while (rec->run->exit.exit_reason != RMI_EXIT_HOST_CALL || rec->run->exit.gprs[0] != 100);
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void test_all_points(void)
{
	check_realm(feature(14, 6), feature(20, 6));
}

/* A realm with fewer has the last breakpoints, as those alone compare contexts. */
static void test_fewer_points(void)
{
	check_realm(1, 1);
	check_realm(feature(14, 6) - 1, 1);
}

/* The host has locked its debug registers: a realm's debug exceptions are none of its business. */
static void test_host_locked(void)
{
	uint64_t lock;

	write_sysreg(oslar_el1, 1);
	isb();
	check_realm(1, 1);
	lock = read_sysreg(oslsr_el1);
	write_sysreg(oslar_el1, 0);
	isb();
	CHECK_EQ(lock >> 1 & 1, 1);
	check_realm(1, 1);
	CHECK_EQ(read_sysreg(oslsr_el1) >> 1 & 1, 0);
}

static const struct test tests[] = {
	{ "debug/all-points", test_all_points },
	{ "debug/fewer-points", test_fewer_points },
	{ "debug/host-locked", test_host_locked },
};

const struct suite debug_suite = SUITE(tests);
