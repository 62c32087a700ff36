// SPDX-License-Identifier: BSD-3-Clause
/* A realm that fetches attestation tokens. */
#include "tokens.h"

#include <string.h>

#include "abi/rsi.h"
#include "peek.h"

void with_platform(void)
{
	fake_platform.make = platform_token_make;
}

static void call(struct guest *g, uint64_t x[11])
{
	expect_eq(guest_smc(g, x), DONE);
}

uint64_t init(struct guest *g, uint64_t word)
{
	uint64_t x[11] = { RSI_ATTESTATION_TOKEN_INIT };

	for (unsigned int i = 1; i <= 8; i++)
		x[i] = word + i;
	call(g, x);
	if (x[0] == RSI_SUCCESS)
		expect_eq(x[1], RSI_TOKEN_MAX_SIZE);
	else
		expect_eq(x[1], 0);
	return x[0];
}

uint64_t more(struct guest *g, uint64_t ipa, uint64_t offset, uint64_t size, uint64_t *count)
{
	uint64_t x[11] = { RSI_ATTESTATION_TOKEN_CONTINUE, ipa, offset, size };

	call(g, x);
	*count = x[1];
	return x[0];
}

void refuse(struct guest *g, uint64_t status, uint64_t ipa, uint64_t offset, uint64_t size)
{
	uint64_t count;

	expect_eq(more(g, ipa, offset, size, &count), status);
	expect_eq(count, 0);
}

void copy_out(struct guest *g, uint64_t offset, uint64_t count, struct fetched *f)
{
	for (uint64_t i = 0; i < count; i++) {
		uint64_t at = offset + i, word = guest_must_load(g, BUFFER + (at & ~7ull));

		f->token[f->size++] = (uint8_t)(word >> at % 8 * 8);
	}
}

void rest(struct guest *g, uint64_t part, struct fetched *f)
{
	uint64_t status, count, offset = (f->size * 7) % 64;

	do {
		status = more(g, BUFFER, offset, part, &count);
		expect(status == RSI_INCOMPLETE || status == RSI_SUCCESS);
		expect(count <= part && f->size + count <= TOKEN_ROOM);
		f->waits += count == 0;
		copy_out(g, offset, count, f);
	} while (status == RSI_INCOMPLETE);
}

/* What the realm itself knows of its measurements. */
static void read_measurements(struct guest *g, struct expected *e, size_t hash_size)
{
	for (unsigned int i = 0; i < 5; i++) {
		uint64_t x[11] = { RSI_MEASUREMENT_READ, i };

		call(g, x);
		memcpy(i == 0 ? e->rim : e->rem[i - 1], &x[1], 64);
	}
	e->hash_size = hash_size;
}

void extend(struct guest *g, unsigned int rem, uint64_t word)
{
	uint64_t x[11] = { RSI_MEASUREMENT_EXTEND, rem, 8, word };

	call(g, x);
	expect_eq(x[0], RSI_SUCCESS);
}

static void expect_challenge(struct fetched *f, uint64_t word)
{
	for (unsigned int i = 1; i <= 8; i++) {
		uint64_t value = word + i;

		memcpy(f->expected.challenge + 8 * (i - 1), &value, 8);
	}
}

void expect_now(struct guest *g, uint64_t word, struct fetched *f)
{
	memset(f, 0, sizeof(*f));
	read_measurements(g, &f->expected, 32);
	expect_challenge(f, word);
}

void fetch(struct guest *g, uint64_t word, uint64_t part, struct fetched *f)
{
	expect_now(g, word, f);
	expect_eq(init(g, word), RSI_SUCCESS);
	rest(g, part, f);
}

void must_verify(const struct fetched *f)
{
	expect(f->size <= RSI_TOKEN_MAX_SIZE);
	token_must_verify(f->token, f->size, &f->expected);
}

void step(struct host_realm *r, unsigned int rec, unsigned int cpu)
{
	machine_be_cpu(cpu);
	run_enter(r, rec)->flags = RMI_ENTER_TRAP_WFI;
	realm_enter(r, rec);
	machine_be_cpu(0);
}

bool aux_pages_are_zero(const struct host_realm *r, unsigned int rec)
{
	for (unsigned int i = 0; i < r->rec[rec].num_aux; i++) {
		if (!page_is_zero(pool_look(peek_backing(r->rec[rec].aux[i]))))
			return false;
	}
	return true;
}
