/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs a list of tests and says how each ended. */
#include "lib/check.h"
#include "lib/print.h"

enum { RAN_TO_END, FAILED, SKIPPED };

void (*before_test)(void);

static const char *running, *running_prefix;

void test_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	print("not ok %s%s - %s:%d: ", running_prefix, running, file, line);
	va_start(args, format);
	vprint(format, args);
	va_end(args);
	print("\n");
	guard_leave(FAILED);
}

void test_skip(const char *why)
{
	print("# not here: %s%s, %s\n", running_prefix, running, why);
	guard_leave(SKIPPED);
}

void check_true(int condition, const char *file, int line, const char *what)
{
	if (!condition)
		test_fail(file, line, "not so: %s", what);
}

void check_equal(uint64_t got, uint64_t wanted, const char *file, int line, const char *what)
{
	if (got != wanted)
		test_fail(file, line, "%s: got 0x%lx, wanted 0x%lx", what, (unsigned long)got, (unsigned long)wanted);
}

void run_tests(const struct test *tests, unsigned int count, const char *prefix)
{
	running_prefix = prefix;
	for (unsigned int i = 0; i < count; i++) {
		running = tests[i].name;
		if (before_test)
			before_test();
		if (guard_call(tests[i].run) == RAN_TO_END)
			print("ok %s%s\n", prefix, running);
	}
}
