/* SPDX-License-Identifier: BSD-3-Clause */
/* memcpy and its relatives where no C library provides them: the build for the target has this file, tests have not. */
#include <stdint.h>

#include "lib/mem.h"

/* Or the compiler turns these loops into calls of themselves. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

/* A word that may alias anything. */
typedef uint64_t __attribute__((may_alias)) word;

static int both_aligned(const void *a, const void *b)
{
	return (((uintptr_t)a | (uintptr_t)b) & (sizeof(word) - 1)) == 0;
}

/* Most of what is copied or cleared is long and aligned: this much at a time. */
#define BLOCK	(8 * sizeof(word))

void *memcpy(void *dst, const void *src, size_t size)
{
	unsigned char *d = dst;
	const unsigned char *s = src;

	if (both_aligned(d, s)) {
		for (; size >= BLOCK; size -= BLOCK, d += BLOCK, s += BLOCK) {
			const word *from = (const word *)s;
			const word a = from[0], b = from[1], c = from[2], e = from[3];
			const word f = from[4], g = from[5], h = from[6], i = from[7];
			word *to = (word *)d;

			to[0] = a;
			to[1] = b;
			to[2] = c;
			to[3] = e;
			to[4] = f;
			to[5] = g;
			to[6] = h;
			to[7] = i;
		}
		for (; size >= sizeof(word); size -= sizeof(word)) {
			*(word *)d = *(const word *)s;
			d += sizeof(word);
			s += sizeof(word);
		}
	}
	while (size-- > 0)
		*d++ = *s++;
	return dst;
}

void *memmove(void *dst, const void *src, size_t size)
{
	unsigned char *d = dst;
	const unsigned char *s = src;

	if ((uintptr_t)d - (uintptr_t)s >= size)
		return memcpy(dst, src, size);
	while (size-- > 0)
		d[size] = s[size];
	return dst;
}

void *memset(void *dst, int c, size_t size)
{
	unsigned char *d = dst;
	const word pattern = (unsigned char)c * 0x0101010101010101ull;

	if (both_aligned(d, d)) {
		for (; size >= BLOCK; size -= BLOCK, d += BLOCK) {
			word *to = (word *)d;

			to[0] = to[1] = to[2] = to[3] = pattern;
			to[4] = to[5] = to[6] = to[7] = pattern;
		}
		for (; size >= sizeof(word); size -= sizeof(word)) {
			*(word *)d = pattern;
			d += sizeof(word);
		}
	}
	while (size-- > 0)
		*d++ = (unsigned char)c;
	return dst;
}

int memcmp(const void *a, const void *b, size_t size)
{
	const unsigned char *x = a, *y = b;

	for (; size > 0; size--, x++, y++) {
		if (*x != *y)
			return *x - *y;
	}
	return 0;
}
