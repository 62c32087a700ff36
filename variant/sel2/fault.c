/* SPDX-License-Identifier: BSD-3-Clause */
/* An exception of the monitor itself: a refused copy from or to the normal world, or the end. */
#include <stdbool.h>

#include "copy.h"
#include "lib/print.h"
#include "port/machine.h"
#include "sysreg.h"
#include "vectors.h"

#define VECTOR_SYNC	0x200u		/* current level, own stack */

static bool is_refused_copy(const struct fault_frame *frame)
{
	return frame->vector == VECTOR_SYNC && ESR_EC(frame->esr) == EC_DABT_SAME &&
	       frame->elr >= (uint64_t)ns_copy && frame->elr < (uint64_t)ns_copy_end;
}

static void print_registers(const struct fault_frame *frame)
{
	print("TMM fault on CPU %u: vector %lx esr %lx elr %lx far %lx spsr %lx\n", port_cpu(), frame->vector, frame->esr,
	      frame->elr, frame->far, frame->spsr);
	for (unsigned int i = 0; i < 31; i++)
		print("x%u %016lx%c", i, frame->x[i], i % 4 == 3 || i == 30 ? '\n' : ' ');
}

void monitor_fault(struct fault_frame *frame)
{
	if (is_refused_copy(frame)) {
		frame->elr = (uint64_t)ns_copy_refused;
		return;
	}
	print_registers(frame);
	port_stop();
}
