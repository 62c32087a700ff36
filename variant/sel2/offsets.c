/* SPDX-License-Identifier: BSD-3-Clause */
/* Offsets that assembly uses. Compiled to assembly only; mk/tmm.mk turns the marked lines into offsets.h. */
#include <stddef.h>

#include "cpu.h"
#include "port/realm_cpu.h"
#include "task.h"

#define OFFSET(name, value) __asm__ volatile("\n.ascii \"->" #name " %0\"" : : "i" (value))

void offsets(void);

_Static_assert(offsetof(struct realm_cpu, pstate) == offsetof(struct realm_cpu, pc) + 8, "stored as a pair");

void offsets(void)
{
	OFFSET(CPU_GPRS, offsetof(struct realm_cpu, gprs));
	OFFSET(CPU_PC, offsetof(struct realm_cpu, pc));
	OFFSET(CPU_TASK, offsetof(struct cpu, task));
	OFFSET(CPU_TASK_RESUMER, offsetof(struct cpu, task_resumer));
	OFFSET(TASK_SP, offsetof(struct task_context, sp));
	OFFSET(TASK_PC, offsetof(struct task_context, pc));
	OFFSET(FP_FPSR, offsetof(struct realm_fp, fpsr));
	OFFSET(FP_FPCR, offsetof(struct realm_fp, fpcr));
}
