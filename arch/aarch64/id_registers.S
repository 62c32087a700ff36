/* SPDX-License-Identifier: BSD-3-Clause */
/* Read an identification register by number. */
#include "asm.h"

/*
 * uint64_t port_id_register(unsigned int crm, unsigned int op2); those that are not defined read as zero. A processor that
 * guesses the check wrongly stays among these pairs of instructions too: the realm chooses the numbers.
 */
function port_id_register
	cmp	w0, #7
	ccmp	w1, #7, #2, ls
	b.hi	2f
	bfi	w1, w0, #3, #3
	and	w1, w1, #63
	adr	x0, 1f
	add	x0, x0, w1, uxtw #3
	br	x0
1:
	/* CRm 0: the CPU's own number and the like, which realms do not get from here */
	.rept	8
	mov	x0, #0
	ret
	.endr
	.irp	crm, 1,2,3,4,5,6,7
	.irp	op2, 0,1,2,3,4,5,6,7
	mrs	x0, s3_0_c0_c\crm\()_\op2
	ret
	.endr
	.endr
2:	mov	x0, #0
	ret
endfunction port_id_register
