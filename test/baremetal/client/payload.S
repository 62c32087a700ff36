/* SPDX-License-Identifier: BSD-3-Clause */
/* The realm's program. */
	.section .rodata
	.balign	4096
	.global	realm_image
realm_image:
	.incbin	"realm.bin"
	.global	realm_image_end
realm_image_end:
