// SPDX-License-Identifier: BSD-3-Clause
/* Known answers of the monitor's cryptography and CBOR, and its arena. */
#include <string.h>

#include "attest/arena.h"
#include "attest/es384.h"
#include "attest/heap.h"
#include "attest/writer.h"
#include "lib/addr.h"
#include "machine.h"
#include "measure/hash.h"
#include "platform_token.h"
#include "runner.h"
#include "sha.h"

static uint8_t digit(char c)
{
	return (uint8_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
}

static size_t unhex(const char *hex, uint8_t *out)
{
	size_t n = 0;

	for (; hex[0] && hex[1]; hex += 2)
		out[n++] = (uint8_t)(digit(hex[0]) << 4 | digit(hex[1]));
	return n;
}

static void expect_hex(const uint8_t *got, const char *hex)
{
	uint8_t want[512];
	size_t size = unhex(hex, want);

	expect(memcmp(got, want, size) == 0);
}

static struct bytes text(const char *s)
{
	return (struct bytes){ s, strlen(s) };
}

static const uint8_t seed[ES384_SEED_SIZE] = { 1, 2, 3 };

/* ---- ECDSA: RFC 6979, A.2.6 ---- */

static const char key_6979[] = "6B9D3DAD2E1B8C1C05B19875B6659F4DE23C3B667BF297BA9AA47740787137D8"
			       "96D5724E4C70A825F872C9EA60D2EDF5";

static void check_signature(const char *message, const char *r, const char *s)
{
	uint8_t key[ES384_BYTES], signature[ES384_SIGNATURE_SIZE];

	unhex(key_6979, key);
	heap_own_begin();
	expect(es384_sign(key, text(message), seed, signature));
	heap_own_end();
	expect_hex(signature, r);
	expect_hex(signature + ES384_BYTES, s);
}

static void ecdsa_rfc6979(void)
{
	uint8_t key[ES384_BYTES], point[2 * ES384_BYTES];

	unhex(key_6979, key);
	heap_own_begin();
	expect(es384_public(key, seed, point));
	heap_own_end();
	expect_hex(point, "EC3A4E415B4E19A4568618029F427FA5DA9A8BC4AE92E02E06AAE5286B300C64DEF8F0EA9055866064A254515480BC13"
			  "8015D9B72D7D57244EA8EF9AC0C621896708A59367F9DFB9F54CA84B3F1C9DB1288B231C3AE0D4FE7344FD2533264720");
	check_signature("sample",
			"94EDBB92A5ECB8AAD4736E56C691916B3F88140666CE9FA73D64C4EA95AD133C81A648152E44ACF96E36DD1E80FABE46",
			"99EF4AEB15F178CEA1FE40DB2603138F130E740A19624526203B6351D0A3A94FA329C145786E679E7B82C71A38628AC8");
	check_signature("test",
			"8203B63D3C853E8D77227FB377BCF7B7B772E97892A80F36AB775D509D7A5FEB0542A7F0812998DA8F1DD3CA3CF023DB",
			"DDD0760448D42D8A43AF45AF836FCE4DE8BE06B485E9B61B827C2F13173923E06A739F040649A667BF3B828246BAA5A5");
}

/* Keys at the edges of the range, and messages of all lengths around a block: OpenSSL agrees. */
static void ecdsa_against_openssl(void)
{
	static const char *const keys[] = {
		"000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000001",
		"000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000002",
		"000000000000000000000000000000000000000000000000800000000000000000000000000000000000000000000000",
		/* n - 1 */
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52972",
	};
	static const uint8_t message[300] = { 0x6d };

	for (unsigned int i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		uint8_t key[ES384_BYTES], point[2 * ES384_BYTES], want[2 * ES384_BYTES], signature[ES384_SIGNATURE_SIZE];

		unhex(keys[i], key);
		heap_own_begin();
		expect(es384_public(key, seed, point));
		heap_own_end();
		ref_public(key, want);
		expect(memcmp(point, want, sizeof(want)) == 0);
		for (size_t size = 0; size <= sizeof(message); size += 25) {
			heap_own_begin();
			expect(es384_sign(key, (struct bytes){ message, size }, seed, signature));
			heap_own_end();
			expect(ref_verify(want, message, size, signature));
			signature[95] ^= 1;
			expect(!ref_verify(want, message, size, signature));
		}
	}
}

/* The seed blinds, it does not choose: the signature is the same with each, and with the same key only. */
static void ecdsa_is_deterministic(void)
{
	uint8_t key[ES384_BYTES], other[ES384_SEED_SIZE] = { 9 };
	uint8_t a[ES384_SIGNATURE_SIZE], b[ES384_SIGNATURE_SIZE];

	unhex(key_6979, key);
	heap_own_begin();
	expect(es384_sign(key, text("m"), seed, a));
	expect(es384_sign(key, text("m"), other, b));
	expect(memcmp(a, b, sizeof(a)) == 0);
	expect(es384_sign(key, text("n"), seed, b));
	expect(memcmp(a, b, ES384_BYTES) != 0);
	heap_own_end();
}

/* No key, and what is no key: refused, and nothing is left in the arena, or the next one would find it. */
static void ecdsa_bad_keys(void)
{
	static const char *const keys[] = {
		"000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000",
		/* n, and the largest number */
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973",
		"FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF",
	};
	uint8_t key[ES384_BYTES], out[ES384_SIGNATURE_SIZE];

	for (unsigned int i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		unhex(keys[i], key);
		heap_own_begin();
		expect(!es384_sign(key, text("m"), seed, out));
		expect(!es384_public(key, seed, out));
		heap_own_end();
	}
}

/* ---- HKDF and hashes ---- */

static void hkdf_against_openssl(void)
{
	static const size_t sizes[] = { 1, 31, 32, 48, 49, 56, 96, 97, 200 };
	uint8_t secret[48], info[150], got[200], want[200];

	for (unsigned int i = 0; i < sizeof(info); i++)
		info[i] = (uint8_t)(i * 7);
	memcpy(secret, info + 50, sizeof(secret));
	for (unsigned int i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		for (size_t n = 0; n <= sizeof(info); n += 50) {
			heap_own_begin();
			expect(hkdf_sha384((struct bytes){ secret, 48 }, (struct bytes){ info, n }, got, sizes[i]));
			heap_own_end();
			ref_hkdf(secret, 48, info, n, want, sizes[i]);
			expect(memcmp(got, want, sizes[i]) == 0);
		}
	}
}

static void hashes(void)
{
	uint8_t out[HASH_MAX_SIZE], want[HASH_MAX_SIZE] = { 0 }, data[700];

	hash(RMI_HASH_SHA_256, "abc", 3, out);
	expect_hex(out, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	hash(RMI_HASH_SHA_512, "abc", 3, out);
	expect_hex(out, "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
			"2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
	memset(data, 0x61, sizeof(data));
	for (size_t n = 0; n <= sizeof(data); n += 13) {
		hash(RMI_HASH_SHA_256, data, n, out);
		ref_sha256(data, n, want);
		expect(memcmp(out, want, 32) == 0);
		hash(RMI_HASH_SHA_512, data, n, out);
		ref_sha512(data, n, want);
		expect(memcmp(out, want, 64) == 0);
	}
}

/* ---- CBOR: RFC 8949, appendix A, as far as the monitor writes such items ---- */

static void expect_int(int64_t value, const char *hex)
{
	uint8_t buffer[16] = { 0 };
	struct writer w = { buffer, buffer + sizeof(buffer) };

	write_int(&w, value);
	expect_eq(w.at - buffer, strlen(hex) / 2);
	expect_hex(buffer, hex);
}

static void cbor_integers(void)
{
	expect_int(0, "00");
	expect_int(1, "01");
	expect_int(10, "0a");
	expect_int(23, "17");
	expect_int(24, "1818");
	expect_int(100, "1864");
	expect_int(255, "18ff");
	expect_int(256, "190100");
	expect_int(1000, "1903e8");
	expect_int(65535, "19ffff");
	expect_int(65536, "1a00010000");
	expect_int(1000000, "1a000f4240");
	expect_int(4294967296, "1b0000000100000000");
	expect_int(1000000000000, "1b000000e8d4a51000");
	expect_int(INT64_MAX, "1b7fffffffffffffff");
	expect_int(-1, "20");
	expect_int(-10, "29");
	expect_int(-24, "37");
	expect_int(-25, "3818");
	expect_int(-100, "3863");
	expect_int(-1000, "3903e7");
	expect_int(INT64_MIN, "3b7fffffffffffffff");
}

static void cbor_others(void)
{
	uint8_t buffer[600], data[300] = { 0xab };
	struct writer w = { buffer, buffer + sizeof(buffer) };

	write_bytes(&w, "\1\2\3\4", 4);
	write_text(&w, "");
	write_text(&w, "IETF");
	write_array(&w, 3);
	write_map(&w, 25);
	write_tag(&w, 18);
	write_tag(&w, 399);
	write_bytes(&w, data, 24);
	expect_hex(buffer, "4401020304" "60" "6449455446" "83" "b819" "d2" "d9018f" "5818ab");
	w.at = buffer;
	write_bytes(&w, data, sizeof(data));
	expect_hex(buffer, "59012cab");
}

/* A write that does not fit is a fault of the monitor, and never goes beyond the buffer. */
static void cbor_overflow(void)
{
	uint8_t buffer[4] = { 0 };
	struct writer w = { buffer, buffer + 3 };

	machine_expect_stop();
	write_bytes(&w, "abc", 3);
}

static void cbor_no_room_for_head(void)
{
	uint8_t buffer[4] = { 0 };
	struct writer w = { buffer, buffer + 2 };

	machine_expect_stop();
	write_int(&w, 1000);
}

/* ---- the arena ---- */

static uint8_t pages[ARENA_PAGES][PAGE_SIZE] __attribute__((aligned(PAGE_SIZE)));

static void arena_start(struct arena *arena)
{
	void *list[ARENA_PAGES];

	memset(pages, 0, sizeof(pages));
	for (unsigned int i = 0; i < ARENA_PAGES; i++)
		list[i] = pages[i];
	arena_init(arena, list);
}

static void expect_empty(struct arena *arena)
{
	static const uint8_t zero[sizeof(pages)];

	expect_eq(arena->in_use, 0);
	expect(memcmp(pages, zero, sizeof(zero)) == 0);
	for (unsigned int i = 0; i < ARENA_PAGES; i++)
		expect(arena->page[i].used == 0 && arena->page[i].last == 0);
}

static void arena_limits(void)
{
	struct arena arena;
	void *whole[ARENA_PAGES];

	arena_start(&arena);
	expect(!arena_take(&arena, 0));
	expect(!arena_take(&arena, PAGE_SIZE + 1));
	expect(!arena_take(&arena, SIZE_MAX));
	for (unsigned int i = 0; i < ARENA_PAGES; i++)
		expect((whole[i] = arena_take(&arena, PAGE_SIZE)) != NULL);
	expect(!arena_take(&arena, 1));
	for (unsigned int i = 0; i < ARENA_PAGES; i++) {
		memset(whole[i], 0xff, PAGE_SIZE);
		arena_give(&arena, whole[i]);
	}
	expect_eq(arena.most, 64 * ARENA_PAGES);
	expect_empty(&arena);
}

/* No two allocations overlap, each is zero at first, and all that is given back is zero again. */
static void arena_random(void)
{
	struct { uint8_t *at; size_t size; uint8_t fill; } held[80] = { { 0 } };
	uint64_t state = machine_seed();
	struct arena arena;

	arena_start(&arena);
	for (unsigned int round = 0; round < 20000; round++) {
		unsigned int i = (unsigned int)(machine_random(&state) % 80);
		size_t size = machine_random(&state) % 16 == 0 ? 1 + machine_random(&state) % PAGE_SIZE :
			      1 + machine_random(&state) % 300;

		if (held[i].at) {
			for (size_t n = 0; n < held[i].size; n++)
				expect_eq(held[i].at[n], held[i].fill);
			arena_give(&arena, held[i].at);
			held[i].at = NULL;
			continue;
		}
		held[i].at = arena_take(&arena, size);
		if (!held[i].at)
			continue;
		held[i].size = size;
		held[i].fill = (uint8_t)(1 + i);
		for (size_t n = 0; n < size; n++)
			expect_eq(held[i].at[n], 0);
		memset(held[i].at, held[i].fill, size);
	}
	for (unsigned int i = 0; i < 80; i++) {
		if (held[i].at)
			arena_give(&arena, held[i].at);
	}
	expect_empty(&arena);
}

static void arena_foreign(void)
{
	struct arena arena;
	uint8_t elsewhere[64];

	arena_start(&arena);
	machine_expect_stop();
	arena_give(&arena, elsewhere);
}

static void arena_twice(void)
{
	struct arena arena;
	void *p;

	arena_start(&arena);
	p = arena_take(&arena, 10);
	arena_give(&arena, p);
	machine_expect_stop();
	arena_give(&arena, p);
}

static void arena_inside(void)
{
	struct arena arena;
	uint8_t *p;

	arena_start(&arena);
	p = arena_take(&arena, 200);
	machine_expect_stop();
	arena_give(&arena, p + 64);
}

static const struct test crypto_tests[] = {
	TEST(ecdsa_rfc6979), TEST(ecdsa_against_openssl), TEST(ecdsa_is_deterministic), TEST(ecdsa_bad_keys),
	TEST(hkdf_against_openssl), TEST(hashes),
	TEST(cbor_integers), TEST(cbor_others), TEST_BARE(cbor_overflow), TEST_BARE(cbor_no_room_for_head),
	TEST_BARE(arena_limits), TEST_BARE(arena_random), TEST_BARE(arena_foreign), TEST_BARE(arena_twice),
	TEST_BARE(arena_inside),
};

GROUP(crypto);
