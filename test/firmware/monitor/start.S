/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A monitor that asks EL3 for everything and tells what it got: entry from EL3, calls of the host, a call from Secure
 * EL1. The MMU stays off: the emulator has no caches.
 */
#include "abi/el3.h"

#define SPSR_EL1H_MASKED	0x3c5
#define HCR_RW			(1 << 31)
#define SCTLR_EL1_OFF		0x30d00800

	.section .text.entry, "ax"
	.globl	monitor_entry
monitor_entry:
	adr	x9, stack_top
	mov	sp, x9
	ldr	x10, =bss_start
	ldr	x11, =bss_end
1:	cmp	x10, x11
	b.hs	2f
	str	xzr, [x10], #8
	b	1b
2:	adr	x9, vectors
	msr	vbar_el2, x9
	isb
	mov	x1, x3
	bl	monitor_start
	adrp	x9, kept_secret		/* what is in the registers now, EL3 shall forget */
	add	x9, x9, :lo12:kept_secret
	ldp	x10, x11, [x9]
	ldp	x12, x13, [x9, #16]
	ldp	x14, x15, [x9, #32]
	mov	x1, xzr
	adr	x2, .
	ldr	w0, =TMMD_FID_READY
	.globl	ready
ready:
	smc	#0
	bl	monitor_call
	ldr	w0, =TMMD_FID_RETURN
	mov	x1, xzr
	smc	#0
	b	.

	/* uint64_t call_from_el1(function): x0 of that SMC */
	.globl	call_from_el1
call_from_el1:
	mov	x9, #HCR_RW
	msr	hcr_el2, x9
	ldr	x9, =SCTLR_EL1_OFF	/* the boot stages left theirs */
	msr	sctlr_el1, x9
	adr	x9, 1f
	msr	elr_el2, x9
	mov	x9, #SPSR_EL1H_MASKED
	msr	spsr_el2, x9
	isb
	eret
1:	smc	#0
	hvc	#0
2:	ret				/* back at EL2: the vector comes here */

	.balign	0x800
vectors:
	.rept	16
	.balign	0x80
	adr	x9, 2b
	br	x9
	.endr

	.bss
	.balign	16
	.space	0x2000
stack_top:
