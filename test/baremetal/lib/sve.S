/* SPDX-License-Identifier: BSD-3-Clause */
/* All SVE registers from and to memory: 32 vectors, 16 predicates and FFR, as long as ZCR_EL2 lets them be. */
	.arch	armv8.2-a+sve

	.macro	vectors op
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31
	\op	z\n, [x0, #\n, mul vl]
	.endr
	.endm

	.macro	predicates op
	.irp	n, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15
	\op	p\n, [x1, #\n, mul vl]
	.endr
	.endm

	.text
	/* void sve_load(const void *vectors, const void *predicates): FFR from the first predicate. */
	.global	sve_load
sve_load:
	vectors	ldr
	predicates ldr
	wrffr	p0.b
	ret

	/* void sve_store(void *vectors, void *predicates): FFR is where the 17th predicate would be. */
	.global	sve_store
sve_store:
	vectors	str
	predicates str
	rdffr	p0.b
	str	p0, [x1, #16, mul vl]
	ret

	/*
	 * void za_load(const void *za), void za_store(void *za): SME's array, as many rows of as many bytes as a streaming
	 * vector has.
	 */
	.arch_extension	sme
	.macro	rows op
	mov	w12, #0
	rdsvl	x2, #1
1:	\op	za[w12, #0], [x0]
	add	x0, x0, x2
	add	w12, w12, #1
	cmp	x12, x2
	b.lo	1b
	.endm

	.global	za_load
za_load:
	rows	ldr
	ret

	.global	za_store
za_store:
	rows	str
	ret

	/* uint64_t sve_bytes(void) */
	.global	sve_bytes
sve_bytes:
	rdvl	x0, #1
	ret
