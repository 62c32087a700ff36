/* SPDX-License-Identifier: BSD-3-Clause */
/* The bytes that the fuzzer gives, taken one by one: the program that host and realms carry out. */
#ifndef FUZZ_INPUT_H
#define FUZZ_INPUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct input {
	const uint8_t *at, *end;
};
extern struct input input;

static inline bool input_left(void)
{
	return input.at < input.end;
}

/* Zero behind the end. */
static inline uint8_t take(void)
{
	return input_left() ? *input.at++ : 0;
}

static inline uint64_t take64(void)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < 8; i++)
		v |= (uint64_t)take() << (8 * i);
	return v;
}

#endif
