/* SPDX-License-Identifier: BSD-3-Clause */
/* The measurement contract, step by step. Offsets are the document's own. */
#include "rim.h"

#include <string.h>

#define BLOCK		(2ull << 20)
#define DESCRIPTOR	256u

enum descriptor_type { TYPE_DATA = 0, TYPE_REC = 1, TYPE_RIPAS = 2 };

/* Little-endian, whatever this machine is. */
static void put(uint8_t *image, unsigned int offset, uint64_t value)
{
	for (unsigned int i = 0; i < 8; i++)
		image[offset + i] = (uint8_t)(value >> 8 * i);
}

static void extend(struct rim *rim, const void *data, size_t size)
{
	uint8_t digest[RIM_SIZE] = { 0 };

	rim_hash(rim->algorithm, data, size, digest);
	memcpy(rim->value, digest, RIM_SIZE);
}

/* Each descriptor has the measurement so far in it. */
static void begin(const struct rim *rim, uint8_t descriptor[DESCRIPTOR], enum descriptor_type type)
{
	memset(descriptor, 0, DESCRIPTOR);
	descriptor[0] = (uint8_t)type;
	put(descriptor, 0x8, DESCRIPTOR);
	memcpy(descriptor + 0x10, rim->value, RIM_SIZE);
}

void rim_realm(struct rim *rim, enum rim_algorithm algorithm, const struct rim_params *realm)
{
	uint8_t params[RIM_PAGE] = { 0 };

	put(params, 0, realm->flags);
	put(params, 0x8, realm->ipa_bits);
	put(params, 0x10, realm->sve_vl);
	put(params, 0x18, realm->num_bps);
	put(params, 0x20, realm->num_wps);
	put(params, 0x28, realm->pmu_counters);
	put(params, 0x30, algorithm);
	rim->algorithm = algorithm;
	extend(rim, params, sizeof(params));
}

void rim_ram(struct rim *rim, uint64_t base, uint64_t size)
{
	uint8_t descriptor[DESCRIPTOR];
	uint64_t end = base + size, top;

	for (; base < end; base = top) {
		top = base % BLOCK == 0 && end - base >= BLOCK ? base + BLOCK : base + RIM_PAGE;
		begin(rim, descriptor, TYPE_RIPAS);
		put(descriptor, 0x50, base);
		put(descriptor, 0x58, top);
		extend(rim, descriptor, sizeof(descriptor));
	}
}

void rim_page(struct rim *rim, uint64_t ipa, const uint8_t digest[RIM_SIZE])
{
	uint8_t descriptor[DESCRIPTOR];

	begin(rim, descriptor, TYPE_DATA);
	put(descriptor, 0x50, ipa);
	put(descriptor, 0x58, digest != NULL);
	if (digest)
		memcpy(descriptor + 0x60, digest, RIM_SIZE);
	extend(rim, descriptor, sizeof(descriptor));
}

void rim_vcpu(struct rim *rim, uint64_t pc, const uint64_t gprs[8])
{
	uint8_t descriptor[DESCRIPTOR], params[RIM_PAGE] = { 0 };

	put(params, 0, 1);	/* runnable */
	put(params, 0x200, pc);
	for (unsigned int i = 0; i < 8; i++)
		put(params, 0x300 + 8 * i, gprs[i]);
	begin(rim, descriptor, TYPE_REC);
	rim_hash(rim->algorithm, params, sizeof(params), descriptor + 0x50);
	extend(rim, descriptor, sizeof(descriptor));
}
