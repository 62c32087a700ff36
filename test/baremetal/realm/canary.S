/* SPDX-License-Identifier: BSD-3-Clause */
/* Filling every register with a recognisable value around an exit. */

#include "realm/programs.h"

	.text
	/*
	 * uint64_t canary_exit(uint64_t how, uint64_t value): x3..x30 hold value + number at the exit; 0 if they do
	 * afterwards. x0..x2 take part in the exits themselves, and a call answers zero in x3. The interrupt exit spins
	 * until the host has changed the shared word.
	 */
	.global	canary_exit
canary_exit:
	stp	x29, x30, [sp, #-112]!
	stp	x19, x20, [sp, #16]
	stp	x21, x22, [sp, #32]
	stp	x23, x24, [sp, #48]
	stp	x25, x26, [sp, #64]
	stp	x27, x28, [sp, #80]
	mov	x2, x0
	str	x1, [sp, #96]
	.irp	n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	add	x\n, x1, #\n
	.endr
	cbz	x2, 10f
	cmp	x2, #1
	b.eq	11f
	cmp	x2, #2
	b.eq	12f
	cmp	x2, #3
	b.eq	13f
	cmp	x2, #4
	b.eq	14f
	b	15f
10:	wfi					/* CANARY_WFI */
	b	20f
11:	ldr	x0, =REALM_MMIO			/* CANARY_MMIO */
	ldr	x0, [x0]
	b	20f
12:	ldr	x0, =REALM_SHARED		/* CANARY_SPIN */
	ldr	x1, [x0]
21:	ldr	x2, [x0]
	cmp	x1, x2
	b.eq	21b
	b	20f
13:	ldr	x0, =REALM_DATA			/* CANARY_ABORT: memory that the host gives after the exit */
	ldr	x0, [x0]
	b	20f
14:	ldr	w0, =0xc4000190			/* CANARY_QUICK_CALL: RSI_VERSION */
	mov	x1, #0x10000
	smc	#0
	b	22f
15:	ldr	w0, =0xc40001af			/* CANARY_UNKNOWN_CALL */
	smc	#0
22:	ldr	x1, [sp, #96]
	cbnz	x3, 20f				/* has no result: 0, and as it was for the check below */
	add	x3, x1, #3
20:	ldr	x1, [sp, #96]
	mov	x2, #0
	.irp	n, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
	add	x0, x1, #\n
	cmp	x\n, x0
	cinc	x2, x2, ne
	.endr
	mov	x0, x2
	ldp	x19, x20, [sp, #16]
	ldp	x21, x22, [sp, #32]
	ldp	x23, x24, [sp, #48]
	ldp	x25, x26, [sp, #64]
	ldp	x27, x28, [sp, #80]
	ldp	x29, x30, [sp], #112
	ret
