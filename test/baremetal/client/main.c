/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs every suite and powers the machine off. */
#include "client/host.h"
#include "client/oracle.h"
#include "client/suites.h"
#include "lib/print.h"

void main(void);

static const struct suite *const suites[] = {
	&call_suite,
	&granule_suite,
	&life_suite,
	&param_suite,
	&exit_suite,
	&memory_suite,
	&table_suite,
	&interrupt_suite,
	&rec_suite,
	&register_suite,
	&sve_suite,
	&debug_suite,
	&pmu_suite,
	&attestation_suite,
	&attack_suite,
	&chaos_suite,
};

/* Once more as a host of the other kind. */
static const struct suite *const vhe_suites[] = {
	&exit_suite,
	&interrupt_suite,
	&register_suite,
	&debug_suite,
	&pmu_suite,
};

static unsigned int run_suites(const struct suite *const *list, unsigned int count, const char *prefix)
{
	unsigned int tests = 0;

	for (unsigned int i = 0; i < count; i++) {
		run_tests(list[i]->tests, list[i]->count, prefix);
		tests += list[i]->count;
	}
	return tests;
}

void main(void)
{
	unsigned int tests;

	uart_init();
	before_test = watchdog_start;
	/* This program, with the realm's in it, and what the firmware has left are no secret */
	watchdog_start();
	oracle_look("learn");
	tests = run_suites(suites, sizeof(suites) / sizeof(suites[0]), "");
	host_set_vhe(true);
	tests += run_suites(vhe_suites, sizeof(vhe_suites) / sizeof(vhe_suites[0]), "vhe-host/");
	host_set_vhe(false);
	watchdog_start();
	oracle_look("the-end --unowned");
	print("done %u\n", tests);
	power_off();
}
