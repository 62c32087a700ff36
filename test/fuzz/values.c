// SPDX-License-Identifier: BSD-3-Clause
/*
 * Values for arguments. One byte chooses mostly: a value that the call may accept, in most cases, else one at, inside
 * or outside a boundary, else any 64 bits.
 */
#include <string.h>

#include "abi/psci.h"
#include "input.h"
#include "model.h"
#include "world.h"

/* From here up a byte asks for something unlikely. */
#define UNLIKELY	0xe0u
#define ANYTHING	0xffu

static const struct {
	uint8_t s2sz;
	int8_t level;
	uint8_t tables;
} geometries[] = {
	{ 34, 1, 1 }, { 32, 1, 1 }, { 39, 1, 1 }, { 43, 1, 16 }, { 34, 2, 16 }, { 33, 2, 8 }, { 32, 2, 4 }, { 48, 0, 1 },
	{ 40, 0, 1 }, { 41, 1, 4 },
};
#define GEOMETRIES	(sizeof(geometries) / sizeof(geometries[0]))

static const uint64_t bad_addresses[] = {
	DRAM0_BASE - PAGE_SIZE, DRAM0_BASE + 2 * L2, DRAM1_BASE + L2, POOL_BASE - PAGE_SIZE, POOL_BASE + 4 * L2,
	POOL_BASE + 4 * L2 - PAGE_SIZE, DEVICE_ADDR, FIRMWARE_ADDR, 1ull << 48, 1ull << 52, ~PAGE_MASK, ~0ull,
	DRAM0_BASE + 1, DRAM0_BASE + 0x800, DRAM0_BASE - 0x1000000000000ull, 0,
};
#define BAD_ADDRESSES	(sizeof(bad_addresses) / sizeof(bad_addresses[0]))

static uint64_t granule(enum name_state state)
{
	unsigned int b = take();

	if (b < UNLIKELY)
		return world_name(state, b);
	if (b == ANYTHING)
		return take64();
	if (b < UNLIKELY + 8)
		return world_name((enum name_state)(b % 7), take());
	return bad_addresses[b % BAD_ADDRESSES];
}

static uint64_t page(void)
{
	unsigned int b = take();

	return b < UNLIKELY ? world_page(b) : b < UNLIKELY + 8 ? world_name(NAME_DELEGATED, b) :
	       bad_addresses[b % BAD_ADDRESSES];
}

/* Near the corners of tables, blocks, halves and the whole space of the usual realm, and of wider ones. */
static uint64_t ipa(void)
{
	static const uint64_t bases[] = {
		0, 0, 0, L2, L1, (1ull << 33) - L2, 1ull << 33, 1ull << 33, (1ull << 33) + L2, (1ull << 33) + L1,
		1ull << 31, (1ull << 34) - L2, 1ull << 40, 1ull << 47, 1ull << 48,
	};
	unsigned int b = take(), base = b & 0xf;

	if (base == 0xf)
		return take64();
	return bases[base] + (b >> 4 & 7) * (b & 0x80 ? L2 : PAGE_SIZE);
}

static uint64_t base(void)
{
	unsigned int b = take();

	if (b < 0x60 && world.ripas_top != 0)
		return world.ripas_base;
	if (b >= 0xf0)
		return POOL_BASE + (b & 3) * L2;
	return ipa();
}

static uint64_t bytes(void)
{
	static const uint64_t sizes[] = { L2, PAGE_SIZE, 2 * PAGE_SIZE, 512 * L2, 1ull << 33, 0, 1, ~PAGE_MASK };

	return sizes[take() & 7];
}

/* Behind the base, which was the argument before. */
static uint64_t top(void)
{
	unsigned int b = take();

	if (b < 0x60 && world.ripas_top != 0)
		return world.ripas_top;
	return b == ANYTHING ? take64() : world.previous + bytes();
}

static uint64_t level(void)
{
	unsigned int b = take();

	return b < UNLIKELY ? 3 - b % 3 : b == ANYTHING ? take64() : (uint64_t)((int)(b & 7) - 3);
}

static uint64_t desc(void)
{
	static const uint64_t targets[] = { DRAM0_BASE, DRAM0_BASE + L2, DRAM1_BASE, DRAM0_BASE, POOL_BASE, DEVICE_ADDR,
		DRAM0_BASE + 2 * L2, 0 };
	unsigned int b = take(), attributes = take();

	if (b == ANYTHING)
		return take64();
	/* 1 in 8 outside of normal DRAM. */
	return targets[b < UNLIKELY ? b & 3 : 4 + (b & 3)] + (b >> 2 & 7) * PAGE_SIZE +
	       (attributes < UNLIKELY ? 0xd8 : attributes);
}

/* ---- structures in the host's memory ---- */

/* One byte of a structure, now and then. */
static void spoil(void *at, size_t size)
{
	unsigned int b = take(), where;

	if (b < UNLIKELY)
		return;
	where = take() | take() << 8;
	/* Most of a structure is padding. */
	((uint8_t *)at)[b < 0xf0 ? where % 0x40 : where % size] = take();
}

