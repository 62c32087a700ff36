/* SPDX-License-Identifier: BSD-3-Clause */
/* A test of realm-mini: a function that says what went wrong, run in a process of its own. */
#ifndef TEST_H
#define TEST_H

#include "vm.h"

struct test {
	const char *name;
	const char *(*run)(const struct test *test);	/* NULL when all is well */
	struct vm_spec spec;		/* what run-payload runs, and what others start from */
	unsigned int seconds;		/* until it counts as hung; 0: the usual time */
	bool by_name_only;		/* too slow to be part of "all" */
};

/* Formats a complaint into one static buffer. */
const char *complain(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Build a VM from the test's spec, run it to its end, judge it by the payload's verdict. */
const char *run_payload(const struct test *test);
const char *run_spec(const struct vm_spec *spec);

#define MINI_RAM	(4ull << 20)
#define REALM(t, p)	{ .realm = true, .ram_size = MINI_RAM, .task = (t), .parameter = (p) }
#define ORDINARY(t, p)	{ .realm = false, .ram_size = MINI_RAM, .task = (t), .parameter = (p) }

extern const struct test tests_run[], tests_rim[], tests_bad[], tests_life[];	/* each ends with an empty name */

/* pool.c: what the secure pool can still give, in pages; -1 when the kernel does not tell */
long long pool_free(void);

#endif
