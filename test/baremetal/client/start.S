/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry of both CPUs at NS-EL2, MMU off, and the exception vectors. */

#define STACK_SIZE	32768
#define SCTLR_EL2_RES1	0x30c50830

	.section .text.start, "ax"
	.global	start
start:
	msr	daifset, #0xf
	adrp	x0, bss_start
	adrp	x1, bss_end
1:	stp	xzr, xzr, [x0], #16
	cmp	x0, x1
	b.lo	1b
	mov	x0, #0
	b	enter

	/* PSCI CPU_ON of the second CPU. */
	.global	start_second
start_second:
	msr	daifset, #0xf
	mov	x0, #1

enter:	/* x0: which CPU */
	ldr	w1, =SCTLR_EL2_RES1
	msr	sctlr_el2, x1
	adr	x1, vectors
	msr	vbar_el2, x1
	msr	cptr_el2, xzr
	isb
	adrp	x1, stacks
	add	x1, x1, :lo12:stacks
	mov	x2, #STACK_SIZE
	add	x3, x0, #1
	madd	x1, x2, x3, x1
	mov	sp, x1
	bl	host_start
	b	.

	/* Frame: x0..x30, then the kind of exception is the second argument of host_exception. */
	.macro	vector kind
	.balign	128
	sub	sp, sp, #272
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
	stp	x18, x19, [sp, #144]
	stp	x20, x21, [sp, #160]
	stp	x22, x23, [sp, #176]
	stp	x24, x25, [sp, #192]
	stp	x26, x27, [sp, #208]
	stp	x28, x29, [sp, #224]
	mrs	x2, elr_el2
	stp	x30, x2, [sp, #240]
	mrs	x3, spsr_el2
	str	x3, [sp, #256]
	mov	x0, sp
	bl	host_exception
	ldp	x30, x2, [sp, #240]
	ldr	x3, [sp, #256]
	msr	elr_el2, x2
	msr	spsr_el2, x3
	ldp	x0, x1, [sp]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x19, [sp, #144]
	add	sp, sp, #272
	eret

	.balign	2048
vectors:
	vector	0
	vector	1
	vector	2
	vector	3
	vector	0
	vector	1
	vector	2
	vector	3
	.balign	128
	b	guest_trapped
	vector	1
	vector	2
	vector	3
	vector	0
	vector	1
	vector	2
	vector	3

	.balign	2048
	.global	el1_vectors
el1_vectors:
	.rept	16
	.balign	128
	hvc	#9
	.endr

	.bss
	.balign	4096
stacks:
	.skip	2 * STACK_SIZE
