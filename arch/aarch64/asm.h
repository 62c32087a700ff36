/* SPDX-License-Identifier: BSD-3-Clause */
/* Assembly: functions, and general registers in memory. */
#ifndef ARCH_ASM_H
#define ARCH_ASM_H

	.macro	function name
	.section .text.\name, "ax"
	.balign	4
	.globl	\name
	.type	\name, %function
\name:
	.endm

	.macro	endfunction name
	.size	\name, . - \name
	.endm

	/* stp or ldp of general registers, each at its place among the 31 from `base` on. */
	.macro	x2_to_x17 op, base
	\op	x2, x3, [\base, #16]
	\op	x4, x5, [\base, #32]
	\op	x6, x7, [\base, #48]
	\op	x8, x9, [\base, #64]
	\op	x10, x11, [\base, #80]
	\op	x12, x13, [\base, #96]
	\op	x14, x15, [\base, #112]
	\op	x16, x17, [\base, #128]
	.endm

	.macro	x18_to_x29 op, base
	\op	x18, x19, [\base, #144]
	\op	x20, x21, [\base, #160]
	\op	x22, x23, [\base, #176]
	\op	x24, x25, [\base, #192]
	\op	x26, x27, [\base, #208]
	\op	x28, x29, [\base, #224]
	.endm

#endif
