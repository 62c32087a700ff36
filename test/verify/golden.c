/* SPDX-License-Identifier: BSD-3-Clause */
/* The golden token's claims, written out by hand in CBOR. */
#include "forge.h"

#define RAW(text)	text, sizeof(text) - 1
#define TEN(c)		c c c c c c c c c c
#define C32(c)		TEN(c) TEN(c) TEN(c) c c
#define C64(c)		C32(c) C32(c)

static const struct field collection[] = {
	{ 44234, .value = NULL }, { 44241, .value = NULL },
};

static const struct field header[] = {
	{ 1, .value = RAW("\x38\x22") },
};

static const struct field platform[] = {
	{ 10, .fixed = true, .value = NULL },
	{ 256, false, true, RAW("\x58\x21\x01" C32("\x1a")) },
	{ 265, .value = RAW("\x78\x23" "tag:arm.com,2023:cca_platform#1.0.0") },
	{ 2395, .value = RAW("\x19\x30\x00") },
	{ 2396, false, true, RAW("\x58\x20" C32("\x1b")) },
	{ 2399, .value = NULL },
	{ 2400, true, false, RAW("\x73" "https://example.org") },
	{ 2401, .value = RAW("\x44" "\xcf\xcf\xcf\xcf") },
	{ 2402, .value = RAW("\x67" "sha-256") },
};

static const struct field component[] = {
	{ 1, true, false, RAW("\x64" "BL31") },
	{ 2, false, true, RAW("\x58\x20" C32("\x2a")) },
	{ 4, true, false, RAW("\x65" "1.0.0") },
	{ 5, false, true, RAW("\x58\x20" C32("\x2b")) },
	{ 6, true, false, RAW("\x67" "sha-256") },
};

#define REM32	"\x84" "\x58\x20" C32("\xe0") "\x58\x20" C32("\xe1") "\x58\x20" C32("\0") "\x58\x20" C32("\0")
#define REM64	"\x84" "\x58\x40" C64("\xe0") "\x58\x40" C64("\xe1") "\x58\x40" C64("\0") "\x58\x40" C64("\0")

static const struct field realm[] = {
	{ 10, false, true, RAW("\x58\x40" C64("\xc1")) },
	{ 265, .value = RAW("\x78\x1c" "tag:arm.com,2023:realm#1.0.0") },
	{ 44235, false, true, RAW("\x58\x40" C64("\xd1")) },
	{ 44236, false, false, RAW("\x67" "sha-256"), RAW("\x67" "sha-512") },
	{ 44237, .value = NULL },
	{ 44238, false, true, RAW("\x58\x20" C32("\xf1")), RAW("\x58\x40" C64("\xf1")) },
	{ 44239, false, true, RAW(REM32), RAW(REM64) },
	{ 44240, .value = RAW("\x67" "sha-256") },
};

static const struct field key[] = {
	{ 1, .value = RAW("\x02") },
	{ -1, .value = RAW("\x02") },
	{ -2, .fixed = true, .value = NULL },
	{ -3, .fixed = true, .value = NULL },
};

struct fields fields_of(enum where where)
{
#define ALL(array)	{ array, sizeof(array) / sizeof((array)[0]) }
	static const struct fields all[WHERE_COUNT] = {
		[IN_COLLECTION] = ALL(collection), [IN_PLATFORM_HEADER] = ALL(header), [IN_REALM_HEADER] = ALL(header),
		[IN_PLATFORM] = ALL(platform), [IN_COMPONENT] = ALL(component), [IN_REALM] = ALL(realm),
		[IN_KEY] = ALL(key),
	};

	return all[where];
}

unsigned int field_major(enum where where, const struct field *field)
{
	if (field->value)
		return (unsigned char)field->value[0] >> 5;
	return where == IN_PLATFORM && field->label == 2399 ? 4 : 2;
}
