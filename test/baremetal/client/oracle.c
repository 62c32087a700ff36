/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking the isolation oracle: a line on the serial port, answered by a break there. */
#include "client/oracle.h"

#include "client/host.h"
#include "lib/print.h"

/* Who starts the machine with an oracle puts this word there. */
#define PRESENT_AT	(DRAM_BASE + 0x1ffff8ul)
#define PRESENT		0x656c6361726f20fful

#define UART_DR		0x00ul
#define UART_FR		0x18ul
#define UART_FR_RXFE	(1u << 4)

static uint32_t uart(unsigned long offset)
{
	return *(volatile uint32_t *)(NS_UART_BASE + offset);
}

void oracle_look(const char *what)
{
	if (*(volatile uint64_t *)PRESENT_AT != PRESENT)
		return;
	print("oracle %s\n", what);
	while ((uart(UART_FR) & UART_FR_RXFE) != 0)
		take_interrupts();
	uart(UART_DR);
}
