/* SPDX-License-Identifier: BSD-3-Clause */
/* What runs at Secure EL1: single accesses to the interrupt controller, and the exception vectors. */

	.macro	snippet name:req, instruction:vararg
	.global	\name
\name:
	\instruction
	hvc	#0
	b	.
	.endm

	.text
	.global	guest_spin
guest_spin:
	sub	x0, x0, #1
	cbnz	x0, guest_spin
	hvc	#0
	b	.

	snippet	guest_eoi1, msr icc_eoir1_el1, x0
	snippet	guest_eoi0, msr icc_eoir0_el1, x0
	snippet	guest_dir, msr icc_dir_el1, x0
	snippet	guest_write_pmr, msr icc_pmr_el1, x0
	snippet	guest_read_pmr, mrs x0, icc_pmr_el1
	snippet	guest_read_iar0, mrs x0, icc_iar0_el1
	snippet	guest_read_iar1, mrs x0, icc_iar1_el1
	snippet	guest_read_hppir1, mrs x0, icc_hppir1_el1
	snippet	guest_write_bpr1, msr icc_bpr1_el1, x0
	snippet	guest_write_igrpen1, msr icc_igrpen1_el1, x0
	snippet	guest_write_sgi1r, msr icc_sgi1r_el1, x0

	.balign	2048
	.global	guest_vectors
guest_vectors:
	.rept	4
	.balign	128
	hvc	#9
	.balign	128
	mrs	x0, icc_iar1_el1
	hvc	#1
	.balign	128
	mrs	x0, icc_iar0_el1
	hvc	#2
	.balign	128
	hvc	#9
	.endr
