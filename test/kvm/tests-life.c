/* SPDX-License-Identifier: BSD-3-Clause */
/* A VMM that dies, and a pool that runs dry: nothing may be lost. The runner compares the pool before and after. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "test.h"

#define EXHAUST_STEP	(256ul << 10)

static int phase_pipe = -1;

static void tell_phase(struct vm *vm, uint64_t event)
{
	char byte = (char)event;

	(void)vm;
	if (write(phase_pipe, &byte, 1) != 1)
		_exit(1);
}

/* In the child: go as far as `last`, or into the middle of the run, say so, and wait for the end. */
static void live_until(const struct vm_spec *spec, enum vm_step last, bool run)
{
	struct vm vm;
	int err = vm_build(&vm, spec, last);

	if (err) {
		fprintf(stderr, "%s: %s\n", vm.failed, strerror(-err));
		_exit(1);
	}
	if (run) {
		vm.on_event = tell_phase;
		vm_run(&vm);
	} else {
		tell_phase(&vm, 0);
	}
	for (;;)
		pause();
}

static const char *kill_at(const struct vm_spec *spec, enum vm_step last, bool run, unsigned int later_us)
{
	int fds[2];
	char byte;
	pid_t child;
	const char *why = NULL;

	if (pipe(fds))
		return "no pipe";
	child = fork();
	if (child == 0) {
		close(fds[0]);
		phase_pipe = fds[1];
		live_until(spec, last, run);
	}
	close(fds[1]);
	if (read(fds[0], &byte, 1) != 1)
		why = complain("the VM did not come to step %d", last);
	usleep(later_us);
	kill(child, SIGKILL);
	waitpid(child, NULL, 0);
	close(fds[0]);
	return why;
}

static const char *kill_in_steps(const struct test *test)
{
	const char *why = NULL;

	for (int step = STEP_CREATED; step <= STEP_ENTRY && !why; step++)
		why = kill_at(&test->spec, (enum vm_step)step, false, 0);
	return why;
}

static const char *kill_half_populated(const struct test *test)
{
	struct vm_spec spec = test->spec;

	spec.populate_size = PAGE_SIZE;
	return kill_at(&spec, STEP_POPULATED, false, 0);
}

static const char *kill_running(const struct test *test)
{
	return kill_at(&test->spec, STEP_ENTRY, true, 50000);
}

/* In the middle of building: no step has ended. Random moments, from a seed that is told. */
static const char *kill_anywhere(const struct test *test)
{
	const char *seed_text = getenv("SEED");
	unsigned int seed = seed_text ? (unsigned int)strtoul(seed_text, NULL, 0) : 1;

	const char *why = kill_at(&test->spec, STEP_ENTRY, false, 0);

	if (why)
		return why;	/* nothing to be killed */
	printf("# SEED=%u\n", seed);
	for (int round = 0; round < 12; round++) {
		pid_t child = fork();

		if (child == 0) {
			phase_pipe = STDERR_FILENO;
			live_until(&test->spec, STEP_ENTRY, false);
		}
		usleep((useconds_t)(rand_r(&seed) % 20000));
		kill(child, SIGKILL);
		waitpid(child, NULL, 0);
	}
	return NULL;
}

/* A realm that wants more than the pool has is told so, and it is the only one that suffers. */
static const char *exhaust_by_populate(const struct test *test)
{
	static const uint8_t zeroes[EXHAUST_STEP] __attribute__((aligned(4096)));
	const struct vm_spec small = REALM(TASK_HELLO, 1);
	uint64_t done = 0;
	struct vm vm;
	int err = vm_build(&vm, &test->spec, STEP_ENTRY);
	const char *why;

	if (err)
		return complain("building: %s: %s", vm.failed, strerror(-err));
	vm.unmeasured = true;
	for (done = EXHAUST_STEP; !err && done < vm.spec.ram_size; done += EXHAUST_STEP)
		err = vm_populate(&vm, RAM_BASE + done, EXHAUST_STEP, zeroes);
	printf("# %llu MiB went in\n", (unsigned long long)(done >> 20));
	why = err == -ENOMEM ? NULL : complain("POPULATE at the end of the pool: %s", strerror(-err));
	vm_free(&vm);
	return why ? why : run_spec(&small);
}

static const char *exhaust_by_touch(const struct test *test)
{
	const struct vm_spec small = REALM(TASK_HELLO, 1);
	struct vm vm;
	int err = vm_build(&vm, &test->spec, STEP_ENTRY);
	const char *why;

	if (err)
		return complain("building: %s: %s", vm.failed, strerror(-err));
	err = vm_run(&vm);
	why = err == -ENOMEM ? NULL : complain("touching more than the pool has: %s", strerror(-err));
	vm_free(&vm);
	return why ? why : run_spec(&small);
}

#define BIG_REALM(t)	{ .realm = true, .ram_size = 640ull << 20, .task = (t) }

const struct test tests_life[] = {
	{ "kill-in-each-step", kill_in_steps, REALM(TASK_HELLO, 1) },
	{ "kill-half-populated", kill_half_populated, REALM(TASK_HELLO, 1) },
	{ "kill-while-running", kill_running, REALM(TASK_FOREVER, 0) },
	{ "kill-anywhere", kill_anywhere, REALM(TASK_HELLO, 1) },
	{ "pool-exhausted-by-populate", exhaust_by_populate, BIG_REALM(TASK_HELLO), .seconds = 120 },
	{ "pool-exhausted-by-touch", exhaust_by_touch, BIG_REALM(TASK_TOUCH), .seconds = 240, .by_name_only = true },
	{ .name = NULL },
};
