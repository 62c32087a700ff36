/* SPDX-License-Identifier: BSD-3-Clause */
/* Leaving a call early: guard_call(fn) runs fn, guard_leave(value) makes that guard_call return value at once. */

	.section .text.guard, "ax"

	/* int guard_call(void (*fn)(void)): 0 if fn returned. Does not nest. Interrupt masks are restored on leaving. */
	.global	guard_call
guard_call:
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mrs	x1, daif
	str	x1, [sp, #96]
	adrp	x1, guard_sp
	mov	x2, sp
	str	x2, [x1, :lo12:guard_sp]
	blr	x0
	mov	x0, #0
	b	1f

	.global	guard_leave
guard_leave:
	adrp	x1, guard_sp
	ldr	x2, [x1, :lo12:guard_sp]
	mov	sp, x2
1:	ldr	x1, [sp, #96]
	msr	daif, x1
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret

	.bss
	.balign	8
guard_sp:
	.skip	8
