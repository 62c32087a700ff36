/* SPDX-License-Identifier: BSD-3-Clause */
/* The VMM's device from the payload's side: registers, and text through one of them. */
#include "device.h"
#include "payload.h"

static volatile uint64_t *device_register(uint64_t offset)
{
	return (volatile uint64_t *)(DEVICE_BASE + offset + shared_bit);
}

uint64_t device_read(uint64_t offset)
{
	uint64_t value;

	/* One plain load: the VMM can answer no other form. */
	__asm__ volatile("ldr %0, [%1]" : "=r"(value) : "r"(device_register(offset)) : "memory");
	return value;
}

void device_write(uint64_t offset, uint64_t value)
{
	__asm__ volatile("str %0, [%1]" :: "r"(value), "r"(device_register(offset)) : "memory");
}

void print(const char *text)
{
	for (; *text; text++)
		device_write(DEVICE_PUTC, (uint64_t)*text);
}

void print_hex(uint64_t value)
{
	print("0x");
	for (int shift = 60; shift >= 0; shift -= 4)
		device_write(DEVICE_PUTC, (uint64_t)"0123456789abcdef"[value >> shift & 15]);
}

void verdict(uint64_t result)
{
	device_write(DEVICE_RESULT, result);
}
