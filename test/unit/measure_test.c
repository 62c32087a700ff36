// SPDX-License-Identifier: BSD-3-Clause
/* The measurement contract (docs/measurement.md): RIM and REMs against a second, independent implementation. */
#include <string.h>

#include "abi/rsi.h"
#include "runner.h"
#include "sha.h"
#include "zoo.h"

/* ---- the reference ---- */

struct reference {
	unsigned int algo;
	uint8_t rim[64];
};

static void ref_hash(unsigned int algo, const void *data, size_t size, uint8_t out[64])
{
	memset(out, 0, 64);
	if (algo == RMI_HASH_SHA_256)
		ref_sha256(data, size, out);
	else
		ref_sha512(data, size, out);
}

static void put64(uint8_t *image, unsigned int at, uint64_t v)
{
	for (unsigned int i = 0; i < 8; i++)
		image[at + i] = (uint8_t)(v >> 8 * i);
}

static void ref_realm(struct reference *m, uint64_t s2sz, uint64_t bps, uint64_t wps, unsigned int algo)
{
	uint8_t image[4096] = { 0 };

	m->algo = algo;
	put64(image, 0x08, s2sz);
	put64(image, 0x18, bps);
	put64(image, 0x20, wps);
	put64(image, 0x30, algo);
	ref_hash(algo, image, sizeof(image), m->rim);
}

static void ref_extend(struct reference *m, uint8_t d[256], unsigned int type)
{
	put64(d, 0x00, type);
	put64(d, 0x08, 0x100);
	memcpy(d + 0x10, m->rim, m->algo == RMI_HASH_SHA_256 ? 32 : 64);
	ref_hash(m->algo, d, 256, m->rim);
}

static void ref_data(struct reference *m, uint64_t ipa, uint64_t flags, const void *content)
{
	uint8_t d[256] = { 0 };

	put64(d, 0x50, ipa);
	put64(d, 0x58, flags);
	if (flags)
		ref_hash(m->algo, content, 4096, d + 0x60);
	ref_extend(m, d, 0);
}

static void ref_rec(struct reference *m, uint64_t flags, uint64_t pc, const uint64_t gprs[8])
{
	uint8_t d[256] = { 0 }, image[4096] = { 0 };

	put64(image, 0x000, flags);
	put64(image, 0x200, pc);
	for (unsigned int i = 0; i < 8; i++)
		put64(image, 0x300 + 8 * i, gprs[i]);
	ref_hash(m->algo, image, sizeof(image), d + 0x50);
	ref_extend(m, d, 1);
}

static void ref_ripas(struct reference *m, uint64_t base, uint64_t top)
{
	uint8_t d[256] = { 0 };

	put64(d, 0x50, base);
	put64(d, 0x58, top);
	ref_extend(m, d, 2);
}

/* ---- the realm tells ---- */

static struct host_realm r;
static uint8_t told[5][64];

static void reads_all(struct guest *g, void *arg)
{
	(void)arg;
	for (uint64_t i = 0; i < 5; i++) {
		uint64_t x[11] = { RSI_MEASUREMENT_READ, i };

		guest_smc(g, x);
		expect_eq(x[0], RSI_SUCCESS);
		memcpy(told[i], x + 1, 64);
	}
}

static void check_rim(const struct reference *m)
{
	realm_activate(&r);
	realm_run(&r, 0);
	expect(memcmp(told[0], m->rim, 64) == 0);
	for (unsigned int i = 1; i < 5; i++) {
		for (unsigned int b = 0; b < 64; b++)
			expect_eq(told[i][b], 0);
	}
}

static void prepare(unsigned int algo, uint8_t filler)
{
	struct rmi_realm_params *p = realm_prepare(&r);

	p->hash_algo = algo;
	p->num_bps = 2;
	p->num_wps = 3;
	/* None of these is measured. */
	memset(p->rpv, filler, sizeof(p->rpv));
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
}

/* A REC that is not runnable is not measured, and cannot tell either: the teller has a measurement of its own. */
static void add_teller(struct reference *m)
{
	uint64_t gprs[8] = { 0 };

	realm_rec(&r, reads_all, NULL);
	ref_rec(m, 1, 0x1000, gprs);
}

static void parameters(unsigned int algo)
{
	struct reference m;

	prepare(algo, 0x5c);
	ref_realm(&m, 34, 2, 3, algo);
	add_teller(&m);
	check_rim(&m);
	realm_destroy(&r);
}

static void realm_params(void)
{
	parameters(RMI_HASH_SHA_256);
	parameters(RMI_HASH_SHA_512);
}

