/* SPDX-License-Identifier: BSD-3-Clause */
/* Building realms and taking them down again. */
#include "client/realm.h"

#include "client/host.h"
#include "client/memory.h"
#include "lib/check.h"
#include "lib/mem.h"
#include "lib/smc.h"

extern const uint8_t realm_image[], realm_image_end[];

static uint64_t next_vmid;	/* 0 is one like any other */

const struct geometry usual_geometry = { USUAL_SPACE };

unsigned int feature(unsigned int low, unsigned int width)
{
	return (unsigned int)((SMC(RMI_FEATURES, 0).x[1] >> low) & ((1u << width) - 1));
}

uint64_t realm_shared(const struct geometry *geometry)
{
	return 1ul << (geometry->s2sz - 1) | REALM_RAM;
}

void realm_params(struct rmi_realm_params *params, uint64_t rtt, uint64_t vmid)
{
	memset(params, 0, sizeof(*params));
	params->s2sz = usual_geometry.s2sz;
	params->num_bps = feature(14, 6);
	params->num_wps = feature(20, 6);
	params->hash_algo = RMI_HASH_SHA_256;
	params->vmid = vmid;
	params->rtt_base = rtt;
	params->rtt_level_start = usual_geometry.start_level;
	params->rtt_num_start = usual_geometry.num_start;
}

/* Tables in a row, aligned to their size. They go back one by one. */
static uint64_t first_tables_get(unsigned int count)
{
	uint64_t base;

	if (count == 1)
		return granule_get();
	base = pages_get(count, count * PAGE_SIZE);
	for (unsigned int i = 0; i < count; i++)
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, base + i * PAGE_SIZE), RMI_SUCCESS);
	return base;
}

void realm_create_as(struct realm *realm, const struct geometry *geometry)
{
	struct rmi_realm_params *params = (void *)page_get();

	memset(realm, 0, sizeof(*realm));
	realm->geometry = *geometry;
	realm->rd = granule_get();
	realm->rtt = first_tables_get(geometry->num_start);
	realm->vmid = next_vmid++;
	realm_params(params, realm->rtt, realm->vmid);
	params->s2sz = geometry->s2sz;
	params->rtt_level_start = geometry->start_level;
	params->rtt_num_start = geometry->num_start;
	params->flags = geometry->flags;
	params->sve_vl = geometry->sve_vl;
	params->pmu_num_ctrs = geometry->pmu_num_ctrs;
	if (geometry->num_bps)
		params->num_bps = geometry->num_bps;
	if (geometry->num_wps)
		params->num_wps = geometry->num_wps;
	CHECK_EQ(RMI(RMI_REALM_CREATE, realm->rd, (uint64_t)params), RMI_SUCCESS);
	page_put((uint64_t)params);
}

void realm_create(struct realm *realm)
{
	realm_create_as(realm, &usual_geometry);
}

void realm_add_table(struct realm *realm, uint64_t ipa, int level)
{
	uint64_t table = granule_get();

	CHECK(realm->table_count < REALM_MAX_TABLES);
	CHECK_EQ(RMI(RMI_RTT_CREATE, realm->rd, table, ipa, (uint64_t)level), RMI_SUCCESS);
	realm->tables[realm->table_count].ipa = ipa;
	realm->tables[realm->table_count].level = level;
	realm->table_count++;
}

void realm_add_tables(struct realm *realm, uint64_t ipa)
{
	for (int level = realm->geometry.start_level + 1; level <= 3; level++)
		realm_add_table(realm, ipa & -(PAGE_SIZE << 9 * (4 - level)), level);
}

static void note_page(struct realm *realm, uint64_t ipa)
{
	CHECK(realm->page_count < REALM_MAX_PAGES);
	realm->pages[realm->page_count++] = ipa;
}

void realm_add_data(struct realm *realm, uint64_t ipa, uint64_t source, uint64_t flags)
{
	uint64_t data = granule_get();

	CHECK_EQ(RMI(RMI_DATA_CREATE, realm->rd, data, ipa, source, flags), RMI_SUCCESS);
	note_page(realm, ipa);
}

void realm_add_unknown(struct realm *realm, uint64_t ipa)
{
	uint64_t data = granule_get();

	CHECK_EQ(RMI(RMI_DATA_CREATE_UNKNOWN, realm->rd, data, ipa), RMI_SUCCESS);
	note_page(realm, ipa);
}

#define READ_WRITE	(3ul << 6)	/* S2AP */
#define WRITE_BACK	6u		/* MemAttr: Normal write-back through FWB, whatever stage 1 says */

void realm_share_as(struct realm *realm, uint64_t ipa, uint64_t page, unsigned int memattr)
{
	CHECK(realm->shared_count < REALM_MAX_SHARED);
	CHECK_EQ(RMI(RMI_RTT_MAP_UNPROTECTED, realm->rd, ipa, 3, page | READ_WRITE | (uint64_t)memattr << 2), RMI_SUCCESS);
	realm->shared[realm->shared_count++] = ipa;
}

void realm_share(struct realm *realm, uint64_t ipa, uint64_t page)
{
	realm_share_as(realm, ipa, page, WRITE_BACK);
}

