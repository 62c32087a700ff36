/* SPDX-License-Identifier: BSD-3-Clause */
/* From EL2 into EL1 and back: guest_run() returns at the first exception that EL1 takes to EL2. */

	.section .text.guest_run, "ax"

	/* void guest_run(struct guest *): the frame is found again at sp when the guest traps. */
	.global	guest_run
guest_run:
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	str	x0, [sp, #96]
	ldp	x1, x2, [x0]
	msr	elr_el2, x1
	ldr	x1, [x0, #16]
	msr	spsr_el2, x1
	mov	x0, x2
	eret

	/* Vectors for exceptions from lower levels branch here. */
	.global	guest_trapped
guest_trapped:
	ldr	x1, [sp, #96]
	mrs	x2, elr_el2
	stp	x2, x0, [x1]
	mrs	x2, esr_el2
	str	x2, [x1, #24]
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret
