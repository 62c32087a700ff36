/* SPDX-License-Identifier: BSD-3-Clause */
/* The measured images and descriptors of DEN0137. */
#include "measure/measure.h"

#include "lib/mem.h"
#include "lib/panic.h"

enum descriptor_type { DESCRIPTOR_DATA = 0, DESCRIPTOR_REC = 1, DESCRIPTOR_RIPAS = 2 };

/* All descriptors are 256 bytes and begin alike. */
struct descriptor {
	uint8_t type;
	uint8_t pad0[7];
	uint64_t size;
	uint8_t rim[HASH_MAX_SIZE];
	union {
		struct {
			uint64_t ipa;
			uint64_t flags;
			uint8_t content[HASH_MAX_SIZE];
		} data;
		struct {
			uint8_t content[HASH_MAX_SIZE];
		} rec;
		struct {
			uint64_t base;
			uint64_t top;
		} ripas;
		uint8_t pad1[0x100 - 0x50];
	};
};
_Static_assert(sizeof(struct descriptor) == 0x100, "measurement descriptor");
_Static_assert(offsetof(struct descriptor, data) == 0x50, "measurement descriptor");
_Static_assert(offsetof(struct descriptor, data.content) == 0x60, "measurement descriptor");

static void begin(const struct measurements *m, struct descriptor *d, enum descriptor_type type)
{
	memset(d, 0, sizeof(*d));
	d->type = (uint8_t)type;
	d->size = sizeof(*d);
	memcpy(d->rim, m->slot[MEASUREMENT_RIM], HASH_MAX_SIZE);
}

static void finish(struct measurements *m, const struct descriptor *d)
{
	hash(m->algo, d, sizeof(*d), m->slot[MEASUREMENT_RIM]);
}

void measure_realm_create(struct measurements *m, struct rmi_realm_params *params)
{
	memset(m, 0, sizeof(*m));
	m->algo = (enum rmi_hash_algo)params->hash_algo;
	/* Keep what stands before rpv (0x400): flags to hash_algo. */
	memset((uint8_t *)params + offsetof(struct rmi_realm_params, pad0), 0,
	       sizeof(*params) - offsetof(struct rmi_realm_params, pad0));
	hash(m->algo, params, sizeof(*params), m->slot[MEASUREMENT_RIM]);
}

void measure_data_create(struct measurements *m, struct ipa ipa, uint64_t flags, const void *page)
{
	struct descriptor d;

	begin(m, &d, DESCRIPTOR_DATA);
	d.data.ipa = ipa.v;
	d.data.flags = flags;
	if (flags != 0)
		hash(m->algo, page, PAGE_SIZE, d.data.content);
	finish(m, &d);
}

void measure_rec_create(struct measurements *m, struct rmi_rec_params *params)
{
	struct descriptor d;

	memset(params->pad0, 0, sizeof(params->pad0));
	params->mpidr = 0;
	memset(params->pad1, 0, sizeof(params->pad1));
	memset(params->pad2, 0, sizeof(params->pad2));
	memset((uint8_t *)params + offsetof(struct rmi_rec_params, pad3), 0,
	       sizeof(*params) - offsetof(struct rmi_rec_params, pad3));
	begin(m, &d, DESCRIPTOR_REC);
	hash(m->algo, params, sizeof(*params), d.rec.content);
	finish(m, &d);
}

void measure_init_ripas(struct measurements *m, struct ipa base, struct ipa top)
{
	struct descriptor d;

	begin(m, &d, DESCRIPTOR_RIPAS);
	d.ripas.base = base.v;
	d.ripas.top = top.v;
	finish(m, &d);
}

void measure_extend(struct measurements *m, unsigned int slot, const void *data, size_t size)
{
	uint8_t input[2 * HASH_MAX_SIZE];
	size_t old = hash_size(m->algo);

	CHECK(slot > MEASUREMENT_RIM && slot < MEASUREMENT_COUNT && size <= HASH_MAX_SIZE);
	memcpy(input, m->slot[slot], old);
	memcpy(input + old, data, size);
	hash(m->algo, input, old + size, m->slot[slot]);
}
