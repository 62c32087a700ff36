/* SPDX-License-Identifier: BSD-3-Clause */
/* The strict reader's items: libcbor takes a head apart, this file refuses what is not deterministic (RFC 8949, 4.2.1). */
#include <cbor.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "reader.h"

const char *kind_name(enum kind kind)
{
	static const char *const names[] = {
		[KIND_NONE] = "nothing", [KIND_UINT] = "unsigned integer", [KIND_NEGATIVE] = "negative integer",
		[KIND_BYTES] = "byte string", [KIND_TEXT] = "text", [KIND_ARRAY] = "array", [KIND_MAP] = "map",
		[KIND_TAG] = "tag", [KIND_OTHER] = "simple value or float",
	};

	return names[kind];
}

bool reader_fault(struct reader *r, size_t offset, const char *format, ...)
{
	struct fault *fault = r->fault;
	va_list args;
	int used;

	if (fault->text[0])
		return false;
	fault->offset = offset;
	used = snprintf(fault->text, sizeof(fault->text), "%s%s%s: ", r->part, r->claim[0] ? ", " : "", r->claim);
	va_start(args, format);
	if (used > 0 && (size_t)used < sizeof(fault->text))
		vsnprintf(fault->text + used, sizeof(fault->text) - (size_t)used, format, args);
	va_end(args);
	return false;
}

/* What libcbor found: the item, and whether its length was left open. */
struct found {
	struct item item;
	bool indefinite;
};

static void take(void *context, enum kind kind, uint64_t value, const uint8_t *data)
{
	struct found *found = context;

	found->item.kind = kind;
	found->item.value = value;
	found->item.data = data;
}

static void on_uint8(void *c, uint8_t v) { take(c, KIND_UINT, v, NULL); }
static void on_uint16(void *c, uint16_t v) { take(c, KIND_UINT, v, NULL); }
static void on_uint32(void *c, uint32_t v) { take(c, KIND_UINT, v, NULL); }
static void on_uint64(void *c, uint64_t v) { take(c, KIND_UINT, v, NULL); }
static void on_negint8(void *c, uint8_t v) { take(c, KIND_NEGATIVE, v, NULL); }
static void on_negint16(void *c, uint16_t v) { take(c, KIND_NEGATIVE, v, NULL); }
static void on_negint32(void *c, uint32_t v) { take(c, KIND_NEGATIVE, v, NULL); }
static void on_negint64(void *c, uint64_t v) { take(c, KIND_NEGATIVE, v, NULL); }
static void on_bytes(void *c, cbor_data data, size_t size) { take(c, KIND_BYTES, size, data); }
static void on_text(void *c, cbor_data data, size_t size) { take(c, KIND_TEXT, size, data); }
static void on_array(void *c, size_t count) { take(c, KIND_ARRAY, count, NULL); }
static void on_map(void *c, size_t count) { take(c, KIND_MAP, count, NULL); }
static void on_tag(void *c, uint64_t tag) { take(c, KIND_TAG, tag, NULL); }
static void on_float(void *c, float v) { (void)v; take(c, KIND_OTHER, 0, NULL); }
static void on_double(void *c, double v) { (void)v; take(c, KIND_OTHER, 0, NULL); }
static void on_simple(void *c) { take(c, KIND_OTHER, 0, NULL); }
static void on_boolean(void *c, bool v) { (void)v; take(c, KIND_OTHER, 0, NULL); }

static void on_indefinite(void *context)
{
	((struct found *)context)->indefinite = true;
}

static const struct cbor_callbacks callbacks = {
	.uint8 = on_uint8, .uint16 = on_uint16, .uint32 = on_uint32, .uint64 = on_uint64,
	.negint8 = on_negint8, .negint16 = on_negint16, .negint32 = on_negint32, .negint64 = on_negint64,
	.byte_string = on_bytes, .byte_string_start = on_indefinite,
	.string = on_text, .string_start = on_indefinite,
	.array_start = on_array, .indef_array_start = on_indefinite,
	.map_start = on_map, .indef_map_start = on_indefinite,
	.tag = on_tag, .float2 = on_float, .float4 = on_float, .float8 = on_double,
	.undefined = on_simple, .null = on_simple, .boolean = on_boolean, .indef_break = on_indefinite,
};