static void everything(unsigned int algo)
{
	uint64_t src = new_page(), page;
	uint64_t gprs[8] = { 1, 2, 3, 4, 5, 6, 7, ~0ull };
	struct rmi_rec_params *p;
	struct reference m;
	uint8_t *content = ns_page(src);

	for (unsigned int i = 0; i < 4096; i++)
		content[i] = (uint8_t)(i * 7 + 1);
	prepare(algo, 0);
	ref_realm(&m, 34, 2, 3, algo);
	add_teller(&m);
	realm_tables(&r, 0, 3);
	/* RIPAS entry by entry, at page level and at the 2 MiB level. */
	realm_init_ripas(&r, 0x1000, 0x4000);
	for (uint64_t ipa = 0x1000; ipa < 0x4000; ipa += 0x1000)
		ref_ripas(&m, ipa, ipa + 0x1000);
	realm_init_ripas(&r, 0x200000, 0x800000);
	for (uint64_t ipa = 0x200000; ipa < 0x800000; ipa += 0x200000)
		ref_ripas(&m, ipa, ipa + 0x200000);
	/* An entry that is RAM already is processed, and measured, again. */
	realm_init_ripas(&r, 0x3000, 0x5000);
	ref_ripas(&m, 0x3000, 0x4000);
	ref_ripas(&m, 0x4000, 0x5000);
	expect_ok(rmi(RMI_DATA_CREATE, r.rd, new_granule(), 0x1000, src, 1));
	ref_data(&m, 0x1000, 1, content);
	expect_ok(rmi(RMI_DATA_CREATE, r.rd, new_granule(), 0x7000, src, 0));
	ref_data(&m, 0x7000, 0, content);
	/* Neither of these is measured. */
	realm_page(&r, 0x8000);
	realm_share(&r, 0);
	realm_rec_off(&r, NULL, NULL);
	page = rec_prepare(&r);
	p = ns_page(page);
	p->pc = 0x123456789000;
	memcpy(p->gprs, gprs, sizeof(gprs));
	r.rec[2].rec = new_granule();
	memcpy(r.rec[2].aux, p->aux, sizeof(p->aux));
	r.rec[2].num_aux = p->num_aux;
	expect_ok(rmi(RMI_REC_CREATE, r.rd, r.rec[2].rec, page));
	r.rec_count = 3;
	ref_rec(&m, 1, 0x123456789000, gprs);
	check_rim(&m);
	realm_destroy(&r);
}

static void sha256(void)
{
	everything(RMI_HASH_SHA_256);
}

static void sha512(void)
{
	everything(RMI_HASH_SHA_512);
}

/* Known answer, so that both implementations cannot be wrong together. */
static void reference_itself(void)
{
	static const uint8_t abc[4] = { 0xba, 0x78, 0x16, 0xbf }, abc512[4] = { 0xdd, 0xaf, 0x35, 0xa1 };
	uint8_t out[64];

	ref_sha256("abc", 3, out);
	expect(memcmp(out, abc, 4) == 0);
	ref_sha512("abc", 3, out);
	expect(memcmp(out, abc512, 4) == 0);
}

/* A command that fails measures nothing. */
static void refused_is_not_measured(void)
{
	struct reference m;
	uint64_t src = new_page();

	prepare(RMI_HASH_SHA_256, 0);
	ref_realm(&m, 34, 2, 3, RMI_HASH_SHA_256);
	add_teller(&m);
	realm_tables(&r, 0, 3);
	refused_rtt(1, RMI_DATA_CREATE, r.rd, new_granule(), 0x40000000, src, 1);
	refused_rtt(1, RMI_RTT_INIT_RIPAS, r.rd, 0x40001000, 0x40002000);
	machine_refuse_read(src);
	expect_input(rmi(RMI_DATA_CREATE, r.rd, new_granule(), 0, src, 1));
	machine_refuse_read(0);
	check_rim(&m);
	realm_destroy(&r);
}

/* ---- run-time measurements ---- */

static unsigned int algo_of_realm;

static uint64_t extend(struct guest *g, uint64_t index, uint64_t size, uint8_t fill)
{
	uint64_t x[11] = { RSI_MEASUREMENT_EXTEND, index, size };

	memset(x + 3, fill, 64);
	guest_smc(g, x);
	return x[0];
}

static void extends(struct guest *g, void *arg)
{
	uint8_t want[64] = { 0 }, input[128];
	size_t h = algo_of_realm == RMI_HASH_SHA_256 ? 32 : 64;

	for (uint64_t size = 0; size <= 64; size += 16) {
		expect_eq(extend(g, 2, size, 0x33), RSI_SUCCESS);
		memcpy(input, want, h);
		memset(input + h, 0x33, 64);
		ref_hash(algo_of_realm, input, h + size, want);
	}
	/* Refused: nothing changes. */
	expect_eq(extend(g, 0, 8, 1), RSI_ERROR_INPUT);
	expect_eq(extend(g, 5, 8, 1), RSI_ERROR_INPUT);
	expect_eq(extend(g, ~0ull, 8, 1), RSI_ERROR_INPUT);
	expect_eq(extend(g, 1ull << 32 | 2, 8, 1), RSI_ERROR_INPUT);
	expect_eq(extend(g, 2, 65, 1), RSI_ERROR_INPUT);
	expect_eq(extend(g, 2, 1ull << 32, 1), RSI_ERROR_INPUT);
	expect_eq(extend(g, 2, ~0ull, 1), RSI_ERROR_INPUT);
	reads_all(g, arg);
	expect(memcmp(told[2], want, 64) == 0);
	expect_eq(told[1][0] | told[3][0] | told[4][0], 0);
	for (uint64_t i = 5; i < 8; i++)
		expect_eq(guest_call(g, RSI_MEASUREMENT_READ, i, 0, 0, 0), RSI_ERROR_INPUT);
	expect_eq(guest_call(g, RSI_MEASUREMENT_READ, ~0ull, 0, 0, 0), RSI_ERROR_INPUT);
}

static void rem_extend_with(unsigned int algo)
{
	algo_of_realm = algo;
	prepare(algo, 0);
	realm_rec(&r, extends, NULL);
	realm_activate(&r);
	realm_run(&r, 0);
	realm_destroy(&r);
}

static void rem_extend(void)
{
	rem_extend_with(RMI_HASH_SHA_256);
	rem_extend_with(RMI_HASH_SHA_512);
}

static const struct test measure_tests[] = {
	TEST(reference_itself), TEST(realm_params), TEST(sha256), TEST(sha512), TEST(refused_is_not_measured),
	TEST(rem_extend),
};
GROUP(measure);