void realm_unshare(struct realm *realm, uint64_t ipa)
{
	CHECK_EQ(RMI(RMI_RTT_UNMAP_UNPROTECTED, realm->rd, ipa, 3), RMI_SUCCESS);
	for (unsigned int i = 0; i < realm->shared_count; i++) {
		if (realm->shared[i] == ipa)
			realm->shared[i] = realm->shared[--realm->shared_count];
	}
}

void realm_init_ripas(struct realm *realm, uint64_t base, uint64_t top)
{
	while (base < top) {
		struct smc r = SMC(RMI_RTT_INIT_RIPAS, realm->rd, base, top);

		CHECK_EQ(r.x[0], RMI_SUCCESS);
		CHECK(r.x[1] > base);
		base = r.x[1];
	}
}

struct rec *realm_add_rec(struct realm *realm, uint64_t flags, const uint64_t gprs[RMI_NUM_CREATE_GPRS])
{
	struct rec *rec = &realm->recs[realm->rec_count];
	struct rmi_rec_params *params = (void *)page_get();
	struct smc count = SMC(RMI_REC_AUX_COUNT, realm->rd);

	CHECK_EQ(count.x[0], RMI_SUCCESS);
	CHECK(count.x[1] <= RMI_MAX_AUX);
	rec->pa = granule_get();
	rec->run = (void *)page_get();
	rec->aux_count = (unsigned int)count.x[1];
	params->flags = flags;
	params->mpidr = realm->rec_count;
	params->pc = REALM_RAM;
	for (unsigned int i = 0; i < RMI_NUM_CREATE_GPRS; i++)
		params->gprs[i] = gprs[i];
	params->num_aux = rec->aux_count;
	for (unsigned int i = 0; i < rec->aux_count; i++)
		params->aux[i] = rec->aux[i] = granule_get();
	CHECK_EQ(RMI(RMI_REC_CREATE, realm->rd, rec->pa, (uint64_t)params), RMI_SUCCESS);
	page_put((uint64_t)params);
	realm->rec_count++;
	return rec;
}

void realm_activate(struct realm *realm)
{
	CHECK_EQ(RMI(RMI_REALM_ACTIVATE, realm->rd), RMI_SUCCESS);
}

static void add_program(struct realm *realm)
{
	uint64_t size = (uint64_t)(realm_image_end - realm_image);
	uint64_t source = page_get();

	for (uint64_t offset = 0; offset < REALM_RAM_SIZE; offset += PAGE_SIZE) {
		uint64_t left = offset < size ? size - offset : 0;

		memset((void *)source, 0, PAGE_SIZE);
		memcpy((void *)source, realm_image + offset, left < PAGE_SIZE ? left : PAGE_SIZE);
		realm_add_data(realm, REALM_RAM + offset, source, left ? 1 : 0);
	}
	page_put(source);
}

void realm_build_as(struct realm *realm, const struct geometry *geometry,
		    const uint64_t gprs[RMI_NUM_CREATE_GPRS])
{
	realm_create_as(realm, geometry);
	realm_add_tables(realm, REALM_RAM);
	realm_add_tables(realm, realm_shared(geometry));
	add_program(realm);
	realm_add_rec(realm, RMI_REC_FLAG_RUNNABLE, gprs);
}

void realm_build(struct realm *realm, enum realm_program program, uint64_t a, uint64_t b, uint64_t c)
{
	const uint64_t gprs[RMI_NUM_CREATE_GPRS] = { program, a, b, c };

	realm_build_as(realm, &usual_geometry, gprs);
}

void realm_start(struct realm *realm, enum realm_program program, uint64_t a, uint64_t b, uint64_t c)
{
	realm_build(realm, program, a, b, c);
	realm_activate(realm);
}

static void destroy_recs(struct realm *realm)
{
	while (realm->rec_count) {
		struct rec *rec = &realm->recs[--realm->rec_count];

		CHECK_EQ(RMI(RMI_REC_DESTROY, rec->pa), RMI_SUCCESS);
		granule_put(rec->pa);
		for (unsigned int i = 0; i < rec->aux_count; i++)
			granule_put(rec->aux[i]);
		page_put((uint64_t)rec->run);
	}
}

void realm_destroy(struct realm *realm)
{
	struct smc r;

	destroy_recs(realm);
	while (realm->page_count) {
		r = SMC(RMI_DATA_DESTROY, realm->rd, realm->pages[--realm->page_count]);
		CHECK_EQ(r.x[0], RMI_SUCCESS);
		granule_put(r.x[1]);
	}
	while (realm->shared_count)
		realm_unshare(realm, realm->shared[realm->shared_count - 1]);
	while (realm->table_count) {
		realm->table_count--;
		r = SMC(RMI_RTT_DESTROY, realm->rd, realm->tables[realm->table_count].ipa,
			(uint64_t)realm->tables[realm->table_count].level);
		CHECK_EQ(r.x[0], RMI_SUCCESS);
		granule_put(r.x[1]);
	}
	CHECK_EQ(RMI(RMI_REALM_DESTROY, realm->rd), RMI_SUCCESS);
	granule_put(realm->rd);
	for (unsigned int i = 0; i < realm->geometry.num_start; i++)
		granule_put(realm->rtt + i * PAGE_SIZE);
}
