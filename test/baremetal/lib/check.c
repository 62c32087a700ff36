/* SPDX-License-Identifier: BSD-3-Clause */
/* Runs a list of tests and says how each ended. */
#include "lib/check.h"
#include "lib/print.h"

enum { RAN_TO_END, FAILED, SKIPPED };

static const char *running;

void test_fail(const char *file, int line, const char *format, ...)
{
	va_list args;

	print("not ok %s - %s:%d: ", running, file, line);
	va_start(args, format);
	vprint(format, args);
	va_end(args);
	print("\n");
	guard_leave(FAILED);
}

void test_skip(const char *why)
{
	print("ok %s # skip %s\n", running, why);
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

unsigned int run_tests(const struct test *tests, unsigned int count)
{
	unsigned int failed = 0;

	for (unsigned int i = 0; i < count; i++) {
		int end;

		running = tests[i].name;
		end = guard_call(tests[i].run);
		if (end == RAN_TO_END)
			print("ok %s\n", running);
		failed += end == FAILED;
	}
	return failed;
}
