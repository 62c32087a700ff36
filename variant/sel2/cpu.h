/* SPDX-License-Identifier: BSD-3-Clause */
/* What the variant keeps for each CPU. TPIDR_EL2 points to it; only that CPU touches it. */
#ifndef SEL2_CPU_H
#define SEL2_CPU_H

#include <stdint.h>

#include "port/machine.h"
#include "sysreg.h"

struct cpu {
	uint32_t index;
};

static inline struct cpu *this_cpu(void)
{
	struct cpu *cpu;

	/* Not volatile, so that the compiler may read it once: it is constant while the monitor runs. */
	__asm__("mrs %0, tpidr_el2" : "=r" (cpu));
	return cpu;
}

#endif
