/* SPDX-License-Identifier: BSD-3-Clause */
/* An exception of the monitor itself: a refused copy from or to the normal world, or the end, by fault or by panic. */
#include <stdbool.h>

#include "copy.h"
#include "lib/panic.h"
#include "lib/print.h"
#include "port/machine.h"
#include "sysreg.h"
#include "vectors.h"

#define VECTOR_SYNC	0x200u		/* current level, own stack */
#define EC_BRK64	0x3cu

static bool is_refused_copy(const struct fault_frame *frame)
{
	return frame->vector == VECTOR_SYNC && ESR_EC(frame->esr) == EC_DABT_SAME &&
	       frame->elr >= (uint64_t)ns_copy && frame->elr < (uint64_t)ns_copy_end;
}

/* port_panic is one instruction, whose exception has kept all registers; x0 tells where and why. */
static bool is_panic(const struct fault_frame *frame)
{
	return frame->vector == VECTOR_SYNC && ESR_EC(frame->esr) == EC_BRK64 && frame->elr == (uint64_t)port_panic;
}

static void print_registers(const struct fault_frame *frame)
{
	for (unsigned int i = 0; i < 31; i++)
		print("x%u %016lx%c", i, frame->x[i], i % 4 == 3 ? '\n' : ' ');
	print("sp %016lx\n", frame->sp);
	print("pc %016lx spsr %lx esr %lx far %lx hpfar %lx\n", frame->elr, frame->spsr, frame->esr, frame->far,
	      frame->hpfar);
}

void monitor_fault(struct fault_frame *frame)
{
	if (is_refused_copy(frame)) {
		frame->elr = (uint64_t)ns_copy_refused;
		return;
	}
	print_last_words();
	if (is_panic(frame))
		panic_print((const struct panic_place *)frame->x[0]);
	else
		print("TMM fault on CPU %u: vector %lx\n", port_cpu(), frame->vector);
	print_registers(frame);
	port_stop();
}
