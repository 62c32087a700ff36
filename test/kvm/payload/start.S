/* SPDX-License-Identifier: BSD-3-Clause */
/* Entry and exception vectors of realm-mini's payload. It runs at EL1 with the MMU off. */

	.section .text.start, "ax"
	.global _start
_start:
	adrp	x9, stack_top
	add	x9, x9, :lo12:stack_top
	mov	sp, x9
	adrp	x9, vectors
	add	x9, x9, :lo12:vectors
	msr	vbar_el1, x9
	mov	x9, #(3 << 20)			/* no traps of FP and SIMD */
	msr	cpacr_el1, x9
	isb
	bl	payload_main
0:	wfi
	b	0b

	.macro unexpected
	.balign 0x80
	b	fatal_vector
	.endm

	.balign 0x800
vectors:
	.rept 4
	unexpected
	.endr
	.balign 0x80
	b	sync_vector
	.balign 0x80
	b	irq_vector
	.rept 10
	unexpected
	.endr

	.macro save_caller_registers
	sub	sp, sp, #192
	stp	x0, x1, [sp, #0]
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	stp	x8, x9, [sp, #64]
	stp	x10, x11, [sp, #80]
	stp	x12, x13, [sp, #96]
	stp	x14, x15, [sp, #112]
	stp	x16, x17, [sp, #128]
	stp	x18, x29, [sp, #144]
	str	x30, [sp, #160]
	.endm

	.macro restore_caller_registers
	ldp	x0, x1, [sp, #0]
	ldp	x2, x3, [sp, #16]
	ldp	x4, x5, [sp, #32]
	ldp	x6, x7, [sp, #48]
	ldp	x8, x9, [sp, #64]
	ldp	x10, x11, [sp, #80]
	ldp	x12, x13, [sp, #96]
	ldp	x14, x15, [sp, #112]
	ldp	x16, x17, [sp, #128]
	ldp	x18, x29, [sp, #144]
	ldr	x30, [sp, #160]
	add	sp, sp, #192
	.endm

sync_vector:
	save_caller_registers
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	bl	on_sync				/* returns where to go on */
	msr	elr_el1, x0
	restore_caller_registers
	eret

irq_vector:
	save_caller_registers
	bl	on_irq
	restore_caller_registers
	eret

fatal_vector:
	mrs	x0, esr_el1
	mrs	x1, elr_el1
	mrs	x2, far_el1
	bl	on_fatal
0:	b	0b

	.global smc_call
smc_call:					/* smc_call(uint64_t x[9]) */
	str	x0, [sp, #-16]!
	mov	x9, x0
	ldp	x0, x1, [x9, #0]
	ldp	x2, x3, [x9, #16]
	ldp	x4, x5, [x9, #32]
	ldp	x6, x7, [x9, #48]
	ldr	x8, [x9, #64]
	smc	#0
	ldr	x9, [sp], #16
	stp	x0, x1, [x9, #0]
	stp	x2, x3, [x9, #16]
	stp	x4, x5, [x9, #32]
	stp	x6, x7, [x9, #48]
	str	x8, [x9, #64]
	ret

	.global float_fill
float_fill:					/* float_fill(uint64_t seed): every vector register its own value */
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	add	x1, x0, #\n
	dup	v\n\().2d, x1
	.endr
	ret

	.global float_check
float_check:					/* uint64_t float_check(uint64_t seed): 0 when all are as filled */
	mov	x3, #0
	.irp n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	add	x1, x0, #\n
	umov	x2, v\n\().d[0]
	eor	x2, x2, x1
	orr	x3, x3, x2
	umov	x2, v\n\().d[1]
	eor	x2, x2, x1
	orr	x3, x3, x2
	.endr
	mov	x0, x3
	ret

	.section .bss.stack, "aw", @nobits
	.balign 16
	.space 16384
stack_top:
