/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Vectors of Secure EL2. An exception of the monitor itself goes to monitor_fault; one from a lower level is the end
 * of a realm's run. Interrupts are masked while the monitor runs, but for its tasks.
 */
#include "asm.h"
#include "offsets.h"
#include "stack.h"

#define FRAME	304
#define EC_SMC64	0x17

	/*
	 * Where SP has run into the guard below the stack, the frame goes to a stack for the end. No register is free
	 * to look at SP, so x0 is kept in the difference of the two meanwhile.
	 */
	.macro	own offset
	.balign	0x80
	sub	sp, sp, #FRAME
	add	sp, sp, x0
	sub	x0, sp, x0
	tst	x0, #STACK_MASK
	sub	x0, sp, x0
	b.eq	1f
	sub	sp, sp, x0
	b	2f
1:	msr	tpidr_el0, x0
	sub	x0, sp, x0
	msr	tpidrro_el0, x0			/* SP, less the frame */
	adrp	x0, last_stack_top
	add	x0, x0, :lo12:last_stack_top
	sub	sp, x0, #FRAME
	mrs	x0, tpidr_el0
2:	stp	x0, x1, [sp]
	mov	x0, #\offset
	b	own_fault
	.endm

	/* An interrupt while a task runs, which has them open; nobody else has. */
	.macro	own_interrupt offset
	.balign	0x80
	stp	x0, x1, [sp, #-16]!
	mrs	x0, tpidr_el2
	ldr	x0, [x0, #CPU_TASK]
	cbnz	x0, task_suspend
	ldp	x0, x1, [sp], #16
	sub	sp, sp, #FRAME
	stp	x0, x1, [sp]
	mov	x0, #\offset
	b	own_fault
	.endm

	.macro	realm kind
	.balign	0x80
	stp	x0, x1, [sp, #-16]!
	mov	x0, #\kind
	b	realm_exit
	.endm

	/* A call may be answered on the spot. */
	.macro	realm_sync
	.balign	0x80
	stp	x0, x1, [sp, #-16]!
	mrs	x0, esr_el2
	ubfx	x0, x0, #26, #6
	cmp	x0, #EC_SMC64
	b.eq	realm_call
	mov	x0, #0
	b	realm_exit
	.endm

	.section .text.vectors, "ax"
	.balign	0x800
	.globl	vectors
vectors:
	own	0x000
	own	0x080
	own	0x100
	own	0x180
	own	0x200
	own_interrupt 0x280
	own_interrupt 0x300
	own	0x380
	/*
	 * enum realm_exit_kind. The Secure state sees the normal world's interrupts as FIQ and its own as IRQ; a Group 0
	 * interrupt also arrives as FIQ and is EL3's, which takes it on the way back to the host.
	 */
	realm_sync		/* 0 */
	realm	2		/* IRQ */
	realm	1		/* FIQ */
	realm	3		/* SError */
	realm	0		/* the same from AArch32, at EL0 of a realm */
	realm	2
	realm	1
	realm	3
	.balign	0x80

	.section .bss.last_stack, "aw", %nobits
	.balign	16
	.skip	0x1000
last_stack_top:

/* void port_panic(const struct panic_place *place): monitor_fault knows this instruction. */
function port_panic
	brk	#0
	b	.
endfunction port_panic

function own_fault
	x2_to_x17 stp, sp
	x18_to_x29 stp, sp
	mrs	x1, elr_el2
	mrs	x2, spsr_el2
	mrs	x3, esr_el2
	mrs	x4, far_el2
	mrs	x5, hpfar_el2
	stp	x30, x1, [sp, #240]
	stp	x2, x3, [sp, #256]
	stp	x4, x0, [sp, #272]
	mov	x1, sp
	adrp	x2, last_stack_top - FRAME
	add	x2, x2, :lo12:(last_stack_top - FRAME)
	cmp	x1, x2
	b.ne	1f
	mrs	x1, tpidrro_el0
1:	add	x1, x1, #FRAME
	stp	x1, x5, [sp, #288]
	mov	x0, sp
	bl	monitor_fault
	/* A copy from or to the normal world was refused. Only it continues here, and it keeps nothing else. */
	ldr	x1, [sp, #248]
	msr	elr_el2, x1
	ldr	x30, [sp, #240]
	add	sp, sp, #FRAME
	mov	x0, #0
	eret
endfunction own_fault
