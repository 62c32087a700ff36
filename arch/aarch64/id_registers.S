/* SPDX-License-Identifier: BSD-3-Clause */
/* Read an identification register by number. */
#include "asm.h"

/* uint64_t port_id_register(unsigned int crm, unsigned int op2); those that are not defined read as zero */
function port_id_register
	sub	w0, w0, #1
	cmp	w0, #6
	ccmp	w1, #7, #2, ls
	b.hi	2f
	add	w0, w1, w0, lsl #3
	adr	x1, 1f
	add	x1, x1, w0, uxtw #3
	br	x1
1:
	.irp	crm, 1,2,3,4,5,6,7
	.irp	op2, 0,1,2,3,4,5,6,7
	mrs	x0, s3_0_c0_c\crm\()_\op2
	ret
	.endr
	.endr
2:	mov	x0, #0
	ret
endfunction port_id_register
