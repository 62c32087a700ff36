/* SPDX-License-Identifier: BSD-3-Clause */
/* A loop at EL0, and back. */

/*
 * uint64_t el0_spin(uint64_t rounds): the cycle counter as EL0 reads it afterwards, or 0 where EL1 does not let it. Only
 * x0 to x2 are used there, so nothing else needs to be kept.
 */
	.section .text, "ax"
	.global	el0_spin
el0_spin:
	mrs	x1, vbar_el1
	adr	x2, vectors
	msr	vbar_el1, x2
	adr	x2, 1f
	msr	elr_el1, x2
	mov	x2, #0x3c0		/* EL0, interrupts masked */
	msr	spsr_el1, x2
	isb
	eret
1:	subs	x0, x0, #1
	b.ne	1b
	mrs	x0, pmccntr_el0
	svc	#0

back:	msr	vbar_el1, x1
	isb
	ret

	.balign	2048
vectors:
	.rept	8
	.balign	128
	b	.
	.endr
	.balign	128
	b	back			/* synchronous, from EL0 in AArch64 */
	.balign	2048
