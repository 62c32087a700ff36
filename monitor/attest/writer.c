/* SPDX-License-Identifier: BSD-3-Clause */
/* CBOR by libcbor's encoders. */
#include "attest/writer.h"

#include <cbor/encoding.h>

#include "lib/mem.h"
#include "lib/panic.h"

/* libcbor returns how many bytes it wrote, 0 where they did not fit. */
static void advance(struct writer *w, size_t written)
{
	CHECK(written != 0);
	w->at += written;
}

static size_t left(const struct writer *w)
{
	return (size_t)(w->end - w->at);
}

void write_int(struct writer *w, int64_t value)
{
	if (value >= 0)
		advance(w, cbor_encode_uint((uint64_t)value, w->at, left(w)));
	else
		advance(w, cbor_encode_negint((uint64_t)(-1 - value), w->at, left(w)));
}

static void write_content(struct writer *w, const void *data, size_t size)
{
	CHECK(size <= left(w));
	memcpy(w->at, data, size);
	w->at += size;
}

void write_bytes(struct writer *w, const void *data, size_t size)
{
	advance(w, cbor_encode_bytestring_start(size, w->at, left(w)));
	write_content(w, data, size);
}

void write_text(struct writer *w, const char *text)
{
	size_t size = 0;

	while (text[size] != '\0')
		size++;
	advance(w, cbor_encode_string_start(size, w->at, left(w)));
	write_content(w, text, size);
}

void write_tag(struct writer *w, uint64_t tag)
{
	advance(w, cbor_encode_tag(tag, w->at, left(w)));
}

void write_array(struct writer *w, size_t items)
{
	advance(w, cbor_encode_array_start(items, w->at, left(w)));
}

void write_map(struct writer *w, size_t pairs)
{
	advance(w, cbor_encode_map_start(pairs, w->at, left(w)));
}
