/* SPDX-License-Identifier: BSD-3-Clause */
/* Attestation tokens and randomness, as a realm gets them. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#include "abi/trng.h"
#include "lib/simd.h"

#define PAGE	4096u

static uint8_t token[PAGE] __attribute__((aligned(4096)));
static uint8_t buffer[PAGE] __attribute__((aligned(4096)));
static struct simd before, after;

/* x0 and x1 of INIT with this challenge, repeated. */
static struct smc token_init(uint64_t word)
{
	struct smc regs = { .x = { RSI_ATTESTATION_TOKEN_INIT, word, word, word, word, word, word, word, word } };

	smc_raw(&regs);
	return regs;
}

static uint64_t token_continue(uint64_t ipa, uint64_t offset, uint64_t size)
{
	return SMC(RSI_ATTESTATION_TOKEN_CONTINUE, ipa, offset, size).x[0];
}

static void check_arguments(void)
{
	const uint64_t ipa = (uint64_t)buffer;

	CHECK_EQ(token_continue(ipa + 8, 0, PAGE), RSI_ERROR_INPUT);
	CHECK_EQ(token_continue(ipa, PAGE, 1), RSI_ERROR_INPUT);
	CHECK_EQ(token_continue(ipa, 1, PAGE), RSI_ERROR_INPUT);
	CHECK_EQ(token_continue(ipa, 8, ~0ul), RSI_ERROR_INPUT);
	CHECK_EQ(token_continue(REALM_SHARED, 0, PAGE), RSI_ERROR_INPUT);
	CHECK_EQ(token_continue(REALM_EMPTY, 0, PAGE), RSI_ERROR_INPUT);
}

/* The token in parts of `part` bytes. Returns its size; *interrupted counts the calls that brought nothing. */
static uint64_t fetch(uint64_t part, uint64_t *interrupted)
{
	uint64_t size = 0, count;
	struct smc r;

	do {
		r = SMC(RSI_ATTESTATION_TOKEN_CONTINUE, (uint64_t)buffer, 0, part);
		CHECK(r.x[0] == RSI_INCOMPLETE || r.x[0] == RSI_SUCCESS);
		count = r.x[1];
		CHECK(count <= part && size + count <= PAGE);
		if (count == 0)
			++*interrupted;
		memcpy(token + size, buffer, count);
		size += count;
	} while (r.x[0] == RSI_INCOMPLETE);
	return size;
}

/*
 * part: bytes of each call; challenge: its words. The token goes to the shared page.
 * Reported: its size, how often it was put off, the ticks from the first call to the last, and its RIM.
 */
void program_token(uint64_t part, uint64_t challenge, uint64_t c)
{
	uint64_t interrupted = 0, size, start, ticks;
	struct smc r;

	(void)c;
	CHECK_EQ(token_continue((uint64_t)buffer, 0, PAGE), RSI_ERROR_STATE);
	start = read_sysreg(cntvct_el0);
	r = token_init(challenge);
	ticks = read_sysreg(cntvct_el0) - start;
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[1], RSI_TOKEN_MAX_SIZE);
	check_arguments();
	for (unsigned int i = 0; i < 32; i++)
		before.v[i][0] = before.v[i][1] = CANARY + i;
	simd_load(&before);
	start = read_sysreg(cntvct_el0);
	size = fetch(part, &interrupted);
	ticks += read_sysreg(cntvct_el0) - start;
	simd_store(&after);
	CHECK(memcmp(&before, &after, sizeof(before)) == 0);
	CHECK_EQ(token_continue((uint64_t)buffer, 0, PAGE), RSI_ERROR_STATE);
	memcpy((void *)REALM_SHARED, token, PAGE);
	r = SMC(RSI_MEASUREMENT_READ, 0);
	memcpy(&host_page()->gprs[3], &r.x[1], 32);
	host_page()->gprs[2] = ticks;
	point(1, size | interrupted << 32);
}

/* A signature that an interrupt puts off, then a host call; the client decides what comes next. */
void program_token_parked(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t interrupted = 0, status;

	(void)a, (void)b, (void)c;
	/* The client's interrupts come when they come: between two calls, too. */
	do {
		CHECK_EQ(token_init(1).x[0], RSI_SUCCESS);
		status = token_continue((uint64_t)buffer, 0, PAGE);
	} while (status == RSI_SUCCESS);
	CHECK_EQ(status, RSI_INCOMPLETE);
	point(1, 0);
	CHECK(fetch(PAGE, &interrupted) > 0);
	point(2, interrupted);
}

static void check_trng(uint64_t function, uint64_t most)
{
	struct smc a, b;

	CHECK_EQ(SMC(TRNG_FEATURES, function).x[0], TRNG_SUCCESS);
	CHECK_EQ(SMC(function, 0).x[0], TRNG_INVALID_PARAMETERS);
	CHECK_EQ(SMC(function, most + 1).x[0], TRNG_INVALID_PARAMETERS);
	a = SMC(function, most);
	b = SMC(function, most);
	CHECK_EQ(a.x[0], TRNG_SUCCESS);
	CHECK_EQ(b.x[0], TRNG_SUCCESS);
	for (unsigned int i = 1; i <= 3; i++)
		CHECK(a.x[i] != b.x[i]);
	a = SMC(function, 1);
	CHECK_EQ(a.x[1] | a.x[2] | (a.x[3] & ~1ul), 0);
}

static bool has_rndr(void)
{
	return (read_sysreg(id_aa64isar0_el1) >> 60) != 0;
}

/* Reports whether the CPU has an instruction for random numbers, which a realm can use. */
void program_random(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t one = 0, two = 0;

	(void)a, (void)b, (void)c;
	CHECK_EQ(SMC(TRNG_VERSION).x[0], TRNG_VERSION_1_0);
	CHECK_EQ((int64_t)SMC(TRNG_FEATURES, 0x84000054).x[0], TRNG_NOT_SUPPORTED);
	CHECK_EQ(SMC(TRNG_GET_UUID).x[0], TRNG_UUID_W0);
	check_trng(TRNG_RND_64, TRNG_MAX_BITS_64);
	check_trng(TRNG_RND_32, TRNG_MAX_BITS_32);
	if (has_rndr()) {
		one = read_sysreg(s3_3_c2_c4_0);
		two = read_sysreg(s3_3_c2_c4_0);
		CHECK(one != two);
	}
	point(1, has_rndr());
}
