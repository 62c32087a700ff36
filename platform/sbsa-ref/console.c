/* SPDX-License-Identifier: BSD-3-Clause */
/* The secure UART, and the end of the machine. */
#include <stdint.h>

#include "board.h"
#include "port/machine.h"

#define UART_DATA	0x00u
#define UART_FLAGS	0x18u
#define UART_FLAG_FULL	(1u << 5)

#define EC_OFF		1u
#define EC_REBOOT	2u

static volatile uint32_t *device(uint64_t address)
{
	return (volatile uint32_t *)address;
}

static void put(char c)
{
	/* Bounded: a UART that never drains must not hold up the monitor. */
	for (unsigned int i = 0; i < 100000u; i++) {
		if ((*device(BOARD_SECURE_UART + UART_FLAGS) & UART_FLAG_FULL) == 0)
			break;
	}
	*device(BOARD_SECURE_UART + UART_DATA) = (uint8_t)c;
}

void port_console_put(char c)
{
	if (c == '\n')
		put('\r');
	put(c);
}

/* Which of the two is a property of the build: mk/tmm.mk. */
void port_stop(void)
{
	*device(BOARD_SECURE_EC) = TMM_STOP_REBOOTS ? EC_REBOOT : EC_OFF;
	for (;;)
		__asm__ volatile("wfi");
}
