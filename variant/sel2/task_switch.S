/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * To a task and back. The CPU's own stack keeps x19..x30 of task_switch's caller meanwhile, and struct cpu where that
 * stack stands.
 */
#include "asm.h"
#include "offsets.h"

	.arch	armv8.4-a

/* uint64_t task_switch(struct task_context *context) */
function task_switch
	stp	x29, x30, [sp, #-96]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mrs	x1, tpidr_el2
	mov	x2, sp
	str	x2, [x1, #CPU_TASK_RESUMER]
	mov	x30, x0
	ldr	x1, [x30, #TASK_SP]
	ldp	x2, x3, [x30, #TASK_PC]
	msr	elr_el2, x2
	msr	spsr_el2, x3
	mov	sp, x1
	ldp	x0, x1, [x30]
	x2_to_x17 ldp, x30
	x18_to_x29 ldp, x30
	ldr	x30, [x30, #240]
	eret
	/* No instruction behind an exception return is run ahead of it. */
	dsb	nsh
	isb
endfunction task_switch

	.globl	task_begin
task_begin:
	blr	x1
	msr	daifset, #0xf
	mov	x0, #1
	b	to_resumer

/* From the vectors, on an interrupt while a task runs: its x0 and x1 are on its stack. */
function task_suspend
	mrs	x0, tpidr_el2
	ldr	x0, [x0, #CPU_TASK]
	x2_to_x17 stp, x0
	x18_to_x29 stp, x0
	str	x30, [x0, #240]
	ldp	x2, x3, [sp], #16
	stp	x2, x3, [x0]
	mov	x2, sp
	str	x2, [x0, #TASK_SP]
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	stp	x2, x3, [x0, #TASK_PC]
	mov	x0, #0
to_resumer:
	msr	dit, #0
	mrs	x1, tpidr_el2
	ldr	x1, [x1, #CPU_TASK_RESUMER]
	mov	sp, x1
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #96
	ret
endfunction task_suspend
