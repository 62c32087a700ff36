/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Tasks: their registers and where they stand lie in struct port_task, so that any CPU can go on with them.
 *
 * A realm is loaded while a task runs, so interrupts of the normal world come to Secure EL2, and the task alone has them
 * unmasked. One of them ends its run, and stays pending: the realm's next run ends with it at once.
 */
#include "task.h"

#include "cpu.h"
#include "lib/addr.h"
#include "lib/panic.h"
#include "port/task.h"

/* What is at the bottom of a task's stack. */
struct stack_base {
	uint64_t canary;
	void *arg;
};

#define STACK_CANARY	0x7ac15e57ac4b0770ull
/* A task that comes this close to the bottom of its stack ends the machine: below lies someone else's page. */
#define STACK_MARGIN	512u

_Static_assert(sizeof(struct task_context) <= sizeof(struct port_task), "struct port_task holds a context");

static struct task_context *context_of(struct port_task *task)
{
	return (struct task_context *)task->words;
}

void port_task_prepare(struct port_task *task, void *stack, port_task_main *main, void *arg)
{
	struct stack_base *base = stack;
	struct task_context *context = context_of(task);

	base->canary = STACK_CANARY;
	base->arg = arg;
	*context = (struct task_context){
		.sp = (uint64_t)stack + PAGE_SIZE,
		.pc = (uint64_t)task_begin,
		.pstate = TASK_PSTATE,
	};
	context->x[0] = (uint64_t)arg;
	context->x[1] = (uint64_t)main;
}

static const struct stack_base *base_of(uint64_t sp)
{
	const struct stack_base *base = (const struct stack_base *)(sp & ~PAGE_MASK);

	CHECK(base->canary == STACK_CANARY);
	return base;
}

bool port_task_resume(struct port_task *task)
{
	struct cpu *here = this_cpu();
	bool done;

	CHECK(here->realm != NULL && here->task == NULL);
	here->task = context_of(task);
	done = task_switch(here->task) != 0;
	here->task = NULL;
	if (!done)
		base_of(context_of(task)->sp - 1);
	return done;
}

void *port_task_self(void)
{
	uint64_t sp = (uint64_t)__builtin_frame_address(0);

	/* A CPU's own stack, and not by TPIDR_EL2: a task may change its CPU between any two instructions. */
	if (sp >= (uint64_t)image_start && sp < (uint64_t)image_end)
		return NULL;
	CHECK((sp & PAGE_MASK) > STACK_MARGIN);
	return base_of(sp)->arg;
}

unsigned int port_task_stack_left(const void *stack)
{
	const uint64_t *word = stack;
	unsigned int at = sizeof(struct stack_base) / sizeof(*word);

	while (at < PAGE_SIZE / sizeof(*word) && word[at] == 0)
		at++;
	return at * (unsigned int)sizeof(*word);
}
