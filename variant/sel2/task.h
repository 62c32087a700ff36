/* SPDX-License-Identifier: BSD-3-Clause */
/* A task's registers, and the switch between it and the CPU that resumes it. */
#ifndef SEL2_TASK_H
#define SEL2_TASK_H

#include <stdint.h>

/* task_switch.S knows the layout. */
struct task_context {
	uint64_t x[31];
	uint64_t sp;
	uint64_t pc;
	uint64_t pstate;
};

/* This level, its own stack; interrupts open, debug exceptions and SErrors masked; data independent timing. */
#define TASK_PSTATE	(0x9ull | 1ull << 9 | 1ull << 8 | 1ull << 24)

extern char image_start[], image_end[];

/* Run the task: 0 where an interrupt suspended it, 1 where it is at its end. task_switch.S */
uint64_t task_switch(struct task_context *context);

/* Where a new task begins: x0 = argument, x1 = function. */
extern char task_begin[];

#endif
