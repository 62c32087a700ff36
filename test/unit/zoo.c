// SPDX-License-Identifier: BSD-3-Clause
/* Wrong arguments. */
#include "zoo.h"

#include <stdio.h>

struct zoo zoo;

const uint64_t no_granule[NO_GRANULES] = {
	DRAM0_BASE + 0x8001, DRAM0_BASE + 0x8008, DRAM0_BASE + 0x8800,
	DRAM0_BASE - PAGE_SIZE, DRAM0_BASE + DRAM0_SIZE,
	DRAM1_BASE - PAGE_SIZE, DRAM1_BASE + DRAM1_SIZE,
	POOL_BASE - PAGE_SIZE, POOL_BASE + POOL_SIZE,
	/* Pages of the pool that the host has not claimed. */
	POOL_BASE + POOL_SIZE - PAGE_SIZE, POOL_BASE,
	DEVICE_ADDR, FIRMWARE_ADDR,
	1ull << 48, 1ull << 52, ~PAGE_MASK, ~0ull,
};

void zoo_build(void)
{
	struct host_realm *r = &zoo.realm;
	struct reply e;

	realm_create(r);
	zoo.of[NAME_DATA] = realm_data(r, ZOO_DATA_IPA, 0x11);
	realm_share(r, ZOO_DATA_IPA);
	realm_rec(r, NULL, NULL);
	e = rmi(RMI_RTT_READ_ENTRY, r->rd, ZOO_DATA_IPA, 2);
	expect_ok(e);
	expect_eq(e.x[2], RMI_TABLE);
	zoo.of[NAME_RTT] = e.x[3];
	zoo.of[NAME_UNDELEGATED] = new_page();
	zoo.of[NAME_DELEGATED] = new_granule();
	zoo.of[NAME_RD] = r->rd;
	zoo.of[NAME_REC] = r->rec[0].rec;
	zoo.of[NAME_AUX] = r->rec[0].num_aux ? r->rec[0].aux[0] : 0;
	for (unsigned int i = 1; i < ZOO_STATES; i++)
		expect(zoo.of[i] == 0 || oracle_state(zoo.of[i]) == (enum name_state)i);
	zoo.spare = new_granule();
	realm_prepare(&zoo.next);
	zoo.params = zoo.next.params;
	zoo.rec_params = rec_prepare(r);
}

static void refuse_value(const struct valid_call *call, unsigned int arg, uint64_t value)
{
	uint64_t x[6];
	char where[64];

	for (unsigned int i = 0; i < 6; i++)
		x[i] = i == arg ? value : call->x[i];
	snprintf(where, sizeof(where), "argument x%u = 0x%llx", arg, (unsigned long long)value);
	refused5(where, RMI_ERROR_INPUT, x[0], x[1], x[2], x[3], x[4], x[5]);
}

void refuse_granules(const struct valid_call *call, unsigned int arg, enum name_state wanted)
{
	for (unsigned int i = 0; i < NO_GRANULES; i++)
		refuse_value(call, arg, no_granule[i]);
	for (unsigned int s = 0; s < ZOO_STATES; s++) {
		if (s != (unsigned int)wanted && zoo.of[s] != 0)
			refuse_value(call, arg, zoo.of[s]);
	}
}

void refuse_buffers(const struct valid_call *call, unsigned int arg)
{
	refuse_granules(call, arg, NAME_UNDELEGATED);
}
