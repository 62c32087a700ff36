/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * From reset at EL3 to main() at Secure EL2.
 *
 * The image is flash at address 0; it copies itself to the secure RAM that it is linked for.
 */

#define SCR_SECURE_EL2	0x40530		/* RES1 (5:4), HCE, RW, EEL2; NS clear, nothing routed to EL3 */
#define SRE_ALL		0xf
#define SPSR_EL2H_DAIF	0x3c9

	.section .text.start, "ax"
	.global	start
start:
	/* All CPUs come out of reset here; one is enough. */
	mrs	x0, mpidr_el1
	tst	x0, #0xffffff
	b.ne	park
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

park:
	wfi
	b	park

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
