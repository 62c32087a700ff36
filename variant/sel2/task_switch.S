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
	ldp	x2, x3, [x30, #16]
	ldp	x4, x5, [x30, #32]
	ldp	x6, x7, [x30, #48]
	ldp	x8, x9, [x30, #64]
	ldp	x10, x11, [x30, #80]
	ldp	x12, x13, [x30, #96]
	ldp	x14, x15, [x30, #112]
	ldp	x16, x17, [x30, #128]
	ldp	x18, x19, [x30, #144]
	ldp	x20, x21, [x30, #160]
	ldp	x22, x23, [x30, #176]
	ldp	x24, x25, [x30, #192]
	ldp	x26, x27, [x30, #208]
	ldp	x28, x29, [x30, #224]
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
	stp	x2, x3, [x0, #16]
	stp	x4, x5, [x0, #32]
	stp	x6, x7, [x0, #48]
	stp	x8, x9, [x0, #64]
	stp	x10, x11, [x0, #80]
	stp	x12, x13, [x0, #96]
	stp	x14, x15, [x0, #112]
	stp	x16, x17, [x0, #128]
	stp	x18, x19, [x0, #144]
	stp	x20, x21, [x0, #160]
	stp	x22, x23, [x0, #176]
	stp	x24, x25, [x0, #192]
	stp	x26, x27, [x0, #208]
	stp	x28, x29, [x0, #224]
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
