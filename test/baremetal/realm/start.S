/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry of both virtual CPUs at EL1, MMU off, and the exception vectors. */

#define STACK_SIZE	8192

	.section .text.start, "ax"
	.global	start
start:
	mov	x19, #0
	b	enter

	.global	realm_second
realm_second:
	mov	x19, #1

enter:	/* x0..x7: arguments of the program */
	adr	x9, vectors
	msr	vbar_el1, x9
	mov	x9, #(3 << 20)
	msr	cpacr_el1, x9
	msr	tpidr_el1, x19
	isb
	adrp	x9, stacks
	add	x9, x9, :lo12:stacks
	mov	x10, #STACK_SIZE
	add	x11, x19, #1
	madd	x9, x10, x11, x9
	mov	sp, x9
	cbnz	x19, 1f
	bl	realm_main
	b	.
1:	bl	realm_second_main
	b	.

	.macro	vector kind
	.balign	128
	sub	sp, sp, #192
	stp	x0, x1, [sp]
	mov	x1, #\kind
	b	exception
	.endm

exception:
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x30, [sp, #144]
	mrs	x2, elr_el1
	mrs	x3, spsr_el1
	stp	x2, x3, [sp, #160]
	mov	x0, sp
	bl	realm_exception
	ldp	x2, x3, [sp, #160]
	msr	elr_el1, x2
	msr	spsr_el1, x3
	ldp	x0, x1, [sp]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x30, [sp, #144]
	add	sp, sp, #192
	eret

	.balign	2048
vectors:
	.rept	4
	vector	0
	vector	1
	vector	2
	vector	3
	.endr

	.bss
	.balign	4096
stacks:
	.skip	2 * STACK_SIZE
