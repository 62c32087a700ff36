/* SPDX-License-Identifier: BSD-3-Clause */
/* A list of tests, each run to its end or to its first failed check. */
#ifndef TEST_CHECK_H
#define TEST_CHECK_H

#include <stdint.h>

struct test {
	const char *name;
	void (*run)(void);
};

/* Called before each test; may be NULL. */
extern void (*before_test)(void);

/* Prints "ok NAME" or "not ok NAME - why" for each, with `prefix` before each name. */
void run_tests(const struct test *tests, unsigned int count, const char *prefix);

/* Ends the running test as failed; does not return. May be called from an exception handler once it has left it. */
__attribute__((noreturn, format(printf, 3, 4)))
void test_fail(const char *file, int line, const char *format, ...);

/* Ends the running test as one that this machine cannot show; prints a remark that counts as nothing. */
__attribute__((noreturn)) void test_skip(const char *why);

void check_true(int condition, const char *file, int line, const char *what);
void check_equal(uint64_t got, uint64_t wanted, const char *file, int line, const char *what);

#define CHECK(condition)	check_true(!!(condition), __FILE__, __LINE__, #condition)
#define CHECK_EQ(got, wanted)	check_equal((uint64_t)(got), (uint64_t)(wanted), __FILE__, __LINE__, #got)

/* guard.S: call fn; true if it was left through guard_leave. */
int guard_call(void (*fn)(void));
__attribute__((noreturn)) void guard_leave(int value);

#endif
