/* SPDX-License-Identifier: BSD-3-Clause */
/* Bytes as hex digits, text that nobody vouches for as printable text: what the relying party's tools share. */
#ifndef LIB_TEXT_H
#define LIB_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#define VALUE_MOST	64

/* A measurement, a challenge: some bytes, or none given. */
struct value {
	bool given;
	size_t size;
	uint8_t data[VALUE_MOST];
};

/* Hex digits, an even number, nothing else. False if there are too many or none. */
bool value_from_hex(const char *hex, size_t digits, struct value *value);
/* Writes 2 * size digits and a 0 into text. */
void hex_of(const uint8_t *data, size_t size, char *text);

void print_hex(FILE *out, const uint8_t *data, size_t size);
/* Text with everything but printable ASCII escaped, and so is what `special` has. */
void print_escaped(FILE *out, const char *text, size_t size, const char *special);
/* The same as a string of JSON, with its quotes. */
void print_json(FILE *out, const char *text, size_t size);

#endif
