/* SPDX-License-Identifier: BSD-3-Clause */
/* A page of zeros, and copies that survive a refused access. */
#include "asm.h"

	.arch	armv8-a+simd

#define PAGE	4096

	/* A refused access is an exception, and these would be the monitor's afterwards. They are the host's. */
	.macro	keep_exception
	mrs	x3, elr_el2
	mrs	x4, spsr_el2
	mrs	x5, esr_el2
	mrs	x6, far_el2
	stp	x3, x4, [sp, #-32]!
	stp	x5, x6, [sp, #16]
	.endm

/* bool ns_copy(void *dst, const void *src, size_t size): a leaf, so that x30 is all that a refused access needs. */
function ns_copy
	keep_exception
	subs	x2, x2, #128
	b.lo	2f
1:	ldp	x3, x4, [x1]
	ldp	x5, x6, [x1, #16]
	ldp	x7, x8, [x1, #32]
	ldp	x9, x10, [x1, #48]
	ldp	x11, x12, [x1, #64]
	ldp	x13, x14, [x1, #80]
	ldp	x15, x16, [x1, #96]
	ldp	x17, x18, [x1, #112]
	add	x1, x1, #128
	stp	x3, x4, [x0]
	stp	x5, x6, [x0, #16]
	stp	x7, x8, [x0, #32]
	stp	x9, x10, [x0, #48]
	stp	x11, x12, [x0, #64]
	stp	x13, x14, [x0, #80]
	stp	x15, x16, [x0, #96]
	stp	x17, x18, [x0, #112]
	add	x0, x0, #128
	subs	x2, x2, #128
	b.hs	1b
2:	adds	x2, x2, #128
	b.eq	4f
3:	ldrb	w3, [x1], #1
	strb	w3, [x0], #1
	subs	x2, x2, #1
	b.ne	3b
4:	add	sp, sp, #32			/* nothing was refused */
	mov	w0, #1
	ret

	/* bool ns_copy_page(void *dst, const void *src) */
	.globl	ns_copy_page
ns_copy_page:
	keep_exception
	mov	x2, #PAGE
5:	.rept	4
	ld1	{v0.16b-v3.16b}, [x1], #64
	ld1	{v4.16b-v7.16b}, [x1], #64
	ld1	{v16.16b-v19.16b}, [x1], #64
	ld1	{v20.16b-v23.16b}, [x1], #64
	st1	{v0.16b-v3.16b}, [x0], #64
	st1	{v4.16b-v7.16b}, [x0], #64
	st1	{v16.16b-v19.16b}, [x0], #64
	st1	{v20.16b-v23.16b}, [x0], #64
	.endr
	subs	x2, x2, #1024
	b.ne	5b
	b	4b
	.globl	ns_copy_end
ns_copy_end:
	.globl	ns_copy_refused
ns_copy_refused:
	ldp	x5, x6, [sp, #16]
	ldp	x3, x4, [sp], #32
	msr	elr_el2, x3
	msr	spsr_el2, x4
	msr	esr_el2, x5
	msr	far_el2, x6
	mov	w0, #0
	ret
endfunction ns_copy

/*
 * void port_page_zero(void *page). Realms reach their memory through the caches at all times (FWB makes every access
 * Normal Write-Back), as the monitor and the walkers do, so no line needs to be cleaned for a later reader of data.
 *
 * An instruction cache is another matter: what a realm ran from the page may still be in it, and the page's next owner
 * would run that in place of its own. Where CTR_EL0 says that instruction caches do not follow the data caches (DIC = 0),
 * they are emptied; and where they are filled from behind the data caches (IDC = 0), the zeros go there first.
 */
function port_page_zero
	mrs	x1, dczid_el0
	tbnz	x1, #4, 2f			/* prohibited */
	and	x1, x1, #0xf
	mov	x2, #4
	lsl	x2, x2, x1
	add	x3, x0, #PAGE
	cmp	x2, #PAGE / 16
	b.hi	2f				/* 16 at a time would be more than a page */
1:	.rept	16
	dc	zva, x0
	add	x0, x0, x2
	.endr
	cmp	x0, x3
	b.lo	1b
	b	forget_code
2:	add	x3, x0, #PAGE
3:	stp	xzr, xzr, [x0], #16
	cmp	x0, x3
	b.lo	3b

	/* x0: end of the page */
forget_code:
	mrs	x1, ctr_el0
	tbnz	x1, #29, 2f			/* DIC */
	tbnz	x1, #28, 1f			/* IDC */
	sub	x3, x0, #PAGE
	ubfx	x2, x1, #16, #4			/* DminLine: words, as a power of two */
	mov	x4, #4
	lsl	x2, x4, x2
3:	sub	x0, x0, x2
	dc	cvau, x0
	cmp	x0, x3
	b.hi	3b
1:	dsb	ish				/* the zeros are there before a cache can be filled with them */
	ic	ialluis
	dsb	ish				/* nobody runs old code any more */
2:	ret
endfunction port_page_zero
