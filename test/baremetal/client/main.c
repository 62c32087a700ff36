/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs every suite and powers the machine off. */
#include "client/host.h"
#include "client/suites.h"
#include "lib/print.h"

void main(void);

static const struct suite *const suites[] = {
	&call_suite,
	&granule_suite,
	&life_suite,
	&exit_suite,
	&memory_suite,
	&table_suite,
	&interrupt_suite,
	&rec_suite,
	&register_suite,
	&attack_suite,
};

void main(void)
{
	unsigned int failed = 0, count = 0;

	uart_init();
	for (unsigned int i = 0; i < sizeof(suites) / sizeof(suites[0]); i++) {
		failed += run_tests(suites[i]->tests, suites[i]->count);
		count += suites[i]->count;
	}
	print("done %u\n", count);
	(void)failed;
	power_off();
}
