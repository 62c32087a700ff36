/* SPDX-License-Identifier: BSD-3-Clause */
/* The measurement contract, step by step. Offsets are the document's own. */
#include "rim.h"

#include <string.h>

#include "test/unit/sha.h"
#include "uapi.h"

#define PAGE		4096u
#define BLOCK		(2ull << 20)
#define DESCRIPTOR	256u

enum descriptor_type { TYPE_DATA = 0, TYPE_REC = 1, TYPE_RIPAS = 2 };

/* Little-endian, as this program is. */
static void put(uint8_t *image, unsigned int offset, uint64_t value)
{
	memcpy(image + offset, &value, sizeof(value));
}

static void hash(const struct rim *rim, const void *data, size_t size, uint8_t out[RIM_SIZE])
{
	uint8_t result[RIM_SIZE] = { 0 };

	if (rim->hash_algo == MINI_HASH_SHA512)
		ref_sha512(data, size, result);
	else
		ref_sha256(data, size, result);
	memcpy(out, result, RIM_SIZE);
}

static void begin(const struct rim *rim, uint8_t descriptor[DESCRIPTOR], enum descriptor_type type)
{
	memset(descriptor, 0, DESCRIPTOR);
	descriptor[0] = (uint8_t)type;
	put(descriptor, 0x8, DESCRIPTOR);
	memcpy(descriptor + 0x10, rim->value, RIM_SIZE);
}

void rim_realm(struct rim *rim, uint32_t hash_algo, uint64_t ipa_bits, uint64_t num_bps, uint64_t num_wps)
{
	uint8_t params[PAGE] = { 0 };

	/* Flags (0), SVE vector length (0x10) and PMU counters (0x28) are zero: KVM offers neither. */
	put(params, 0x8, ipa_bits);
	put(params, 0x18, num_bps);
	put(params, 0x20, num_wps);
	put(params, 0x30, hash_algo);
	rim->hash_algo = hash_algo;
	hash(rim, params, sizeof(params), rim->value);
}

void rim_ram(struct rim *rim, uint64_t base, uint64_t size)
{
	uint8_t descriptor[DESCRIPTOR];
	uint64_t end = base + size, top;

	for (; base < end; base = top) {
		top = base % BLOCK == 0 && end - base >= BLOCK ? base + BLOCK : base + PAGE;
		begin(rim, descriptor, TYPE_RIPAS);
		put(descriptor, 0x50, base);
		put(descriptor, 0x58, top);
		hash(rim, descriptor, sizeof(descriptor), rim->value);
	}
}

void rim_page(struct rim *rim, uint64_t ipa, const uint8_t *content)
{
	uint8_t descriptor[DESCRIPTOR];

	begin(rim, descriptor, TYPE_DATA);
	put(descriptor, 0x50, ipa);
	put(descriptor, 0x58, content != NULL);
	if (content)
		hash(rim, content, PAGE, descriptor + 0x60);
	hash(rim, descriptor, sizeof(descriptor), rim->value);
}

void rim_vcpu(struct rim *rim, uint64_t pc, const uint64_t gprs[8])
{
	uint8_t descriptor[DESCRIPTOR], params[PAGE] = { 0 };

	put(params, 0, 1);	/* runnable */
	put(params, 0x200, pc);
	for (unsigned int i = 0; i < 8; i++)
		put(params, 0x300 + 8 * i, gprs[i]);
	begin(rim, descriptor, TYPE_REC);
	hash(rim, params, sizeof(params), descriptor + 0x50);
	hash(rim, descriptor, sizeof(descriptor), rim->value);
}
