/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * realm-mini: drives KVM's realm VMs through its ioctls, without a VMM in the way.
 *
 *	realm-mini all | list | NAME...
 *
 * Prints "ok NAME" or "not ok NAME - why" for each test. Each runs in its own process, may take only so long, and
 * must leave the secure pool as full as it was.
 */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

#define USUAL_SECONDS	60

const char *complain(const char *format, ...)
{
	static char text[256];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	return text;
}

static void run_child(const struct test *test, int report)
{
	const char *why;

	alarm(test->seconds ? test->seconds : USUAL_SECONDS);
	why = test->run(test);
	fflush(stdout);
	if (!why)
		why = "";
	if (write(report, why, strlen(why) + 1) < 0)
		_exit(2);
	_exit(0);
}

/* Runs the test in its own process; the complaint, or NULL. */
static const char *run_apart(const struct test *test)
{
	static char why[256];
	int fds[2], status = 0;
	ssize_t got;
	pid_t child;

	if (pipe(fds))
		return "no pipe";
	fflush(stdout);
	child = fork();
	if (child == 0) {
		close(fds[0]);
		run_child(test, fds[1]);
	}
	close(fds[1]);
	got = read(fds[0], why, sizeof(why) - 1);
	close(fds[0]);
	waitpid(child, &status, 0);
	if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
		return "it hung";
	if (WIFSIGNALED(status))
		return complain("killed by signal %d", WTERMSIG(status));
	if (got <= 0)
		return "it ended without a word";
	why[got] = '\0';
	return why[0] ? why : NULL;
}

/* Teardown may end a little after the process. */
static long long pool_after(long long before)
{
	long long after = pool_free();

	for (int tries = 0; tries < 30 && after != before; tries++) {
		usleep(100000);
		after = pool_free();
	}
	return after;
}

static int run_test(const struct test *test)
{
	long long before = pool_free(), after;
	const char *why = run_apart(test);

	after = pool_after(before);
	if (!why && before >= 0 && after != before)
		why = complain("the secure pool had %lld pages, now %lld", before, after);
	if (why)
		printf("not ok %s - %s\n", test->name, why);
	else
		printf("ok %s\n", test->name);
	fflush(stdout);
	return why != NULL;
}

static int each(const char *word, int (*do_it)(const struct test *test))
{
	static const struct test *const lists[] = { tests_run, tests_rim, tests_bad, tests_life };
	int result = 0, found = 0;

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		for (const struct test *test = lists[i]; test->name; test++) {
			if (word ? strcmp(word, test->name) != 0 : test->by_name_only)
				continue;
			found++;
			result |= do_it(test);
		}
	}
	if (!found) {
		fprintf(stderr, "realm-mini: no test \"%s\"; see realm-mini list\n", word);
		return 2;
	}
	return result;
}

static int print_name(const struct test *test)
{
	puts(test->name);
	return 0;
}

int main(int argc, char **argv)
{
	int result = 0;

	if (argc < 2) {
		fprintf(stderr, "usage: realm-mini all | list | NAME...\n");
		return 2;
	}
	if (strcmp(argv[1], "list") == 0)
		return each(NULL, print_name);
	if (pool_free() < 0)
		printf("# the kernel does not tell how full the secure pool is: losses go unseen\n");
	if (strcmp(argv[1], "all") == 0)
		return each(NULL, run_test);
	for (int i = 1; i < argc; i++)
		result |= each(argv[i], run_test);
	return result;
}
