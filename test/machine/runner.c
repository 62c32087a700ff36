// SPDX-License-Identifier: BSD-3-Clause
/* Runs each test in a child process, some at a time, and prints one line for each: ok NAME, or not ok NAME - why. */
#include "runner.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "host.h"
#include "machine.h"

#define MAX_JOBS	16u
#define TEST_SECONDS	120
#define LOG_MAX		16384u

struct job {
	pid_t pid;
	FILE *log;
	char name[128];
};

static struct job jobs[MAX_JOBS];
static unsigned int running, passed, failed;
static bool stop_at_first;

/* How long a test may take. */
static unsigned int test_seconds(void)
{
	const char *s = getenv("TEST_SECONDS");

	return s && *s ? (unsigned int)strtoul(s, NULL, 10) : TEST_SECONDS;
}

/* There in a build with coverage only. */
extern void __gcov_dump(void) __attribute__((weak));

static void run_one(void **state)
{
	const struct test *t = *state;

	machine_defaults();
	if (t->configure)
		t->configure();
	if (!t->bare)
		host_start();
	t->run();
	machine_check_expected();
	if (!t->bare)
		host_end();
}

static void child(const struct test *t, const char *name, FILE *log)
{
	struct CMUnitTest unit = { .name = name, .test_func = run_one, .initial_state = (void *)t };
	int bad;

	dup2(fileno(log), 1);
	dup2(fileno(log), 2);
	alarm(test_seconds());
	bad = _cmocka_run_group_tests(name, &unit, 1, NULL, NULL);
	fflush(stdout);
	if (__gcov_dump)
		__gcov_dump();
	/* Guests' threads are still waiting: no orderly exit. */
	_exit(bad ? 1 : 0);
}

/* The line of the log that says most. */
static void find_reason(const char *log, char *why, size_t size)
{
	static const char *const marks[] = { "machine: ", "runtime error: ", "ERROR: AddressSanitizer",
		"WARNING: ThreadSanitizer", "[   LINE   ]", "[  ERROR   ]" };

	for (unsigned int i = 0; i < sizeof(marks) / sizeof(marks[0]); i++) {
		const char *p = strstr(log, marks[i]);

		if (p) {
			if (i == 0)
				p += strlen(marks[0]);
			snprintf(why, size, "%.*s", (int)strcspn(p, "\n"), p);
			return;
		}
	}
	snprintf(why, size, "no reason given");
}

static void print_log(char *log)
{
	for (char *line = strtok(log, "\n"); line; line = strtok(NULL, "\n"))
		printf("#   %s\n", line);
}

static void report(struct job *j, int status)
{
	static char log[LOG_MAX];
	char why[256];
	size_t n;

	rewind(j->log);
	n = fread(log, 1, sizeof(log) - 1, j->log);
	log[n] = '\0';
	fclose(j->log);
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0) {
		passed++;
		printf("ok %s\n", j->name);
	} else {
		failed++;
		find_reason(log, why, sizeof(why));
		if (WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM)
			snprintf(why, sizeof(why), "not done after %u s", test_seconds());
		printf("not ok %s - %s\n", j->name, why);
		print_log(log);
	}
	fflush(stdout);
}

static void wait_one(void)
{
	int status;
	pid_t pid = wait(&status);

	for (unsigned int i = 0; i < MAX_JOBS; i++) {
		if (jobs[i].pid == pid) {
			report(&jobs[i], status);
			jobs[i].pid = 0;
			running--;
			return;
		}
	}
}

/* The others are of no interest any more. */
static void stop_all(void)
{
	for (unsigned int i = 0; i < MAX_JOBS; i++) {
		if (jobs[i].pid != 0)
			kill(jobs[i].pid, SIGKILL);
	}
	exit(1);
}

static void start(const struct test_group *g, const struct test *t, unsigned int limit)
{
	struct job *j = jobs;

	while (running >= limit)
		wait_one();
	if (stop_at_first && failed != 0)
		stop_all();
	while (j->pid != 0)
		j++;
	snprintf(j->name, sizeof(j->name), "%s/%s", g->name, t->name);
	j->log = tmpfile();
	fflush(stdout);
	j->pid = fork();
	if (!j->log || j->pid < 0) {
		perror("cannot start a test");
		exit(2);
	}
	if (j->pid == 0)
		child(t, j->name, j->log);
	running++;
}

static bool wanted(const struct test_group *g, const struct test *t, int argc, char **argv)
{
	char name[128];

	snprintf(name, sizeof(name), "%s/%s", g->name, t->name);
	for (int i = 0; i < argc; i++) {
		if (strstr(name, argv[i]))
			return true;
	}
	return argc == 0;
}

int run_groups(const struct test_group *const *groups, size_t count, int argc, char **argv)
{
	long limit = sysconf(_SC_NPROCESSORS_ONLN);
	bool list = false;
	int opt;

	while ((opt = getopt(argc, argv, "xlj:")) != -1) {
		if (opt == 'l')
			list = true;
		else if (opt == 'x')
			stop_at_first = true;
		else if (opt == 'j')
			limit = strtol(optarg, NULL, 10);
		else
			return 2;
	}
	limit = limit < 1 ? 1 : limit > (long)MAX_JOBS ? (long)MAX_JOBS : limit;
	if (!list)
		printf("# seed %llu (SEED=... for another)\n", (unsigned long long)machine_seed());
	for (size_t i = 0; i < count; i++) {
		for (size_t n = 0; n < groups[i]->count; n++) {
			const struct test *t = &groups[i]->tests[n];

			if (!wanted(groups[i], t, argc - optind, argv + optind))
				continue;
			if (list)
				printf("%s/%s\n", groups[i]->name, t->name);
			else
				start(groups[i], t, (unsigned int)limit);
		}
	}
	while (running > 0)
		wait_one();
	if (!list)
		printf("# %u passed, %u failed\n", passed, failed);
	return failed ? 1 : 0;
}
