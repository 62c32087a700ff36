/* SPDX-License-Identifier: BSD-3-Clause */
/* The payload's image inside realm-mini, in whole pages. */
	.section .rodata
	.balign 4096
	.global payload_image, payload_image_end
payload_image:
	.incbin PAYLOAD
payload_image_end:
	.balign 4096
	.section .note.GNU-stack, "", @progbits
