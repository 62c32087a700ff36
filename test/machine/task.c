// SPDX-License-Identifier: BSD-3-Clause
/* Fake tasks: a thread each, which runs only while a CPU waits for it. An interrupt is taken where memory is asked for. */
#include "machine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "port/task.h"

#define TASK_STACK	(512u << 10)

struct fake_task {
	pthread_t thread;
	pthread_mutex_t lock;
	pthread_cond_t turn;
	bool started, running, done;
	unsigned int cpu;
	port_task_main *main;
	void *arg;
	uint64_t steps;
};

static _Thread_local struct fake_task *self;
/* By the stack's place in the pool: what the monitor keeps of a task is that place, the same in each life of a machine. */
#define PLACES		(1u << 18)
static _Atomic(struct fake_task *) tasks[PLACES];
/* A task is suspended before each step whose number is a multiple of it; 0: never but for interrupts. */
static atomic_ullong slice;
static atomic_ullong suspensions;

void machine_set_task_slice(uint64_t steps)
{
	atomic_store(&slice, steps);
}

uint64_t machine_task_suspensions(void)
{
	return atomic_load(&suspensions);
}

static void wait_turn(struct fake_task *t, bool running)
{
	while (t->running != running)
		pthread_cond_wait(&t->turn, &t->lock);
}

static void pass_turn(struct fake_task *t, bool running)
{
	t->running = running;
	pthread_cond_broadcast(&t->turn);
}

static void *task_thread(void *arg)
{
	struct fake_task *t = arg;

	self = t;
	pthread_mutex_lock(&t->lock);
	wait_turn(t, true);
	machine_be_cpu(t->cpu);
	t->main(t->arg);
	t->done = true;
	pass_turn(t, false);
	pthread_mutex_unlock(&t->lock);
	return NULL;
}

void port_task_prepare(struct port_task *task, void *stack, port_task_main *main, void *arg)
{
	struct fake_task *t = calloc(1, sizeof(*t));
	uint64_t place;

	if (!t)
		machine_fail("no memory for a task");
	place = (port_pool_address(stack).v - machine_config.map.pool.base) / PAGE_SIZE;
	if (place >= PLACES)
		machine_fail("the pool is too large for tasks");
	if (!page_is_zero(stack))
		machine_fail("a task's stack is not zero");
	t->main = main;
	t->arg = arg;
	pthread_mutex_init(&t->lock, NULL);
	pthread_cond_init(&t->turn, NULL);
	tasks[place] = t;
	task->words[0] = place + 1;
	/* What a real stack would hold: whoever ends a task must wipe it. */
	memset((uint8_t *)stack + PAGE_SIZE / 2, 0xa5, PAGE_SIZE / 2);
}

/* When it first runs: many are prepared that never do. */
static void start(struct fake_task *t)
{
	pthread_attr_t attributes;

	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, TASK_STACK);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	if (pthread_create(&t->thread, &attributes, task_thread, t) != 0)
		machine_fail("no thread for a task");
	pthread_attr_destroy(&attributes);
	t->started = true;
}

bool port_task_resume(struct port_task *task)
{
	struct fake_task *t;
	bool done;

	t = task->words[0] != 0 ? tasks[task->words[0] - 1] : NULL;
	if (self || !t || t->done)
		machine_fail("a task is resumed that cannot run");
	cpu_check_quiet();
	if (machine_irq_pending(port_cpu()))
		return false;
	if (!t->started)
		start(t);
	pthread_mutex_lock(&t->lock);
	t->cpu = port_cpu();
	pass_turn(t, true);
	wait_turn(t, false);
	done = t->done;
	pthread_mutex_unlock(&t->lock);
	return done;
}

void *port_task_self(void)
{
	uint64_t every = atomic_load(&slice);
	struct fake_task *t = self;

	if (!t)
		return NULL;
	t->steps++;
	if ((every != 0 && t->steps % every == 0) || machine_irq_pending(t->cpu)) {
		atomic_fetch_add(&suspensions, 1);
		pass_turn(t, false);
		wait_turn(t, true);
		machine_be_cpu(t->cpu);
	}
	return t->arg;
}

unsigned int port_task_stack_left(const void *stack)
{
	const uint8_t *byte = stack;
	unsigned int left = 0;

	while (left < PAGE_SIZE && byte[left] == 0)
		left++;
	return left;
}
