/* SPDX-License-Identifier: BSD-3-Clause */
/* Delegation of DRAM names and of pool pages, and the pool's accounts. */
#include "abi/rmi.h"
#include "abi/vendor.h"
#include "client/granules.h"
#include "client/host.h"
#include "client/memory.h"
#include "client/suites.h"
#include "lib/sysreg.h"

struct pool pool_info(void)
{
	struct smc r = SMC(VENDOR_POOL_INFO);
	struct pool pool = { .base = r.x[1], .size = r.x[2], .free = r.x[3], .claimed = r.x[4] };

	CHECK_EQ(r.x[0], RMI_SUCCESS);
	return pool;
}

const uint64_t never_granules[] = {
	FLASH0_BASE, FLASH0_BASE + 0x1000, 0x10000000,		/* flash */
	SECURE_RAM_BASE, SECURE_RAM_BASE + 0x2000,		/* firmware and monitor */
	SECURE_RAM_BASE + SECURE_RAM_SIZE - PAGE_SIZE,
	GICD_BASE, GICR_BASE, 0x44081000, 0x50000000, 0x50010000,
	NS_UART_BASE, 0x60010000, SECURE_UART_BASE, 0x60050000, 0xf0000000,
	DRAM_BASE - PAGE_SIZE, DRAM_BASE + 0x80000000ul,	/* around the 2 GiB of DRAM */
	1ul << 48, (1ul << 48) + PAGE_SIZE, 1ul << 52, 1ul << 63, ~0xffful,
};
const unsigned int never_granules_count = sizeof(never_granules) / sizeof(never_granules[0]);

static void test_pool_info(void)
{
	struct pool pool = pool_info();

	CHECK(pool.base >= SECURE_RAM_BASE);
	CHECK(pool.base + pool.size <= SECURE_RAM_BASE + SECURE_RAM_SIZE);
	CHECK(pool.size >= 256ul << 20);
	CHECK_EQ(pool.base % BLOCK_SIZE, 0);
	CHECK(pool.free <= pool.size / PAGE_SIZE);
	CHECK(pool.free >= pool.size / PAGE_SIZE * 9 / 10);
	CHECK_EQ(pool.claimed, 0);
}

static void test_delegate(void)
{
	uint64_t before = pool_info().free, page = page_get();

	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, page), RMI_SUCCESS);
	CHECK_EQ(pool_info().free, before - 1);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, page), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, page), RMI_SUCCESS);
	CHECK_EQ(pool_info().free, before);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, page), RMI_ERROR_INPUT);
	page_put(page);
}

static void test_unaligned(void)
{
	uint64_t page = page_get();

	for (uint64_t offset = 1; offset < PAGE_SIZE; offset <<= 1) {
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, page + offset), RMI_ERROR_INPUT);
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, page + offset), RMI_ERROR_INPUT);
	}
	page_put(page);
}

static void test_never_granules(void)
{
	for (unsigned int i = 0; i < never_granules_count; i++) {
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, never_granules[i]), RMI_ERROR_INPUT);
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, never_granules[i]), RMI_ERROR_INPUT);
	}
}

/* Where DRAM and pool begin and end. */
static void test_boundaries(void)
{
	struct pool pool = pool_info();
	uint64_t last = DRAM_BASE + 0x80000000ul - PAGE_SIZE;

	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, last), RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, last), RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, pool.base), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, pool.base + pool.size - PAGE_SIZE), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, pool.base - PAGE_SIZE), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, pool.base + pool.size), RMI_ERROR_INPUT);
}

