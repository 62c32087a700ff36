/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Into a realm and out of it.
 *
 * The stack while a realm runs: x29, x30, x19..x28 of realm_enter's caller, then the struct realm_cpu *; an exception
 * vector adds the realm's x0 and x1 below.
 */
#include "asm.h"
#include "offsets.h"

	/* x0 = struct realm_cpu *, x30 = its gprs; x19..x29 are the realm's already. */
	.macro	go_on
	ldp	x1, x2, [x0, #CPU_PC]
	msr	elr_el2, x1
	msr	spsr_el2, x2
	ldp	x0, x1, [x30]
	x2_to_x17 ldp, x30
	ldr	x18, [x30, #144]
	ldr	x30, [x30, #240]
	eret
	/* No instruction behind an exception return is run ahead of it. */
	dsb	nsh
	isb
	.endm

/* enum realm_exit_kind realm_enter(struct realm_cpu *cpu) */
function realm_enter
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	str	x0, [sp, #96]
	add	x30, x0, #CPU_GPRS
	ldr	x19, [x30, #152]
	ldp	x20, x21, [x30, #160]
	ldp	x22, x23, [x30, #176]
	ldp	x24, x25, [x30, #192]
	ldp	x26, x27, [x30, #208]
	ldp	x28, x29, [x30, #224]
	go_on
endfunction realm_enter

/*
 * From the vectors, the realm's x0 and x1 on the stack: a call. C keeps x19..x29, so they stay the realm's while the core
 * looks whether it can answer without the host.
 */
function realm_call
	ldr	x0, [sp, #16 + 96]
	add	x1, x0, #CPU_GPRS
	x2_to_x17 stp, x1
	str	x18, [x1, #144]
	str	x30, [x1, #240]
	ldp	x2, x3, [sp], #16
	stp	x2, x3, [x1]
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	stp	x2, x3, [x0, #CPU_PC]
	bl	run_quick_call
	mov	w2, w0
	ldr	x0, [sp, #96]
	add	x30, x0, #CPU_GPRS
	cbz	w2, 1f
	go_on
1:	str	x19, [x30, #152]
	stp	x20, x21, [x30, #160]
	stp	x22, x23, [x30, #176]
	stp	x24, x25, [x30, #192]
	stp	x26, x27, [x30, #208]
	stp	x28, x29, [x30, #224]
	mov	x0, #0			/* REALM_EXIT_SYNC */
	b	leave
endfunction realm_call

/* From the vectors, x0 = kind. Returns to realm_enter's caller. */
function realm_exit
	ldr	x1, [sp, #16 + 96]
	add	x1, x1, #CPU_GPRS
	x2_to_x17 stp, x1
	x18_to_x29 stp, x1
	str	x30, [x1, #240]
	ldp	x2, x3, [sp], #16
	stp	x2, x3, [x1]
	mrs	x2, elr_el2
	mrs	x3, spsr_el2
	ldr	x1, [sp, #96]
	stp	x2, x3, [x1, #CPU_PC]
leave:
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret
endfunction realm_exit
