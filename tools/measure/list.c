/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads the list: the host wrote it, so nothing in it is believed before it is checked. */
#include "list.h"

#include <inttypes.h>
#include <string.h>

#define PAGE_MASK	(RIM_PAGE - 1ull)
#define IPA_LEAST	32
#define IPA_MOST	48

struct cursor {
	const char *text, *at, *end;
	struct list *list;
	struct problem *problem;
};

static bool wrong(struct cursor *c, const char *at, const char *what)
{
	return refuse(c->problem, "byte %zu: %s", (size_t)(at - c->text), what);
}

size_t digest_size(enum rim_algorithm algorithm)
{
	return algorithm == RIM_SHA512 ? 64 : 32;
}

struct range range_pages(struct range range)
{
	uint64_t base = range.base & ~PAGE_MASK;

	return (struct range){ base, ((range.base + range.size + PAGE_MASK) & ~PAGE_MASK) - base };
}

static bool is_graph(char ch)
{
	return ch > ' ' && ch <= '~';
}

/* The bytes up to the next blank or the line's end; none is an error. */
static size_t word(struct cursor *c)
{
	size_t size = 0;

	while (c->at + size < c->end && is_graph(c->at[size]))
		size++;
	return size;
}

static bool take(struct cursor *c, const char *text, const char *what)
{
	size_t size = strlen(text);

	if ((size_t)(c->end - c->at) < size || memcmp(c->at, text, size) != 0)
		return wrong(c, c->at, what);
	c->at += size;
	return true;
}

static bool blank(struct cursor *c)
{
	return take(c, " ", "expected one blank");
}

static int digit_of(char ch, unsigned int base)
{
	int digit = ch >= '0' && ch <= '9' ? ch - '0' : ch >= 'a' && ch <= 'f' ? ch - 'a' + 10 : -1;

	return digit < (int)base ? digit : -1;
}

/* Decimal, or hexadecimal behind 0x, of at most 16 digits. */
static bool number(struct cursor *c, uint64_t *value)
{
	const char *begin = c->at;
	size_t size = word(c), i = 0;
	unsigned int base = 10;

	if (size > 2 && begin[0] == '0' && begin[1] == 'x') {
		base = 16;
		i = 2;
	}
	if (size == i || size - i > 16)
		return wrong(c, begin, "expected a number");
	for (*value = 0; i < size; i++) {
		int digit = digit_of(begin[i], base);

		if (digit < 0)
			return wrong(c, begin + i, "no digit of a number");
		*value = *value * base + (unsigned int)digit;
	}
	c->at += size;
	return true;
}

static bool small(struct cursor *c, uint64_t *value, uint64_t most)
{
	const char *begin = c->at;

	if (!number(c, value))
		return false;
	return *value <= most || wrong(c, begin, "number out of range");
}

/* Address and size of something that is not empty and lies in the protected half of the address space. */
static bool range(struct cursor *c, struct range *r)
{
	uint64_t top = 1ull << (c->list->params.ipa_bits - 1);
	const char *begin = c->at;

	if (!number(c, &r->base) || !blank(c) || !number(c, &r->size))
		return false;
	if (!r->size || r->base >= top || r->size > top - r->base)
		return wrong(c, begin, "range is empty, or beyond the realm's protected addresses");
	return true;
}

static bool pages(struct cursor *c, struct range *r, const struct range *before)
{
	const char *begin = c->at;

	if (!range(c, r))
		return false;
	if ((r->base | r->size) & PAGE_MASK)
		return wrong(c, begin, "range is not of whole pages of 4096 bytes");
	if (before && r->base < before->base + before->size)
		return wrong(c, begin, "range does not lie behind the one before");
	return true;
}

static bool parse_version(struct cursor *c)
{
	return take(c, "1", "expected version 1 of the list");
}

static bool parse_algorithm(struct cursor *c)
{
	if (word(c) == 6 && memcmp(c->at, "sha512", 6) == 0)
		c->list->algorithm = RIM_SHA512;
	else if (word(c) == 6 && memcmp(c->at, "sha256", 6) == 0)
		c->list->algorithm = RIM_SHA256;
	else
		return wrong(c, c->at, "unknown algorithm, expected sha256 or sha512");
	c->at += 6;
	return true;
}

static bool parse_ipa_bits(struct cursor *c)
{
	const char *begin = c->at;

	if (!small(c, &c->list->params.ipa_bits, IPA_MOST))
		return false;
	return c->list->params.ipa_bits >= IPA_LEAST || wrong(c, begin, "number out of range");
}

static bool parse_num_bps(struct cursor *c)
{
	return small(c, &c->list->params.num_bps, 63);
}

static bool parse_num_wps(struct cursor *c)
{
	return small(c, &c->list->params.num_wps, 63);
}

