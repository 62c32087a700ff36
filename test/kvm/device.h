/* SPDX-License-Identifier: BSD-3-Clause */
/* The machine that realm-mini offers, as both sides of it see it: addresses, and the registers of its one device. */
#ifndef DEVICE_H
#define DEVICE_H

#define GIC_DIST_BASE		0x08000000ull
#define GIC_REDIST_BASE		0x080a0000ull
#define DEVICE_BASE		0x09000000ull
#define DEVICE_SIZE		0x1000ull
#define NOTHING_BASE		0x0a000000ull	/* no device, no RAM */
#define RAM_BASE		0x80000000ull

/* Offsets. Whatever is read or written there ends in the VMM. */
#define DEVICE_PUTC		0x00
#define DEVICE_RESULT		0x08	/* the payload's verdict: 0 is good */
#define DEVICE_PATTERN		0x10	/* reads DEVICE_PATTERN_VALUE, in every width */
#define DEVICE_LOOK		0x18	/* "look at this shared guest address": VMM compares with SHARED_WORD */
#define DEVICE_LOOKED		0x20	/* reads 1 when the VMM saw SHARED_WORD there, else 0 */
#define DEVICE_EVENT		0x28	/* the payload is where a test waits for it to be */
#define DEVICE_ECHO		0x30	/* reads what was written there last */
#define DEVICE_RIM		0x40	/* 8 words: the measurement that the realm read */
#define DEVICE_DEBUG_FEATURES	0x80	/* the ID_AA64DFR0_EL1 that it read */

#define DEVICE_PATTERN_VALUE	0xfedcba9876543210ull
#define SHARED_WORD		0x5ba7ed0052a9e001ull
#define HOST_WORD		0x4057000052a9e002ull

/* What the payload is asked to do: x0 at its entry. x1 is a parameter, x2 the size of RAM. */
enum payload_task {
	TASK_HELLO,		/* say so and power off */
	TASK_MMIO,		/* the device in all widths */
	TASK_SHARE,		/* give a page away and take it back */
	TASK_TIMER,		/* x1 ticks of the virtual timer */
	TASK_SPIN,		/* spin x1 milliseconds with interrupts masked */
	TASK_FOREVER,		/* spin until killed */
	TASK_TOUCH,		/* write and read all RAM */
	TASK_HOST_CALL,		/* RSI_HOST_CALL */
	TASK_CONFIG,		/* the realm's configuration through the device's echo register */
	TASK_EMPTY,		/* touch a page that is not memory */
	TASK_NOTHING,		/* touch an address that nobody answers */
	TASK_PSCI,		/* the calls that need no second CPU */
	TASK_EXIT_STORM,	/* x1 exits in a row */
	TASK_FLOAT,		/* vector registers survive exits */
	TASK_CLAIM_RAM,		/* make all RAM private that is private already, as Linux does */
	TASK_MEASUREMENT,	/* tell the VMM the initial measurement */
	TASK_COUNT
};

#endif
