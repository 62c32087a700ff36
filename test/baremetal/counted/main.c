/* SPDX-License-Identifier: BSD-3-Clause */
/* The client's tests of counters once more, where the emulator has an event for instructions: with --icount. */
#include "client/host.h"
#include "client/suites.h"
#include "lib/print.h"
#include "lib/sysreg.h"

#define EVENT_INST_RETIRED	0x08

void main(void);

static void test_event(void)
{
	CHECK(read_sysreg(pmceid0_el0) & 1ul << EVENT_INST_RETIRED);
}

static const struct test tests[] = { { "event", test_event } };

void main(void)
{
	uart_init();
	before_test = watchdog_start;
	run_tests(tests, 1, "");
	run_tests(pmu_suite.tests, pmu_suite.count, "");
	print("done\n");
	power_off();
}
