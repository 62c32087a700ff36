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

	/* uint64_t sve_bytes(void) */
	.global	sve_bytes
sve_bytes:
	rdvl	x0, #1
	ret
