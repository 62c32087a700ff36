/* SPDX-License-Identifier: BSD-3-Clause */
/* Bit fields and small arithmetic. */
#ifndef LIB_BITS_H
#define LIB_BITS_H

#include <stdint.h>

#define BIT(n)			(1ull << (n))
/* Bits hi..lo set. */
#define BITS(hi, lo)		((~0ull >> (63 - (hi))) & (~0ull << (lo)))
#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))

static inline uint64_t field_get(uint64_t v, unsigned int hi, unsigned int lo)
{
	return (v & BITS(hi, lo)) >> lo;
}

static inline uint64_t field_set(uint64_t v, unsigned int hi, unsigned int lo, uint64_t f)
{
	return (v & ~BITS(hi, lo)) | ((f << lo) & BITS(hi, lo));
}

/*
 * i, which is less than size, a power of two. A processor that guesses the caller's check wrongly stays in the table too,
 * so nobody from outside chooses where a call through it goes for a while. The compiler must not know that i is in range.
 */
static inline uint32_t index_within(uint32_t i, uint32_t size)
{
	__asm__("" : "+r" (i));
	return i & (size - 1);
}

static inline uint64_t max_u64(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static inline uint64_t min_u64(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

#endif