static void test_claim(void)
{
	struct pool before = pool_info();
	uint64_t block = before.base + before.size - BLOCK_SIZE;
	struct pool now;

	CHECK_EQ(RMI(VENDOR_POOL_CLAIM, block, BLOCK_SIZE), RMI_SUCCESS);
	now = pool_info();
	CHECK_EQ(now.claimed, before.claimed + BLOCK_SIZE / PAGE_SIZE);
	CHECK_EQ(now.free, before.free - BLOCK_SIZE / PAGE_SIZE);
	CHECK(RMI(VENDOR_POOL_CLAIM, block, BLOCK_SIZE) != RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, block + PAGE_SIZE), RMI_SUCCESS);
	CHECK_EQ(pool_info().free, now.free);
	CHECK(RMI(VENDOR_POOL_RELEASE, block, BLOCK_SIZE) != RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, block + PAGE_SIZE), RMI_SUCCESS);
	CHECK_EQ(RMI(VENDOR_POOL_RELEASE, block, BLOCK_SIZE), RMI_SUCCESS);
	CHECK_EQ(pool_info().free, before.free);
	CHECK(RMI(VENDOR_POOL_RELEASE, block, BLOCK_SIZE) != RMI_SUCCESS);
}

static void test_claim_bad(void)
{
	struct pool pool = pool_info();
	const uint64_t bad[][2] = {
		{ pool.base + PAGE_SIZE, BLOCK_SIZE },
		{ pool.base, PAGE_SIZE },
		{ pool.base, 0 },
		{ pool.base - BLOCK_SIZE, BLOCK_SIZE },
		{ pool.base + pool.size, BLOCK_SIZE },
		{ pool.base, pool.size + BLOCK_SIZE },
		{ pool.base, -BLOCK_SIZE },
		{ DRAM_BASE, BLOCK_SIZE },
		{ -BLOCK_SIZE, 2 * BLOCK_SIZE },
	};

	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		CHECK_EQ(RMI(VENDOR_POOL_CLAIM, bad[i][0], bad[i][1]), RMI_ERROR_INPUT);
		CHECK_EQ(RMI(VENDOR_POOL_RELEASE, bad[i][0], bad[i][1]), RMI_ERROR_INPUT);
	}
	CHECK_EQ(pool_info().free, pool.free);
	CHECK_EQ(pool_info().claimed, 0);
}

/* With no page left to stand behind a name, delegation fails, and works again once one is back. */
static void test_exhaustion(void)
{
	struct pool before = pool_info();
	uint64_t blocks = before.size / BLOCK_SIZE, claimed = 0, base, count, page;

	for (uint64_t i = 0; i < blocks; i++) {
		if (RMI(VENDOR_POOL_CLAIM, before.base + i * BLOCK_SIZE, BLOCK_SIZE) != RMI_SUCCESS)
			break;
		claimed++;
	}
	CHECK(claimed >= blocks - 1);
	count = pool_info().free;
	CHECK(count < 512);
	base = pages_get((unsigned int)count + 1, PAGE_SIZE);
	for (page = base; page < base + count * PAGE_SIZE; page += PAGE_SIZE)
		CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, page), RMI_SUCCESS);
	CHECK(RMI(RMI_GRANULE_DELEGATE, page) != RMI_SUCCESS);
	for (uint64_t i = 0; i < claimed; i++)
		CHECK_EQ(RMI(VENDOR_POOL_RELEASE, before.base + i * BLOCK_SIZE, BLOCK_SIZE), RMI_SUCCESS);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, page), RMI_SUCCESS);
	for (; page >= base; page -= PAGE_SIZE)
		CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, page), RMI_SUCCESS);
	CHECK_EQ(pool_info().free, before.free);
}

static const struct test tests[] = {
	{ "granules/pool-info", test_pool_info },
	{ "granules/delegate-and-undelegate", test_delegate },
	{ "granules/unaligned", test_unaligned },
	{ "granules/devices-and-firmware-refused", test_never_granules },
	{ "granules/boundaries", test_boundaries },
	{ "granules/claim-and-release", test_claim },
	{ "granules/claim-bad-input", test_claim_bad },
	{ "granules/exhaustion", test_exhaustion },
};

const struct suite granule_suite = SUITE(tests);
