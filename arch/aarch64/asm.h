/* SPDX-License-Identifier: BSD-3-Clause */
/* Assembly: functions. */
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

#endif
