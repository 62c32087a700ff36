/* SPDX-License-Identifier: BSD-3-Clause */
/* Hex digits to bytes and back. */
#include <string.h>

#include "text.h"

static int digit_of(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

bool value_from_hex(const char *hex, size_t digits, struct value *value)
{
	memset(value, 0, sizeof(*value));
	if (!digits || digits % 2 || digits > 2 * VALUE_MOST)
		return false;
	for (size_t i = 0; i < digits; i += 2) {
		int high = digit_of(hex[i]), low = digit_of(hex[i + 1]);

		if (high < 0 || low < 0)
			return false;
		value->data[i / 2] = (uint8_t)(high * 16 + low);
	}
	value->size = digits / 2;
	value->given = true;
	return true;
}

void hex_of(const uint8_t *data, size_t size, char *text)
{
	static const char digits[] = "0123456789abcdef";

	for (size_t i = 0; i < size; i++) {
		*text++ = digits[data[i] >> 4];
		*text++ = digits[data[i] & 15];
	}
	*text = '\0';
}
