/* SPDX-License-Identifier: BSD-3-Clause */
/* Realms from their creation to their end, and that nothing is lost on the way. */
#include "client/granules.h"
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"

static struct realm realm;

static uint64_t free_pages(void)
{
	return pool_info().free;
}

static void test_empty_realm(void)
{
	uint64_t before = free_pages();

	realm_create(&realm);
	CHECK(free_pages() < before);
	realm_destroy(&realm);
	CHECK_EQ(free_pages(), before);
}

static void test_full_life(void)
{
	uint64_t before = free_pages();

	realm_start(&realm, PROGRAM_OFF, 0, 0, 0);
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
	CHECK_EQ(free_pages(), before);
}

static void test_never_run(void)
{
	uint64_t before = free_pages();

	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	CHECK_EQ(RMI(RMI_REC_ENTER, realm.recs[0].pa, (uint64_t)realm.recs[0].run),
		 RMI_RESULT(RMI_ERROR_REALM, RMI_REALM_INDEX_NEW));
	realm_destroy(&realm);
	CHECK_EQ(free_pages(), before);
}

/* Taking down in the wrong order is refused, and changes nothing. */
static void test_live_realm_stays(void)
{
	realm_start(&realm, PROGRAM_OFF, 0, 0, 0);
	CHECK_EQ(RMI(RMI_REALM_DESTROY, realm.rd), RMI_ERROR_REALM);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, realm.rd), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, realm.recs[0].pa), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_REALM_ACTIVATE, realm.rd), RMI_ERROR_REALM);
	rec_run_to_off(&realm.recs[0]);
	realm_destroy(&realm);
}

static const struct test tests[] = {
	{ "life/empty-realm", test_empty_realm },
	{ "life/full", test_full_life },
	{ "life/never-run", test_never_run },
	{ "life/live-realm-stays", test_live_realm_stays },
};

const struct suite life_suite = SUITE(tests);
