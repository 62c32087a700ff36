// SPDX-License-Identifier: BSD-3-Clause
/* FIPS 180-4 written for brevity; the round constants are computed from their definition. */
#include "sha.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* 64 bits of the fraction of the square (2) or cube (3) root of n, by bisection in 128-bit integers. */
static uint64_t root_fraction(unsigned int n, unsigned int power)
{
	uint64_t whole = 1, low = 0;

	while ((power == 2 ? (whole + 1) * (whole + 1) : (whole + 1) * (whole + 1) * (whole + 1)) <= n)
		whole++;
	/* Bit by bit: is (whole + fraction)^power still at most n? 64.64 fixed point, in three 64-bit limbs. */
	for (int bit = 63; bit >= 0; bit--) {
		uint64_t try = low | 1ull << bit;
		/* x = whole.try; x^2 = w^2 + 2wt + t^2, exact in 128 fraction bits. */
		unsigned __int128 tt = (unsigned __int128)try * try;
		unsigned __int128 wt = (unsigned __int128)try * (2 * whole);	/* 64 fraction bits */
		unsigned __int128 frac = (wt << 64) + tt;
		uint64_t int_part = whole * whole + (uint64_t)(wt >> 64) + (frac < tt);

		if (power == 3) {
			/* x^3 = x^2 * x: keep the integer part and 64 fraction bits, with the carry from below. */
			uint64_t f1 = (uint64_t)(frac >> 64), f0 = (uint64_t)frac;
			unsigned __int128 low_sum = (unsigned __int128)f1 * try +
				(unsigned __int128)f0 * whole + (((unsigned __int128)f0 * try) >> 64);
			unsigned __int128 high = (unsigned __int128)int_part * try +
				(unsigned __int128)f1 * whole + (low_sum >> 64);

			int_part = int_part * whole + (uint64_t)(high >> 64);
		}
		if (int_part < n)
			low = try;
	}
	return low;
}

static unsigned int prime(unsigned int index)
{
	unsigned int p = 1;

	for (;;) {
		bool is_prime;

		p++;
		is_prime = true;
		for (unsigned int d = 2; d * d <= p; d++)
			is_prime &= p % d != 0;
		if (is_prime && index-- == 0)
			return p;
	}
}

static uint64_t k[80], h0[8];

static void constants(void)
{
	for (unsigned int i = 0; i < 80 && k[79] == 0; i++) {
		if (i < 8)
			h0[i] = root_fraction(prime(i), 2);
		k[i] = root_fraction(prime(i), 3);
	}
}

/* One word size: 32 or 64 bits. */
struct kind {
	unsigned int bits, rounds;
	uint8_t big0[3], big1[3], small0[3], small1[3];
};

static const struct kind kind256 = { 32, 64, { 2, 13, 22 }, { 6, 11, 25 }, { 7, 18, 3 }, { 17, 19, 10 } };
static const struct kind kind512 = { 64, 80, { 28, 34, 39 }, { 14, 18, 41 }, { 1, 8, 7 }, { 19, 61, 6 } };

static uint64_t cut(const struct kind *t, uint64_t v)
{
	return t->bits == 32 ? (uint32_t)v : v;
}

static uint64_t rotate(const struct kind *t, uint64_t v, unsigned int n)
{
	return cut(t, v >> n | v << (t->bits - n));
}

static uint64_t big(const struct kind *t, uint64_t v, const uint8_t *n)
{
	return rotate(t, v, n[0]) ^ rotate(t, v, n[1]) ^ rotate(t, v, n[2]);
}

static uint64_t small(const struct kind *t, uint64_t v, const uint8_t *n)
{
	return rotate(t, v, n[0]) ^ rotate(t, v, n[1]) ^ v >> n[2];
}

static void block(const struct kind *t, uint64_t h[8], const uint8_t *p)
{
	unsigned int bytes = t->bits / 8;
	uint64_t w[80], s[8];

	for (unsigned int i = 0; i < 16; i++) {
		w[i] = 0;
		for (unsigned int b = 0; b < bytes; b++)
			w[i] = w[i] << 8 | *p++;
	}
	for (unsigned int i = 16; i < t->rounds; i++)
		w[i] = cut(t, w[i - 16] + small(t, w[i - 15], t->small0) + w[i - 7] +
			   small(t, w[i - 2], t->small1));
	memcpy(s, h, sizeof(s));
	for (unsigned int i = 0; i < t->rounds; i++) {
		uint64_t t1 = s[7] + big(t, s[4], t->big1) + ((s[4] & s[5]) ^ (~s[4] & s[6])) +
			      (k[i] >> (64 - t->bits)) + w[i];
		uint64_t t2 = big(t, s[0], t->big0) + ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));

		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] = cut(t, s[4] + t1);
		s[0] = cut(t, t1 + t2);
	}
	for (unsigned int i = 0; i < 8; i++)
		h[i] = cut(t, h[i] + s[i]);
}

static void sha(const struct kind *t, const void *data, size_t size, uint8_t *out)
{
	size_t unit = t->bits * 2, total = (size + 1 + t->bits / 4 + unit - 1) / unit * unit;
	uint8_t *m = calloc(1, total);
	uint64_t h[8];

	constants();
	for (unsigned int i = 0; i < 8; i++)
		h[i] = h0[i] >> (64 - t->bits);
	memcpy(m, data, size);
	m[size] = 0x80;
	for (unsigned int i = 0; i < 8; i++)
		m[total - 1 - i] = (uint8_t)(size * 8 >> 8 * i);
	for (size_t at = 0; at < total; at += unit)
		block(t, h, m + at);
	free(m);
	for (unsigned int i = 0; i < t->bits; i++)
		out[i] = (uint8_t)(h[i / (t->bits / 8)] >> (t->bits - 8 - 8 * (i % (t->bits / 8))));
}

void ref_sha256(const void *data, size_t size, uint8_t *out)
{
	sha(&kind256, data, size, out);
}

void ref_sha512(const void *data, size_t size, uint8_t *out)
{
	sha(&kind512, data, size, out);
}
