/* SPDX-License-Identifier: BSD-3-Clause */
/* An SMC with the counter read next to it on both sides. */

	.text
	.global	smc_timed_raw
smc_timed_raw:
	stp	x29, x30, [sp, #-48]!
	stp	x19, x20, [sp, #16]
	str	x0, [sp, #32]
	mov	x30, x0
	ldp	x0, x1, [x30]
	ldp	x2, x3, [x30, #16]
	ldp	x4, x5, [x30, #32]
	ldp	x6, x7, [x30, #48]
	isb
	mrs	x19, cntpct_el0
	smc	#0
	mrs	x20, cntpct_el0
	ldr	x30, [sp, #32]
	stp	x0, x1, [x30]
	stp	x2, x3, [x30, #16]
	stp	x4, x5, [x30, #32]
	stp	x6, x7, [x30, #48]
	sub	x0, x20, x19
	ldp	x19, x20, [sp, #16]
	ldp	x29, x30, [sp], #48
	ret
