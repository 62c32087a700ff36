/* SPDX-License-Identifier: BSD-3-Clause */
/* Addresses of QEMU's sbsa-ref board that the monitor uses. */
#ifndef BOARD_H
#define BOARD_H

#include <stdint.h>

#define BOARD_SECURE_RAM	0x20000000ul
#define BOARD_SECURE_RAM_SIZE	0x20000000ul
#define BOARD_DRAM		0x10000000000ul
#define BOARD_DRAM_MAX		0x8000000000ul		/* what one of the monitor's tables covers */

#define BOARD_SECURE_EC		0x50000000ul		/* power: off and reset */
#define BOARD_SECURE_UART	0x60030000ul		/* PL011 */

#define BOARD_SECURE_TIMER	20u			/* INTID of the Secure EL2 physical timer */

#define BOARD_GICR_SIZE		0x4000000ul

/* Where EL3 says the redistributors are; memory.c. */
uint64_t platform_gicr(void);

#endif
