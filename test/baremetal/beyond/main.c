/* SPDX-License-Identifier: BSD-3-Clause */
/* Buffers that the bus refuses: an error, and the host's registers as they were. On a TMM with map.c. */
#include "client/host.h"
#include "client/hostregs.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/print.h"
#include "lib/smc.h"

/* emulate.sh gives the machine 2 GiB. */
#define BEYOND	(DRAM_BASE + (2048ul << 20) + PAGE_SIZE)

static struct realm realm;

static void refused(uint64_t fid, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4)
{
	for (uint64_t flags = 0; flags < 2; flags++) {
		uint64_t status;

		host_registers_fill();
		status = RMI(fid, x1, x2, x3, x4, flags);
		host_registers_check();
		CHECK_EQ(status, RMI_ERROR_INPUT);
	}
}

static void test_refused_copies(void)
{
	uint64_t spare = granule_get();

	/* This TMM takes it for DRAM. */
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, BEYOND), RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, BEYOND), RMI_SUCCESS);
	realm_build(&realm, PROGRAM_OFF, 0, 0, 0);
	realm_add_table(&realm, REALM_BLOCK, 3);
	refused(RMI_REALM_CREATE, spare, BEYOND, 0, 0);
	refused(RMI_REC_CREATE, realm.rd, spare, BEYOND, 0);
	refused(RMI_DATA_CREATE, realm.rd, spare, REALM_BLOCK, BEYOND);
	refused(RMI_REC_ENTER, realm.recs[0].pa, BEYOND, 0, 0);
	realm_destroy(&realm);
	granule_put(spare);
}

static const struct test tests[] = {
	{ "refused-copies", test_refused_copies },
};

void main(void);
void main(void)
{
	uart_init();
	before_test = watchdog_start;
	run_tests(tests, 1, "registers/");
	print("done 1\n");
	power_off();
}
