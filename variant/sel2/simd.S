/* SPDX-License-Identifier: BSD-3-Clause */
/* FP, SIMD and SVE registers to memory and back. */
#include "asm.h"
#include "offsets.h"

	.arch	armv8.2-a+sve

	.macro	each_pair op
	\op	q0, q1, [x0]
	\op	q2, q3, [x0, #32]
	\op	q4, q5, [x0, #64]
	\op	q6, q7, [x0, #96]
	\op	q8, q9, [x0, #128]
	\op	q10, q11, [x0, #160]
	\op	q12, q13, [x0, #192]
	\op	q14, q15, [x0, #224]
	\op	q16, q17, [x0, #256]
	\op	q18, q19, [x0, #288]
	\op	q20, q21, [x0, #320]
	\op	q22, q23, [x0, #352]
	\op	q24, q25, [x0, #384]
	\op	q26, q27, [x0, #416]
	\op	q28, q29, [x0, #448]
	\op	q30, q31, [x0, #480]
	.endm

/* void fp_save(struct realm_fp *fp) */
function fp_save
	each_pair stp
	mrs	x1, fpsr
	mrs	x2, fpcr
	str	x1, [x0, #FP_FPSR]
	str	x2, [x0, #FP_FPCR]
	ret
endfunction fp_save

/* void fp_restore(const struct realm_fp *fp) */
function fp_restore
	each_pair ldp
	ldr	x1, [x0, #FP_FPSR]
	ldr	x2, [x0, #FP_FPCR]
	msr	fpsr, x1
	msr	fpcr, x2
	ret
endfunction fp_restore

/*
 * void sve_save(void *low, void *high, void *predicates, bool ffr), and sve_restore with the same parameters: z0..z15 and
 * z16..z31 of the current length, 16 predicates and behind them FFR, which is not there in streaming mode (ffr = false).
 */
	.macro	each_vector op
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	\op	z\n, [x0, #\n, mul vl]
	.endr
	.irp	n, 16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31
	\op	z\n, [x1, #(\n - 16), mul vl]
	.endr
	.endm

	.macro	each_predicate op
	.irp	n, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15
	\op	p\n, [x2, #\n, mul vl]
	.endr
	.endm

function sve_save
	each_vector str
	each_predicate str
	cbz	w3, 1f
	rdffr	p0.b
	str	p0, [x2, #16, mul vl]
	ldr	p0, [x2]
1:	ret
endfunction sve_save

function sve_restore
	each_vector ldr
	cbz	w3, 1f
	ldr	p0, [x2, #16, mul vl]
	wrffr	p0.b
1:	each_predicate ldr
	ret
endfunction sve_restore

/* uint64_t sve_vector_bytes(void) */
function sve_vector_bytes
	rdvl	x0, #1
	ret
endfunction sve_vector_bytes
