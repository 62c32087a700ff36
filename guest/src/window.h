/* SPDX-License-Identifier: BSD-3-Clause */
/* The weak sum by which a secret is searched for: a polynomial over 64 bytes that can slide byte by byte. */
#ifndef WINDOW_H
#define WINDOW_H

#include <stdint.h>

#define WINDOW_SIZE	64
#define WINDOW_BASE	0x01000193u

static inline uint32_t window_sum(const uint8_t *bytes)
{
	uint32_t sum = 0;

	for (int i = 0; i < WINDOW_SIZE; i++)
		sum = sum * WINDOW_BASE + bytes[i] + 1;
	return sum;
}

/* WINDOW_BASE to the power of WINDOW_SIZE: what the byte that leaves the window has been multiplied by */
static inline uint32_t window_leaving(void)
{
	uint32_t power = 1;

	for (int i = 0; i < WINDOW_SIZE; i++)
		power *= WINDOW_BASE;
	return power;
}

static inline uint32_t window_slide(uint32_t sum, uint32_t leaving, uint8_t out, uint8_t in)
{
	return sum * WINDOW_BASE + in + 1 - leaving * (out + 1u);
}

#endif
