/* SPDX-License-Identifier: BSD-3-Clause */
/* memcpy and its relatives where no C library provides them: the build for the target has this file, tests have not. */
#include <stdint.h>

#include "lib/mem.h"

/* Or the compiler turns these loops into calls of themselves. */
#pragma GCC optimize("no-tree-loop-distribute-patterns")

/* A word that may alias anything, wherever it stands: what is cleared or copied is ordinary memory. */
struct word {
	uint64_t v;
} __attribute__((packed, may_alias));

#define WORD	sizeof(struct word)
/* Most of what is copied or cleared is long: two blocks at a time, then one, then words. */
#define BLOCK	(8 * WORD)

static inline void copy_block(unsigned char *d, const unsigned char *s)
{
	struct word *to = (struct word *)d;
	const struct word *from = (const struct word *)s;
	const uint64_t a = from[0].v, b = from[1].v, c = from[2].v, e = from[3].v;
	const uint64_t f = from[4].v, g = from[5].v, h = from[6].v, i = from[7].v;

	to[0].v = a;
	to[1].v = b;
	to[2].v = c;
	to[3].v = e;
	to[4].v = f;
	to[5].v = g;
	to[6].v = h;
	to[7].v = i;
}

static inline void fill_words(unsigned char *d, uint64_t pattern, unsigned int words)
{
#pragma GCC unroll 8
	for (unsigned int i = 0; i < words; i++)
		((struct word *)d)[i].v = pattern;
}

/* From one word on, the last bytes go with the word that ends there, some of them for the second time. */
void *memcpy(void *dst, const void *src, size_t size)
{
	unsigned char *d = dst, *d_end = d + size;
	const unsigned char *s = src, *s_end = s + size;

	if (size < WORD) {
		while (d < d_end)
			*d++ = *s++;
		return dst;
	}
	for (; size >= 2 * BLOCK; size -= 2 * BLOCK, d += 2 * BLOCK, s += 2 * BLOCK) {
		copy_block(d, s);
		copy_block(d + BLOCK, s + BLOCK);
	}
	if (size >= BLOCK) {
		copy_block(d, s);
		size -= BLOCK, d += BLOCK, s += BLOCK;
	}
	for (; size > WORD; size -= WORD, d += WORD, s += WORD)
		*(struct word *)d = *(const struct word *)s;
	*(struct word *)(d_end - WORD) = *(const struct word *)(s_end - WORD);
	return dst;
}

void *memmove(void *dst, const void *src, size_t size)
{
	unsigned char *d = dst;
	const unsigned char *s = src;

	if (d + size <= s || s + size <= d)
		return memcpy(dst, src, size);
	if (d < s) {
		for (size_t i = 0; i < size; i++)
			d[i] = s[i];
	} else {
		while (size-- > 0)
			d[size] = s[size];
	}
	return dst;
}

void *memset(void *dst, int c, size_t size)
{
	unsigned char *d = dst, *end = d + size;
	const uint64_t pattern = (unsigned char)c * 0x0101010101010101ull;

	if (size < WORD) {
		while (d < end)
			*d++ = (unsigned char)c;
		return dst;
	}
	for (; size >= 2 * BLOCK; size -= 2 * BLOCK, d += 2 * BLOCK) {
		fill_words(d, pattern, 8);
		fill_words(d + BLOCK, pattern, 8);
	}
	if (size >= BLOCK) {
		fill_words(d, pattern, 8);
		size -= BLOCK, d += BLOCK;
	}
	if ((size & 4 * WORD) != 0) {
		fill_words(d, pattern, 4);
		d += 4 * WORD;
	}
	if ((size & 2 * WORD) != 0) {
		fill_words(d, pattern, 2);
		d += 2 * WORD;
	}
	if ((size & WORD) != 0)
		fill_words(d, pattern, 1);
	fill_words(end - WORD, pattern, 1);
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
