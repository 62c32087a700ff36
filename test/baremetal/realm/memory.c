/* SPDX-License-Identifier: BSD-3-Clause */
/* Protected and shared memory as the realm sees it. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define WORDS	(4096 / sizeof(uint64_t))

/* Both directions, twice over a round trip to the host. */
void program_shared(uint64_t a, uint64_t b, uint64_t c)
{
	volatile uint64_t *shared = (volatile uint64_t *)REALM_SHARED;

	(void)a, (void)b, (void)c;
	for (uint64_t round = 0; round < 2; round++) {
		for (uint64_t i = 0; i < WORDS; i++)
			CHECK_EQ(shared[i], (round << 32) + i);
		for (uint64_t i = 0; i < WORDS; i++)
			shared[i] = ~((round << 32) + i);
		dsb();
		point(round, 0);
	}
}

/* The first page was loaded with a pattern, the second was given unmeasured and must be zero. */
void program_data(uint64_t a, uint64_t b, uint64_t c)
{
	volatile uint64_t *loaded = (volatile uint64_t *)REALM_DATA;
	volatile uint64_t *unknown = (volatile uint64_t *)(REALM_DATA + 4096);

	(void)a, (void)b, (void)c;
	for (uint64_t i = 0; i < WORDS; i++) {
		CHECK_EQ(loaded[i], CANARY + i);
		CHECK_EQ(unknown[i], 0);
		unknown[i] = i;
	}
	point(0, 0);
	for (uint64_t i = 0; i < WORDS; i++)
		CHECK_EQ(unknown[i], i);
}

void program_secret(uint64_t base, uint64_t pages, uint64_t c)
{
	volatile uint64_t *secret = (volatile uint64_t *)base;

	(void)c;
	for (uint64_t i = 0; i < pages * WORDS; i++)
		secret[i] = CANARY | (i & 0xffff);
	dsb();
	for (;;)
		point(0, 0);
}

/* Page i begins with a number that the client chose; whether it is one block or 512 pages shows nowhere. */
void program_block(uint64_t rounds, uint64_t b, uint64_t c)
{
	(void)b, (void)c;
	for (uint64_t round = 0; round < rounds; round++) {
		for (uint64_t i = 0; i < 512; i++) {
			volatile uint64_t *word = (volatile uint64_t *)(REALM_BLOCK + i * 4096);

			CHECK_EQ(word[0], CANARY + i);
			CHECK_EQ(word[511], round);
			word[511] = round + 1;
		}
		point(round, 0);
	}
}

void program_watch(uint64_t address, uint64_t first, uint64_t started)
{
	volatile uint64_t *word = (volatile uint64_t *)address;
	uint64_t now;

	CHECK_EQ(*word, first);
	*(volatile uint64_t *)started = 1;
	do
		now = *word;
	while (now == first);
	point(0, now);
}

/* Each word holds a number that the client chose, and takes another. */
void program_reach(uint64_t first, uint64_t distance, uint64_t count)
{
	for (uint64_t i = 0; i < count; i++) {
		volatile uint64_t *word = (volatile uint64_t *)(first + i * distance);

		CHECK_EQ(*word, CANARY + i);
		*word = ~(CANARY + i);
	}
	point(0, 0);
	for (uint64_t i = 0; i < count; i++)
		CHECK_EQ(*(volatile uint64_t *)(first + i * distance), ~(CANARY + i));
}
