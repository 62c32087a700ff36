/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions at Secure EL2: of the monitor itself, and of a realm. */
#ifndef SEL2_VECTORS_H
#define SEL2_VECTORS_H

#include <stdint.h>

extern char vectors[];

/* What an exception of the monitor itself leaves on its stack; vectors.S knows the layout. */
struct fault_frame {
	uint64_t x[31];
	uint64_t elr;
	uint64_t spsr;
	uint64_t esr;
	uint64_t far;
	uint64_t vector;	/* offset of the vector taken */
	uint64_t sp;
	uint64_t hpfar;
};

/* Returns to go on at frame->elr, or does not. */
void monitor_fault(struct fault_frame *frame);

#endif
