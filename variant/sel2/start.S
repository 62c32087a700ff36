/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Entry points of the monitor at Secure EL2: cold boot, another CPU, and a call from the host.
 *
 * EL3 enters at monitor_entry with x0 = version of the interface, x1/x2 = base and size of the normal world's DRAM,
 * x3 = end of the secure RAM, x4 = GIC redistributors, x5 = index of this CPU; on another CPU at warm_entry with
 * x0 = its index. A call enters behind the SMC of READY, with EL2 registers as they were there: see tf-a/README.md.
 */
#include "abi/el3.h"
#include "asm.h"
#include "mmu.h"
#include "stack.h"

	/* SP of CPU w\index; uses x9, x10 */
	.macro	set_stack index
	adrp	x9, stacks
	mov	w10, #STACK_STRIDE
	umaddl	x9, \index, w10, x9
	add	x9, x9, w10, uxtw
	mov	sp, x9
	.endm

	.section .text.entry, "ax"
	.globl	monitor_entry
monitor_entry:
	mov	x19, x0
	mov	x20, x1
	mov	x21, x2
	mov	x22, x3
	mov	x23, x4
	mov	w24, w5
	/*
	 * What is not in the image starts as zero. It is written past the caches, so lines that someone brought in before
	 * must go first, or they would show old content once caches are on.
	 */
	adrp	x0, bss_start
	add	x0, x0, :lo12:bss_start
	adrp	x1, image_end
	add	x1, x1, :lo12:image_end
1:	dc	ivac, x0
	stp	xzr, xzr, [x0]
	stp	xzr, xzr, [x0, #16]
	stp	xzr, xzr, [x0, #32]
	stp	xzr, xzr, [x0, #48]
	add	x0, x0, #64
	cmp	x0, x1
	b.lo	1b
	dsb	sy

	set_stack w24
	mov	x0, x20
	mov	x1, x21
	mov	x2, x22
	mov	x3, x23
	bl	cold_map
	cbz	w0, not_mapped
	bl	mmu_on
	mov	w0, w24
	bl	cpu_setup
	mov	x0, x19
	bl	cold_main
	b	ready
not_mapped:
	mov	x0, #-1
	b	ready

	.globl	warm_entry
warm_entry:
	mov	w24, w0
	bl	cpu_in_range
	cbz	w0, not_mapped
	set_stack w24
	bl	mmu_on
	mov	w0, w24
	bl	cpu_setup
	mov	w0, w24
	bl	warm_main

	/* x0: 0, or why this CPU takes no calls. SP as it shall be at each call. */
ready:
	mov	x1, x0
	adrp	x2, warm_entry
	add	x2, x2, :lo12:warm_entry
	ldr	w0, =TMMD_FID_READY
	smc	#0

	/* A call: x0..x7 are the host's. Nothing is kept from here on, EL3 sets SP anew each time. */
	stp	x0, x1, [sp, #-128]!
	stp	x2, x3, [sp, #16]
	stp	x4, x5, [sp, #32]
	stp	x6, x7, [sp, #48]
	mov	x0, sp
	add	x1, sp, #64
	bl	monitor_call
	ldp	x1, x2, [sp, #64]
	ldp	x3, x4, [sp, #80]
	ldp	x5, x6, [sp, #96]
	ldp	x7, x8, [sp, #112]
	ldr	w0, =TMMD_FID_RETURN
	smc	#0
	/* EL3 does not come back here. */
	b	.

	/* Translation on, from the tables that cold_map made. No memory is touched before it is. */
mmu_on:
	adrp	x0, mmu_tables
	msr	ttbr0_el2, x0
	mov	x0, #MMU_MAIR
	msr	mair_el2, x0
	ldr	x0, =MMU_TCR
	mrs	x1, id_aa64mmfr0_el1
	and	x1, x1, #0xf			/* PARange; 52 bits need other tables: stay with 48 */
	mov	x2, #5
	cmp	x1, x2
	csel	x1, x1, x2, lo
	bfi	x0, x1, #16, #3
	msr	tcr_el2, x0
	tlbi	alle2				/* leftovers of whoever ran at this level before */
	dsb	nsh
	isb
	ldr	x0, =MMU_SCTLR
	msr	sctlr_el2, x0
	isb
	ret
