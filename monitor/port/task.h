/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Port: a long computation with a stack of its own, which interrupts of the normal world suspend.
 *
 * A task runs on the CPU that resumes it, only while a realm is loaded there, and may go on on another. It takes no lock
 * and touches no SIMD register. All that it is made of lies in `struct port_task` and its stack, so wiping these ends it.
 */
#ifndef PORT_TASK_H
#define PORT_TASK_H

#include <stdbool.h>
#include <stdint.h>

/* The task's registers while it is suspended; the port's business. All zero: no task. */
struct port_task {
	uint64_t words[40];
};

typedef void port_task_main(void *arg);

/* Ready to run main(arg) on `stack`, a zeroed page of the pool. Nothing runs yet. */
void port_task_prepare(struct port_task *task, void *stack, port_task_main *main, void *arg);

/* Run until main has returned (true) or an interrupt is pending (false: resume later). */
bool port_task_resume(struct port_task *task);

/* `arg` of the task that asks, NULL of code that is in none. Panics where the stack is nearly used up. */
void *port_task_self(void);

/* Bytes of a stack page that no task has touched since it was zeroed. */
unsigned int port_task_stack_left(const void *stack);

#endif