static uint64_t realm_params(void)
{
	uint64_t at = page();
	unsigned int g = take(), choice = take();
	struct rmi_realm_params *p;

	if (!machine_is_dram(at, PAGE_SIZE) || !is_aligned(at, PAGE_SIZE))
		return at;
	g = g < 0x80 ? 0 : g % GEOMETRIES;
	p = ns_page(at);
	memset(p, 0, sizeof(*p));
	p->s2sz = geometries[g].s2sz;
	p->num_bps = 1;
	p->num_wps = 1;
	p->hash_algo = choice & 1;
	p->vmid = choice >> 1 & 7;
	p->rtt_level_start = geometries[g].level;
	p->rtt_num_start = geometries[g].tables;
	/* The first names lie in a row. */
	p->rtt_base = p->rtt_num_start == 1 ? world_name(NAME_DELEGATED, take()) : DRAM0_BASE + 256 * PAGE_SIZE;
	spoil(p, sizeof(*p));
	return at;
}

static uint64_t rec_params(void)
{
	const struct model_realm *r = model_realm(world.previous);
	uint64_t at = page();
	struct rmi_rec_params *p;
	unsigned int choice = take();

	if (!machine_is_dram(at, PAGE_SIZE) || !is_aligned(at, PAGE_SIZE))
		return at;
	p = ns_page(at);
	memset(p, 0, sizeof(*p));
	p->flags = choice & 1;
	p->mpidr = choice < UNLIKELY ? mpidr_of_index(r ? r->rec_count : 0) : choice & 7;
	p->num_aux = rmi(RMI_REC_AUX_COUNT, world_name(NAME_RD, 0)).x[1];
	for (unsigned int i = 0; i < p->num_aux && i < RMI_MAX_AUX; i++)
		p->aux[i] = world_name(NAME_DELEGATED, take());
	spoil(p, sizeof(*p));
	return at;
}

static uint64_t run(void)
{
	uint64_t at = page();
	unsigned int flags = take();
	struct rmi_rec_enter *e;

	if (!machine_is_dram(at, PAGE_SIZE) || !is_aligned(at, PAGE_SIZE))
		return at;
	e = ns_page(at);
	memset(e, 0, sizeof(*e));
	e->flags = flags & 0x1f;
	e->gprs[0] = flags;
	if (flags & 0x20)
		e->gicv3_hcr = 1ull << (take() & 31);
	if (flags & 0x40) {
		e->gicv3_lrs[take() & 3] = 1ull << 62 | take();
		e->gicv3_lrs[take() & 3] = 1ull << 62 | take() << 4;
	}
	if (flags & 0x80)
		spoil(e, sizeof(*e));
	return at;
}

/* The REC that asked something, as long as there is one. */
static uint64_t rec(void)
{
	if (world.asked_rec != 0 && input_left() && (*input.at & 3) == 3) {
		take();
		return world.asked_rec;
	}
	return granule(NAME_REC);
}

static uint64_t status(void)
{
	unsigned int b = take();

	return b < 0x80 ? 0 : b < UNLIKELY ? (uint64_t)PSCI_DENIED : (uint64_t)(int8_t)b;
}

/* A page of the realm; a host call's are the ones that hold no secret, see realm.c. */
static uint64_t host_call_page(void)
{
	unsigned int b = take();
	uint64_t at = ipa();

	if (b == ANYTHING)
		return at | 1ull << 47;
	return (at & ~(4 * PAGE_SIZE - 1)) + 3 * PAGE_SIZE + (b & 0xf) * 256 + (b < UNLIKELY ? 0 : b & 0x1f);
}

static uint64_t value_of(enum role role)
{
	switch (role) {
	case ROLE_RD: return granule(NAME_RD);
	case ROLE_REC: return rec();
	case ROLE_DATA: return granule(NAME_DATA);
	case ROLE_RTT: return granule(NAME_RTT);
	case ROLE_NEW: return granule(NAME_DELEGATED);
	case ROLE_GRANULE: return granule((enum name_state)(take() & 1));
	case ROLE_IPA: return ipa();
	case ROLE_BASE: return base();
	case ROLE_TOP: return top();
	case ROLE_BYTES: return bytes();
	case ROLE_LEVEL: return level();
	case ROLE_DESC: return desc();
	case ROLE_SOURCE: return page();
	case ROLE_REALM_PARAMS: return realm_params();
	case ROLE_REC_PARAMS: return rec_params();
	case ROLE_RUN: return run();
	case ROLE_REALM_PAGE: return ipa();
	case ROLE_HOST_CALL: return host_call_page();
	case ROLE_SMALL: return take();
	case ROLE_STATUS: return status();
	case ROLE_REVISION: return 0x10000 + (take() & 1);
	case ROLE_FUNCTION: return 0x84000000u | take();
	case ROLE_MPIDR: return take() & 0x8f;
	case ROLE_SECRET: return CANARY(take());
	case ROLE_NONE: break;
	}
	return take64();
}

uint64_t world_value(enum role role)
{
	return world.previous = value_of(role);
}