static bool parse_ram(struct cursor *c)
{
	struct list *list = c->list;

	if (list->rams == LIST_RANGES)
		return wrong(c, c->at, "too many ranges of RAM");
	if (!pages(c, &list->ram[list->rams], list->rams ? &list->ram[list->rams - 1] : NULL))
		return false;
	list->rams++;
	return true;
}

static bool parse_digest(struct cursor *c, uint8_t *digest)
{
	size_t size = digest_size(c->list->algorithm), digits = word(c);
	struct value value;

	if (digits != 2 * size || !value_from_hex(c->at, digits, &value))
		return wrong(c, c->at, "expected a digest of the realm's algorithm");
	memset(digest, 0, RIM_SIZE);
	memcpy(digest, value.data, size);
	c->at += digits;
	return true;
}

/* The name is shown to people, escaped as QEMU did it, and used for nothing. */
static bool parse_name(struct cursor *c, char *name)
{
	size_t size = 0;

	if (!take(c, "\"", "expected a name in quotes"))
		return false;
	while (c->at < c->end && *c->at != '"') {
		if ((!is_graph(*c->at) && *c->at != ' ') || size >= LIST_NAME - 2)
			return wrong(c, c->at, "a name of at most 253 printable characters ends with a quote");
		if (*c->at == '\\' && c->at + 1 < c->end && is_graph(c->at[1]))
			name[size++] = *c->at++;
		name[size++] = *c->at++;
	}
	name[size] = '\0';
	return take(c, "\"", "expected the quote that ends the name");
}

static bool parse_image(struct cursor *c)
{
	struct list *list = c->list;
	struct image *image = &list->image[list->images];
	const char *begin = c->at;
	struct range last;

	if (list->images == LIST_RANGES)
		return wrong(c, begin, "too many images");
	image->offset = (size_t)(begin - c->text);
	if (!range(c, &image->at) || !blank(c) || !parse_digest(c, image->digest) || !blank(c) ||
	    !parse_name(c, image->name))
		return false;
	if (list->images) {
		last = range_pages(image[-1].at);
		if (range_pages(image->at).base < last.base + last.size)
			return wrong(c, begin, "image does not lie in pages behind the ones of the image before");
	}
	list->images++;
	return true;
}

static bool parse_populate(struct cursor *c)
{
	struct list *list = c->list;
	struct range *r = &list->populate[list->populates];
	uint64_t flags = 0;
	const char *begin;

	if (list->populates == LIST_RANGES)
		return wrong(c, c->at, "too many populated ranges");
	if (!pages(c, r, list->populates ? r - 1 : NULL) || !blank(c))
		return false;
	begin = c->at;
	if (!number(c, &flags))
		return false;
	list->populates++;
	return flags == 1 || wrong(c, begin, "flags other than 1: content that is not measured proves nothing");
}

static bool parse_entry(struct cursor *c)
{
	return number(c, &c->list->entry);
}

static const struct {
	const char *keyword;
	bool (*parse)(struct cursor *c);
	bool many;
} lines[] = {
	{ "realm-measurement-log", parse_version }, { "algorithm", parse_algorithm }, { "ipa-bits", parse_ipa_bits },
	{ "num-bps", parse_num_bps }, { "num-wps", parse_num_wps }, { "ram", parse_ram, true },
	{ "image", parse_image, true }, { "populate", parse_populate, true }, { "entry", parse_entry },
};

static bool is_line(const struct cursor *c, const char *keyword)
{
	size_t size = strlen(keyword);

	return (size_t)(c->end - c->at) > size && memcmp(c->at, keyword, size) == 0 && c->at[size] == ' ';
}

/* All lines of one kind: one, or if there may be many, at least one. */
static bool parse_lines(struct cursor *c, size_t kind)
{
	char expected[64];

	snprintf(expected, sizeof(expected), "expected a line \"%s\"", lines[kind].keyword);
	do {
		if (!is_line(c, lines[kind].keyword))
			return wrong(c, c->at, expected);
		c->at += strlen(lines[kind].keyword) + 1;
		if (!lines[kind].parse(c) || !take(c, "\n", "expected the end of the line"))
			return false;
	} while (lines[kind].many && is_line(c, lines[kind].keyword));
	return true;
}

bool list_parse(const char *text, size_t size, struct list *list, struct problem *problem)
{
	struct cursor c = { .text = text, .at = text, .end = text + size, .list = list, .problem = problem };

	memset(list, 0, sizeof(*list));
	for (size_t kind = 0; kind < sizeof(lines) / sizeof(lines[0]); kind++)
		if (!parse_lines(&c, kind))
			return false;
	return c.at == c.end || wrong(&c, c.at, "more than the list should have");
}
