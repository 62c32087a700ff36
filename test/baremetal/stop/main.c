/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Makes a monitor of test/panic break down, once: a machine that starts anew finds the mark of its first life in memory
 * and powers off.
 */
#include <stdint.h>

#include "client/host.h"
#include "lib/print.h"
#include "lib/smc.h"

void main(void);

/* Normal DRAM that neither firmware nor loader writes to; the second word is the emulator's: how to break. */
#define FIRST_LIFE	(*(volatile uint64_t *)0x10030000000)
#define HOW		(*(volatile uint64_t *)0x10030001000)
#define MARK		0x6c69766564207574ul

#define BREAK_CALL	0xc30000ef

void main(void)
{
	uart_init();
	if (FIRST_LIFE == MARK) {
		print("second life\n");
		power_off();
	}
	FIRST_LIFE = MARK;
	print("first life, RMI_VERSION answers %lx\n", (unsigned long)SMC(0xc4000150, 0x10000).x[0]);
	SMC(BREAK_CALL, HOW);
	print("still alive\n");
	power_off();
}
