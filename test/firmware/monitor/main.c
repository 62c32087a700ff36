/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Asks EL3 for everything that it gives to a monitor, rightly and wrongly, and tells it on the secure console: "ok" and
 * "not ok" lines, and "secret HEX" and the like, which tell what no real monitor may tell.
 */
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/el3.h"
#include "lib/smc.h"

#define SECURE_UART	0x60030000ul
#define REFUSED		(~0ul)
#define SECRET_WORDS	6u
#define RANDOM_WORDS	4u
#define TOKEN_SIZE	2048u
#define NORMAL_DRAM	0x10000400000ul

extern const struct image_version image_version;
const struct image_version image_version __attribute__((section(".version"), used)) = {
	.magic = IMAGE_VERSION_MAGIC, .counter = COUNTER, .text = "test monitor 1",
};

static uint8_t token[TOKEN_SIZE];
extern uint64_t kept_secret[SECRET_WORDS];
uint64_t kept_secret[SECRET_WORDS];

uint64_t call_from_el1(uint64_t function);
void monitor_start(uint64_t version, uint64_t secure_top);
void monitor_call(void);

static void put(const char *text)
{
	for (; *text != 0; text++)
		*(volatile uint32_t *)SECURE_UART = (unsigned char)*text;
}

static void put_digit(unsigned int digit)
{
	const char text[2] = { "0123456789abcdef"[digit], 0 };

	put(text);
}

static void put_hex(const char *name, const void *data, size_t size)
{
	const uint8_t *bytes = data;

	put(name);
	put(" ");
	for (size_t i = 0; i < size; i++) {
		put_digit(bytes[i] >> 4);
		put_digit(bytes[i] & 15);
	}
	put("\n");
}

static void put_number(const char *name, uint64_t value)
{
	put(name);
	put(" ");
	for (int shift = 60; shift >= 0; shift -= 4)
		put_digit(value >> shift & 15);
	put("\n");
}

/* Instructions, where the emulator counts: the counter runs at 1 GHz. */
static uint64_t ticks(void)
{
	uint64_t value;

	__asm__ volatile("isb\n\tmrs %0, cntpct_el0" : "=r" (value));
	return value;
}

static void expect(const char *name, uint64_t got, uint64_t wanted)
{
	put(got == wanted ? "ok " : "not ok ");
	put(name);
	if (got != wanted)
		put_number(" - x0 is", got);
	else
		put("\n");
}

/* Byte i of the challenge is i, least byte of a register first. */
static struct smc ask_token(uint64_t buffer, uint64_t size)
{
	return SMC(TMMD_FID_PLATFORM_TOKEN, 0x0706050403020100, 0x0f0e0d0c0b0a0908, 0x1716151413121110,
		   0x1f1e1d1c1b1a1918, buffer, size);
}

static void test_bad_buffers(uint64_t secure_top)
{
	uint64_t here = (uint64_t)token;

	expect("buffer-in-normal-memory", ask_token(NORMAL_DRAM, TOKEN_SIZE).x[0], REFUSED);
	expect("buffer-below-the-monitor", ask_token(0x20001800, TOKEN_SIZE).x[0], REFUSED);
	expect("buffer-at-the-top", ask_token(secure_top, 1).x[0], REFUSED);
	expect("buffer-over-the-top", ask_token(secure_top - TOKEN_SIZE + 1, TOKEN_SIZE).x[0], REFUSED);
	expect("buffer-of-el3", ask_token(secure_top + 0x100000, TOKEN_SIZE).x[0], REFUSED);
	expect("buffer-wraps-around", ask_token(here, -here).x[0], REFUSED);
	expect("buffer-wraps-to-itself", ask_token(here, -1ul).x[0], REFUSED);
	expect("buffer-at-zero", ask_token(0, TOKEN_SIZE).x[0], REFUSED);
}

static void test_secret(void)
{
	struct smc answer = SMC(TMMD_FID_STAGE_SECRET);

	expect("secret", answer.x[0], 0);
	for (unsigned int i = 0; i < SECRET_WORDS; i++)
		kept_secret[i] = answer.x[1 + i];
	put_hex("secret", kept_secret, sizeof(kept_secret));
	put_hex("lifecycle", &answer.x[7], 2);
	answer = SMC(TMMD_FID_STAGE_SECRET);
	expect("secret-once-only", answer.x[0], REFUSED);
	expect("secret-not-in-refusal", answer.x[1] | answer.x[2] | answer.x[3] | answer.x[4] | answer.x[5] | answer.x[6],
	       0);
}

static void test_token(void)
{
	uint64_t begin = ticks();
	struct smc answer = ask_token((uint64_t)token, TOKEN_BUFFER);

	put_number("time-of-token", ticks() - begin);
	if (TOKEN_BUFFER < TOKEN_SIZE) {
		expect("token-too-long", answer.x[0], REFUSED);
		answer = ask_token((uint64_t)token, TOKEN_SIZE);
		expect("token-not-after-a-failure", answer.x[0], REFUSED);
		return;
	}
	expect("token", answer.x[0], 0);
	if (answer.x[1] <= TOKEN_SIZE)
		put_hex("token", token, answer.x[1]);
	expect("token-once-only", ask_token((uint64_t)token, TOKEN_SIZE).x[0], REFUSED);
}

static void test_random(const char *name)
{
	struct smc one = SMC(TMMD_FID_RANDOM), two = SMC(TMMD_FID_RANDOM);
	bool all_differ = true;

	expect(name, one.x[0] | two.x[0], 0);
	for (unsigned int i = 1; i <= RANDOM_WORDS; i++)
		all_differ = all_differ && one.x[i] != two.x[i] && one.x[i] != one.x[i % RANDOM_WORDS + 1];
	expect("random-words-differ", all_differ, true);
}

void monitor_start(uint64_t version, uint64_t secure_top)
{
	if (ASKS_NOTHING)
		return;
	expect("interface-version", version, 0x10001);
	expect("secret-refused-at-el1", call_from_el1(TMMD_FID_STAGE_SECRET), REFUSED);
	expect("token-refused-at-el1", call_from_el1(TMMD_FID_PLATFORM_TOKEN), REFUSED);
	expect("random-refused-at-el1", call_from_el1(TMMD_FID_RANDOM), REFUSED);
	test_bad_buffers(secure_top);
	test_secret();
	test_token();
	test_random("random-at-start-up");
}

/* The host has called: the time for secrets is over. */
void monitor_call(void)
{
	uint64_t begin = ticks();

	SMC(TMMD_FID_RANDOM);
	put_number("time-of-random", ticks() - begin);
	expect("secret-refused-later", SMC(TMMD_FID_STAGE_SECRET).x[0], REFUSED);
	expect("token-refused-later", ask_token((uint64_t)token, TOKEN_SIZE).x[0], REFUSED);
	test_random("random-later");
	put("end\n");
}
