/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests, each in a process of its own with a fresh machine. */
#ifndef MACHINE_RUNNER_H
#define MACHINE_RUNNER_H

#include <stddef.h>

struct test {
	const char *name;
	void (*run)(void);
	/* Called before machine_start, to change machine_config; NULL mostly. */
	void (*configure)(void);
	/* The test starts the machine and the monitor itself. */
	int bare;
};

struct test_group {
	const char *name;
	const struct test *tests;
	size_t count;
};

#define TEST(f)			{ .name = #f, .run = f }
#define TEST_ON(f, config)	{ .name = #f, .run = f, .configure = config }
#define TEST_BARE(f)		{ .name = #f, .run = f, .bare = 1 }
#define GROUP(name)		const struct test_group name##_group = \
	{ #name, name##_tests, sizeof(name##_tests) / sizeof(name##_tests[0]) }

/* Arguments: [-l] [-x] [-j JOBS] [PART OF A NAME]... Returns the exit status. */
int run_groups(const struct test_group *const *groups, size_t count, int argc, char **argv);

#endif
