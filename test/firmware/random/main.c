/* SPDX-License-Identifier: BSD-3-Clause */
/* EL3's randomness (tf-a/, tmmd_random.c and tmmd_health.c) with sources that are good, busy, stuck and biased. */
#include <stdio.h>
#include <string.h>

#include <plat/common/plat_trng.h>
#include <plat/common/platform.h>

#include "tmmd_private.h"

#define START_UP_WORDS	128u
#define WINDOW_WORDS	64u	/* 512 bytes */
#define LIMIT		71u
#define MARK		0x5au

static unsigned int cpu;
static uint64_t state;
static uint64_t words_taken;
static uint64_t repeat_at;	/* this word is the one before it; 0: none */
static unsigned int busy;	/* so often nothing is there */
static bool constant;
static unsigned int marks;	/* bytes of each window that are MARK, 64 or more; 0: as they come */

unsigned int plat_my_core_pos(void)
{
	return cpu;
}

/* xorshift64: good enough to pass, and the same in each run */
static uint64_t good_word(void)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state;
}

/* A word of a window in which `marks` bytes are MARK: the first of each word, and the fifth of as many as it takes. */
static uint64_t marked_word(uint64_t index)
{
	uint64_t word = good_word();

	for (unsigned int byte = 0; byte < 8; byte++) {
		unsigned int value = (unsigned int)(word >> 8 * byte) & 0xff;

		if (byte == 0 || (byte == 4 && index % WINDOW_WORDS + WINDOW_WORDS < marks))
			value = MARK;
		else if (value == MARK)
			value = MARK + 1;
		word = (word & ~(0xffull << 8 * byte)) | (uint64_t)value << 8 * byte;
	}
	return word;
}

bool plat_get_entropy(uint64_t *out)
{
	static uint64_t last;

	if (busy > 0) {
		busy--;
		return false;
	}
	words_taken++;
	if (constant)
		*out = 0x0123456789abcdef;
	else if (words_taken == repeat_at)
		*out = last;
	else
		*out = marks > 0 ? marked_word(words_taken - 1) : good_word();
	last = *out;
	return true;
}

static void begin(void)
{
	cpu++;
	state = 88172645463325252ull;
	words_taken = repeat_at = 0;
	busy = marks = 0;
	constant = false;
}

static bool draw(void)
{
	uint64_t words[TMMD_RANDOM_WORDS];

	memset(words, 0xa5, sizeof(words));
	if (tmmd_random(words))
		return true;
	for (unsigned int i = 0; i < TMMD_RANDOM_WORDS; i++) {
		if (words[i] != 0)
			printf("not ok random/no-bytes-with-a-failure - word %u is %llx\n", i,
			       (unsigned long long)words[i]);
	}
	return false;
}

static void result(const char *name, bool good)
{
	if (good)
		printf("ok random/%s\n", name);
	else
		printf("not ok random/%s - after %llu words\n", name, (unsigned long long)words_taken);
}

static void test_good(void)
{
	bool good = true;

	begin();
	good = draw() && words_taken == START_UP_WORDS + TMMD_RANDOM_WORDS;
	result("1024-samples-are-tested-first", good);
	for (unsigned int i = 0; i < 100000 && good; i++)
		good = draw();
	result("good-source-gives", good);
}

static void test_stuck(void)
{
	bool refused;

	begin();
	constant = true;
	result("constant-source-refused", !draw());
	constant = false;
	result("failed-source-stays-refused", !draw());
	begin();
	repeat_at = START_UP_WORDS + 2;
	refused = !draw();
	result("repeated-word-refused", refused && words_taken == repeat_at);
	begin();
	repeat_at = 2;
	refused = !draw();
	result("repeated-word-refused-at-start-up", refused && words_taken == 2 && !draw());
	begin();
	result("other-cpus-go-on", draw());
}

static bool draw_windows(void)
{
	for (unsigned int i = 0; i < 4 * WINDOW_WORDS / TMMD_RANDOM_WORDS; i++) {
		if (!draw())
			return false;
	}
	return true;
}

static void test_biased(void)
{
	begin();
	marks = LIMIT - 1;
	result("as-many-equal-bytes-as-may-be", draw_windows());
	begin();
	marks = LIMIT;
	result("one-more-is-refused", !draw_windows() && words_taken <= WINDOW_WORDS);
}

static void test_busy(void)
{
	begin();
	busy = 63;
	result("busy-source-is-waited-for", draw());
	busy = 64;
	result("not-for-ever", !draw());
	result("and-asked-again", draw());
}

int main(void)
{
	test_good();
	test_stuck();
	test_biased();
	test_busy();
	return 0;
}
