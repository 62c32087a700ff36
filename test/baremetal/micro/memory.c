/* SPDX-License-Identifier: BSD-3-Clause */
/* Costs of the calls about memory and tables. */
#include "micro/timed.h"

#include "abi/rmi.h"
#include "client/memory.h"
#include "client/realm.h"
#include "lib/check.h"
#include "lib/smc.h"

#define ATTRIBUTES	((6ul << 2) | (3ul << 6))
#define BLOCK_PAGES	512u
#define FOLD_IPA	REALM_BLOCK	/* a 2 MiB range of its own */

static struct realm realm;

void measure_version(struct samples *s)
{
	for (unsigned int i = 0; i < SAMPLES; i++)
		TIMED(s, RMI_VERSION, RMI_ABI_1_0);
}

static void delegate(struct samples *down, struct samples *up)
{
	uint64_t pages = pages_get(SAMPLES, PAGE_SIZE);

	for (unsigned int i = 0; i < SAMPLES; i++)
		TIMED(down, RMI_GRANULE_DELEGATE, pages + i * PAGE_SIZE);
	for (unsigned int i = 0; i < SAMPLES; i++)
		TIMED(up, RMI_GRANULE_UNDELEGATE, pages + i * PAGE_SIZE);
}

void measure_delegate(struct samples *s)
{
	delegate(s, NULL);
}

void measure_undelegate(struct samples *s)
{
	delegate(NULL, s);
}

static void small_realm(void)
{
	realm_create(&realm);
	realm_add_table(&realm, REALM_RAM, 2);
	realm_add_table(&realm, REALM_RAM, 3);
	realm_add_table(&realm, REALM_SHARED, 2);
	realm_add_table(&realm, REALM_SHARED, 3);
}

static void map(struct samples *up, struct samples *down, struct samples *look)
{
	uint64_t page = page_get();

	small_realm();
	for (uint64_t i = 0; i < SAMPLES; i++) {
		uint64_t ipa = REALM_SHARED + i * PAGE_SIZE;

		TIMED(up, RMI_RTT_MAP_UNPROTECTED, realm.rd, ipa, 3, page | ATTRIBUTES);
		TIMED(look, RMI_RTT_READ_ENTRY, realm.rd, ipa, 3);
		TIMED(down, RMI_RTT_UNMAP_UNPROTECTED, realm.rd, ipa, 3);
	}
	realm_destroy(&realm);
	page_put(page);
}

void measure_map(struct samples *s)
{
	map(s, NULL, NULL);
}

void measure_unmap(struct samples *s)
{
	map(NULL, s, NULL);
}

void measure_read_entry(struct samples *s)
{
	map(NULL, NULL, s);
}

static void tables(struct samples *up, struct samples *down)
{
	uint64_t table = granule_get();

	small_realm();
	for (uint64_t i = 1; i <= SAMPLES; i++) {
		uint64_t ipa = REALM_RAM + i * BLOCK_SIZE;

		TIMED(up, RMI_RTT_CREATE, realm.rd, table, ipa, 3);
		TIMED(down, RMI_RTT_DESTROY, realm.rd, ipa, 3);
	}
	realm_destroy(&realm);
	granule_put(table);
}

void measure_rtt_create(struct samples *s)
{
	tables(s, NULL);
}

void measure_rtt_destroy(struct samples *s)
{
	tables(NULL, s);
}

/* A whole 2 MiB of data, folded and unfolded. */
void measure_fold(struct samples *s)
{
	uint64_t names = pages_get(BLOCK_PAGES, BLOCK_SIZE);

	small_realm();
	realm_add_table(&realm, FOLD_IPA, 3);
	realm_init_ripas(&realm, FOLD_IPA, FOLD_IPA + BLOCK_SIZE);
	for (uint64_t i = 0; i < BLOCK_PAGES; i++) {
		TIMED(NULL, RMI_GRANULE_DELEGATE, names + i * PAGE_SIZE);
		TIMED(NULL, RMI_DATA_CREATE_UNKNOWN, realm.rd, names + i * PAGE_SIZE, FOLD_IPA + i * PAGE_SIZE);
	}
	for (unsigned int i = 0; i < SAMPLES; i++) {
		uint64_t table = TIMED(s, RMI_RTT_FOLD, realm.rd, FOLD_IPA, 3).x[1];

		TIMED(NULL, RMI_RTT_CREATE, realm.rd, table, FOLD_IPA, 3);
	}
	for (uint64_t i = 0; i < BLOCK_PAGES; i++) {
		TIMED(NULL, RMI_DATA_DESTROY, realm.rd, FOLD_IPA + i * PAGE_SIZE);
		TIMED(NULL, RMI_GRANULE_UNDELEGATE, names + i * PAGE_SIZE);
	}
	realm_destroy(&realm);
}

static void data(struct samples *up, struct samples *down, int flags)
{
	uint64_t names = pages_get(SAMPLES, PAGE_SIZE), source = page_get();

	small_realm();
	for (uint64_t i = 0; i < SAMPLES; i++) {
		uint64_t name = names + i * PAGE_SIZE, ipa = REALM_DATA + i * PAGE_SIZE;

		TIMED(NULL, RMI_GRANULE_DELEGATE, name);
		if (flags < 0)
			TIMED(up, RMI_DATA_CREATE_UNKNOWN, realm.rd, name, ipa);
		else
			TIMED(up, RMI_DATA_CREATE, realm.rd, name, ipa, source, (uint64_t)flags);
	}
	for (uint64_t i = 0; i < SAMPLES; i++) {
		TIMED(down, RMI_DATA_DESTROY, realm.rd, REALM_DATA + i * PAGE_SIZE);
		TIMED(NULL, RMI_GRANULE_UNDELEGATE, names + i * PAGE_SIZE);
	}
	realm_destroy(&realm);
	page_put(source);
}

void measure_data_create(struct samples *s)
{
	data(s, NULL, 1);
}

void measure_data_create_unmeasured(struct samples *s)
{
	data(s, NULL, 0);
}

void measure_data_create_unknown(struct samples *s)
{
	data(s, NULL, -1);
}

void measure_data_destroy(struct samples *s)
{
	data(NULL, s, 0);
}