static size_t shortest_head(uint64_t value)
{
	return value < 24 ? 1 : value <= UINT8_MAX ? 2 : value <= UINT16_MAX ? 3 : value <= UINT32_MAX ? 5 : 9;
}

/* How many bytes the UTF-8 character at p has, or 0 if it is none: too long, a surrogate, beyond U+10FFFF, cut off. */
static size_t utf8_character(const uint8_t *p, size_t left)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };
	size_t size = p[0] < 0x80 ? 1 : p[0] < 0xc0 ? 0 : p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : p[0] < 0xf8 ? 4 : 0;
	uint32_t code;

	if (size <= 1 || size > left)
		return size <= left ? size : 0;
	code = p[0] & (0x7fu >> size);
	for (size_t i = 1; i < size; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (p[i] & 0x3f);
	}
	return code >= least[size] && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? size : 0;
}

static bool check_text(struct reader *r, const struct item *item)
{
	size_t size;

	for (size_t i = 0; i < item->value; i += size) {
		size = utf8_character(item->data + i, item->value - i);
		if (!size)
			return reader_fault(r, (size_t)(item->data + i - r->token), "text is not UTF-8");
	}
	return true;
}

/* libcbor knows few of the tags that fit into one byte; COSE_Sign1's 18 is none of them. */
static struct cbor_decoder_result decode(const uint8_t *at, size_t left, struct found *found)
{
	struct cbor_decoder_result result = { .read = 1, .status = CBOR_DECODER_FINISHED };

	if (*at < 0xc0 || *at > 0xd7)
		return cbor_stream_decode(at, left, &callbacks, found);
	take(found, KIND_TAG, *at & 0x1f, NULL);
	return result;
}

bool reader_next(struct reader *r, struct item *item)
{
	size_t offset = (size_t)(r->at - r->token), left = (size_t)(r->end - r->at), head;
	struct cbor_decoder_result result;
	struct found found = { 0 };

	if (r->fault->text[0])
		return false;
	if (!left)
		return reader_fault(r, offset, "ends where an item should begin");
	result = decode(r->at, left, &found);
	if (result.status == CBOR_DECODER_NEDATA)
		return reader_fault(r, offset, "item is longer than the %zu bytes that are left", left);
	if (result.status != CBOR_DECODER_FINISHED)
		return reader_fault(r, offset, "byte 0x%02x begins no CBOR item", *r->at);
	if (found.indefinite)
		return reader_fault(r, offset, "indefinite length");
	*item = found.item;
	item->offset = offset;
	head = result.read;
	if (item->kind == KIND_BYTES || item->kind == KIND_TEXT)
		head -= item->value;
	if (item->kind != KIND_OTHER && head != shortest_head(item->value))
		return reader_fault(r, offset, "not the shortest encoding: a head of %zu bytes for %llu", head,
				    (unsigned long long)item->value);
	r->at += result.read;
	return item->kind != KIND_TEXT || check_text(r, item);
}

bool reader_expect(struct reader *r, enum kind kind, struct item *item)
{
	if (!reader_next(r, item))
		return false;
	if (item->kind != kind)
		return reader_fault(r, item->offset, "expected %s, found %s", kind_name(kind), kind_name(item->kind));
	return true;
}

bool reader_done(struct reader *r)
{
	if (r->fault->text[0])
		return false;
	if (r->at != r->end)
		return reader_fault(r, (size_t)(r->at - r->token), "%zu bytes too many at the end",
				    (size_t)(r->end - r->at));
	return true;
}

struct reader reader_inside(const struct reader *r, const struct item *item, const char *part)
{
	struct reader inner = { .token = r->token, .at = item->data, .end = item->data + item->value, .part = part,
				.fault = r->fault };

	return inner;
}
