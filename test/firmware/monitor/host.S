/* SPDX-License-Identifier: BSD-3-Clause */
/* The normal world: one call to the monitor, then "up N" with the time of its start, and sleep. */
#define RMI_VERSION	0xC4000150
#define UART		0x60000000

start:
	mrs	x19, cntpct_el0
	ldr	w0, =RMI_VERSION
	mov	x1, #0x10000
	smc	#0
	ldr	x1, =UART
	adr	x2, text
1:	ldrb	w3, [x2], #1
	cbz	w3, 2f
	str	w3, [x1]
	b	1b
2:	mov	x4, #16
3:	ror	x19, x19, #60
	and	x5, x19, #15
	add	w6, w5, #'0'
	add	w7, w5, #'a' - 10
	cmp	x5, #10
	csel	w5, w6, w7, lo
	str	w5, [x1]
	subs	x4, x4, #1
	b.ne	3b
	mov	w5, #'\n'
	str	w5, [x1]
4:	wfi
	b	4b

text:	.asciz	"up "
