/* SPDX-License-Identifier: BSD-3-Clause */
/* Deterministic CBOR into a buffer that is known to be large enough: a write beyond its end is a panic. */
#ifndef ATTEST_WRITER_H
#define ATTEST_WRITER_H

#include <stddef.h>
#include <stdint.h>

struct writer {
	uint8_t *at, *end;
};

void write_int(struct writer *w, int64_t value);
void write_bytes(struct writer *w, const void *data, size_t size);
void write_text(struct writer *w, const char *text);
void write_tag(struct writer *w, uint64_t tag);
/* The items, or keys and values, are written next. */
void write_array(struct writer *w, size_t items);
void write_map(struct writer *w, size_t pairs);

#endif
