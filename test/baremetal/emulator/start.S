/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From reset at EL3 to main() at Secure EL2, and from there into Secure EL1 and back.
 *
 * The image is flash at address 0; it copies itself to the secure RAM that it is linked for.
 */

#define SCR_SECURE_EL2	0x40530		/* RES1 (5:4), HCE, RW, EEL2; NS clear, nothing routed to EL3 */
#define SRE_ALL		0xf
#define SPSR_EL2H_DAIF	0x3c9

	.section .text.start, "ax"
	.global	start
start:
	adr	x0, start
	ldr	x1, =start
	ldr	x2, =image_end
1:	ldp	x3, x4, [x0], #16
	stp	x3, x4, [x1], #16
	cmp	x1, x2
	b.lo	1b
	ldr	x3, =bss_end
2:	stp	xzr, xzr, [x1], #16
	cmp	x1, x3
	b.lo	2b
	ldr	x0, =el3_setup
	br	x0

el3_setup:
	ic	iallu
	dsb	sy
	isb
	adr	x0, vectors
	msr	vbar_el3, x0
	msr	vbar_el2, x0
	ldr	x0, =SCR_SECURE_EL2
	msr	scr_el3, x0
	isb
	msr	cptr_el3, xzr
	mov	x0, #SRE_ALL
	msr	icc_sre_el3, x0
	isb
	msr	icc_sre_el2, x0
	isb
	mov	x0, #1
	msr	icc_sre_el1, x0
	adr	x0, guest_vectors
	msr	vbar_el1, x0
	ldr	x0, =0x30d00800
	msr	sctlr_el1, x0
	ldr	x0, =0x30c50830
	msr	sctlr_el2, x0
	ldr	x0, =stack_end
	mov	sp, x0
	mov	x0, #SPSR_EL2H_DAIF
	msr	spsr_el3, x0
	adr	x0, el2_start
	msr	elr_el3, x0
	eret

el2_start:
	ldr	x0, =stack_end
	mov	sp, x0
	bl	main
	b	.

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

unexpected:
	mrs	x0, currentel
	mrs	x1, esr_el2
	mrs	x2, elr_el2
	bl	unexpected_exception
	b	.

	.balign	2048
vectors:
	.rept	8
	.balign	128
	b	unexpected
	.endr
	.balign	128
	b	guest_trapped
	.rept	7
	.balign	128
	b	unexpected
	.endr

	.bss
	.balign	16
	.skip	16384
stack_end:
