// SPDX-License-Identifier: BSD-3-Clause
/* The monitor's own memory functions, under other names beside the C library's. */
#include <string.h>

#include "machine.h"
#include "runner.h"

#define LIB_MEM_H
#define memcpy	our_memcpy
#define memmove	our_memmove
#define memset	our_memset
#define memcmp	our_memcmp
void *our_memcpy(void *dst, const void *src, size_t size);
void *our_memmove(void *dst, const void *src, size_t size);
void *our_memset(void *dst, int c, size_t size);
int our_memcmp(const void *a, const void *b, size_t size);
#include "lib/mem.c"
#undef memcpy
#undef memmove
#undef memset
#undef memcmp

#define SPAN	64u

static uint8_t a[2 * SPAN], b[2 * SPAN];

static void fill(void)
{
	for (unsigned int i = 0; i < 2 * SPAN; i++)
		a[i] = b[i] = (uint8_t)(i * 37 + 11);
}

/* All alignments and lengths, against the library; what lies around is untouched. */
static void copy_and_move(void)
{
	for (unsigned int to = 0; to < 20; to++) {
		for (unsigned int from = 0; from < 20; from++) {
			for (unsigned int n = 0; n < 40; n++) {
				fill();
				expect(our_memmove(a + to, a + from, n) == a + to);
				memmove(b + to, b + from, n);
				expect(memcmp(a, b, sizeof(a)) == 0);
				fill();
				expect(our_memcpy(a + SPAN + to, a + from, n) == a + SPAN + to);
				memcpy(b + SPAN + to, b + from, n);
				expect(memcmp(a, b, sizeof(a)) == 0);
			}
		}
	}
}

static void set(void)
{
	for (unsigned int to = 0; to < 20; to++) {
		for (unsigned int n = 0; n < 40; n++) {
			fill();
			expect(our_memset(a + to, 0x1a5, n) == a + to);
			memset(b + to, 0xa5, n);
			expect(memcmp(a, b, sizeof(a)) == 0);
		}
	}
}

static void compare(void)
{
	fill();
	expect_eq(our_memcmp(a, b, sizeof(a)), 0);
	for (unsigned int i = 0; i < SPAN; i++) {
		b[i]++;
		expect(our_memcmp(a, b, sizeof(a)) != 0);
		expect((our_memcmp(a, b, sizeof(a)) < 0) == (a[i] < b[i]));
		expect_eq(our_memcmp(a, b, i), 0);
		b[i]--;
	}
}

static const struct test mem_tests[] = {
	TEST_BARE(copy_and_move), TEST_BARE(set), TEST_BARE(compare),
};
GROUP(mem);
