/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests that run the payload to its end, and two things that only its output can tell. */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "test.h"

const char *run_spec(const struct vm_spec *spec)
{
	const char *why = NULL;
	struct vm vm;
	int err = vm_build(&vm, spec, STEP_ENTRY);

	if (err)
		why = complain("building: %s: %s", vm.failed, strerror(-err));
	else if ((err = vm_run(&vm)))
		why = complain("running: %s: %s", vm.failed ? vm.failed : "exit", strerror(-err));
	else if (!vm.has_result)
		why = "the payload ended without a verdict";
	else if (vm.result)
		why = complain("the payload's verdict is %llu", (unsigned long long)vm.result);
	vm_free(&vm);
	return why;
}

const char *run_payload(const struct test *test)
{
	return run_spec(&test->spec);
}

/* The VMM says "private" about memory that is private and populated: nothing happens to it. */
static const char *private_again(const struct test *test)
{
	const char *why = NULL;
	struct vm vm;
	int err = vm_build(&vm, &test->spec, STEP_ENTRY);

	if (!err)
		err = vm_set_private(&vm, RAM_BASE, vm.spec.ram_size, true);
	if (!err)
		err = vm_run(&vm);
	if (err)
		why = complain("%s: %s", vm.failed ? vm.failed : "exit", strerror(-err));
	else if (!vm.has_result || vm.result)
		why = "the payload did not come to a good end";
	vm_free(&vm);
	return why;
}

static const char *twice(const struct test *test)
{
	const char *why = run_spec(&test->spec);

	return why ? why : run_spec(&test->spec);
}

static void *run_in_thread(void *spec)
{
	return (void *)run_spec(spec);
}

/* Two VMs at the same time, of the kinds that the test names: a realm, and a realm or an ordinary VM. */
static const char *side_by_side(const struct test *test, bool second_is_realm)
{
	struct vm_spec first = test->spec, second = test->spec;
	const char *why_first;
	pthread_t thread;
	void *why_second;

	second.realm = second_is_realm;
	if (pthread_create(&thread, NULL, run_in_thread, &second))
		return "no thread";
	why_first = run_spec(&first);
	pthread_join(thread, &why_second);
	return why_first ? why_first : why_second;
}

static const char *two_realms(const struct test *test)
{
	return side_by_side(test, true);
}

static const char *realm_and_ordinary(const struct test *test)
{
	return side_by_side(test, false);
}

struct worker {
	volatile bool stop;
	double longest_gap;
};

static double now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	double last = now();

	while (!worker->stop) {
		double t = now();

		if (t - last > worker->longest_gap)
			worker->longest_gap = t - last;
		last = t;
	}
	return NULL;
}

/* The guest masks everything and spins; a host thread on the same CPU must get its share meanwhile. */
static const char *cannot_hold_up_the_host(const struct test *test)
{
	struct worker worker = { 0 };
	const char *why;
	pthread_t thread;
	cpu_set_t one;

	CPU_ZERO(&one);
	CPU_SET(0, &one);
	if (sched_setaffinity(0, sizeof(one), &one) || pthread_create(&thread, NULL, work, &worker))
		return "no thread on CPU 0";
	why = run_spec(&test->spec);
	worker.stop = true;
	pthread_join(thread, NULL);
	printf("# the host's work paused for at most %.0f ms\n", worker.longest_gap * 1000);
	if (!why && worker.longest_gap * 1000 > (double)test->spec.parameter / 2)
		why = complain("the host's work stood still for %.0f ms", worker.longest_gap * 1000);
	return why;
}

#define FULL_CONFIG	{ .realm = true, .ram_size = MINI_RAM, .task = TASK_CONFIG, .configure = true, \
			  .hash_algo = MINI_HASH_SHA512, .rpv = "personalization value of sixty-four bytes" }

const struct test tests_run[] = {
	{ "ordinary-hello", run_payload, ORDINARY(TASK_HELLO, 0) },
	{ "realm-hello", run_payload, REALM(TASK_HELLO, 1) },
	{ "realm-mmio", run_payload, REALM(TASK_MMIO, 0) },
	{ "realm-float", run_payload, REALM(TASK_FLOAT, 0) },
	{ "realm-psci", run_payload, REALM(TASK_PSCI, 0) },
	{ "realm-host-call", run_payload, REALM(TASK_HOST_CALL, 0) },
	{ "realm-touch", run_payload, REALM(TASK_TOUCH, 0) },
	{ "realm-claims-its-ram", run_payload, REALM(TASK_CLAIM_RAM, 0) },
	{ "realm-private-again", private_again, REALM(TASK_HELLO, 1) },
	{ "realm-share", run_payload, REALM(TASK_SHARE, 0) },
	{ "realm-empty", run_payload, REALM(TASK_EMPTY, 0) },
	{ "realm-nothing", run_payload, REALM(TASK_NOTHING, 0) },
	{ "realm-timer", run_payload, REALM(TASK_TIMER, 20) },
	{ "ordinary-timer", run_payload, ORDINARY(TASK_TIMER, 20) },
	{ "realm-config", run_payload, REALM(TASK_CONFIG, 0) },
	{ "realm-config-sha512-rpv", run_payload, FULL_CONFIG },
	{ "realm-exit-storm", run_payload, REALM(TASK_EXIT_STORM, 1000) },
	{ "ordinary-exit-storm", run_payload, ORDINARY(TASK_EXIT_STORM, 1000) },
	{ "realm-masked-spin", cannot_hold_up_the_host, REALM(TASK_SPIN, 2000) },
	{ "realm-twice", twice, REALM(TASK_TOUCH, 0) },
	{ "two-realms", two_realms, REALM(TASK_TIMER, 20) },
	{ "realm-beside-ordinary", realm_and_ordinary, REALM(TASK_TIMER, 20) },
	{ .name = NULL },
};
