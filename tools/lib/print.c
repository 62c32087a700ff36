/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints bytes, and text that may hold anything. */
#include <string.h>

#include "text.h"

void print_hex(FILE *out, const uint8_t *data, size_t size)
{
	for (size_t i = 0; i < size; i++)
		fprintf(out, "%02x", data[i]);
}

void print_escaped(FILE *out, const char *text, size_t size, const char *special)
{
	for (size_t i = 0; i < size; i++) {
		unsigned char c = (unsigned char)text[i];

		if (c < 0x20 || c >= 0x7f)
			fprintf(out, "\\u%04x", c);
		else if (strchr(special, c))
			fprintf(out, "\\%c", c);
		else
			fputc(c, out);
	}
}

void print_json(FILE *out, const char *text, size_t size)
{
	fputc('"', out);
	print_escaped(out, text, size, "\"\\");
	fputc('"', out);
}
