/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A strict reader of deterministic CBOR: one item at a time, nothing allocated, nothing recursive.
 *
 * Everything read points into the token. The first thing that is wrong is kept as the fault, with its byte offset in
 * the token; a reader that has a fault reads no more.
 */
#ifndef VERIFY_READER_H
#define VERIFY_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum kind {
	KIND_NONE,
	KIND_UINT,
	KIND_NEGATIVE,
	KIND_BYTES,
	KIND_TEXT,
	KIND_ARRAY,
	KIND_MAP,
	KIND_TAG,
	KIND_OTHER,	/* true, false, null, undefined, floats: no part of a token has them */
};

struct item {
	enum kind kind;
	uint64_t value;		/* number (negative: -1 - value), length, count of items or pairs, or tag */
	const uint8_t *data;	/* of bytes and text */
	size_t offset;		/* in the token */
};

struct fault {
	size_t offset;
	char text[320];		/* empty: none */
};

struct reader {
	const uint8_t *token;	/* byte 0, for offsets */
	const uint8_t *at, *end;
	const char *part;	/* what is being read, for the fault */
	char claim[64];		/* and which claim of it, or empty */
	struct fault *fault;
};

/* A claim that a map may have. */
struct rule {
	int64_t label;
	const char *name;
	enum kind kind;
	bool optional;
	uint16_t sizes[4];	/* allowed length or count; none given: 1 to SIZE_MOST; SIZE_ANY: from 1 */
	/* reads what is in an array or map */
	bool (*body)(struct reader *r, const struct item *head, void *context);
};

#define SIZE_MOST	512
#define SIZE_ANY	UINT16_MAX

const char *kind_name(enum kind kind);
bool reader_fault(struct reader *r, size_t offset, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
bool reader_next(struct reader *r, struct item *item);
bool reader_expect(struct reader *r, enum kind kind, struct item *item);
bool reader_done(struct reader *r);
/* A reader of the item's bytes, as CBOR of their own. */
struct reader reader_inside(const struct reader *r, const struct item *item, const char *part);

/* Reads the map whose head is next. found[] has an item for each rule, KIND_NONE where an optional one is absent. */
struct claim_set {
	const struct rule *rules;
	size_t count;
	struct item *found;
	void *context;		/* handed to the bodies */
};

bool reader_map(struct reader *r, const struct claim_set *set);

#endif
