/* SPDX-License-Identifier: BSD-3-Clause */
/* Offsets that assembly uses. Compiled to assembly only; mk/tmm.mk turns the marked lines into offsets.h. */
#include <stddef.h>

#include "port/realm_cpu.h"

#define OFFSET(name, value) __asm__ volatile("\n.ascii \"->" #name " %0\"" : : "i" (value))

void offsets(void);

_Static_assert(offsetof(struct realm_cpu, pstate) == offsetof(struct realm_cpu, pc) + 8, "stored as a pair");

void offsets(void)
{
	OFFSET(CPU_GPRS, offsetof(struct realm_cpu, gprs));
	OFFSET(CPU_PC, offsetof(struct realm_cpu, pc));
	OFFSET(FP_FPSR, offsetof(struct realm_fp, fpsr));
	OFFSET(FP_FPCR, offsetof(struct realm_fp, fpcr));
}
