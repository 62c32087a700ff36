// SPDX-License-Identifier: BSD-3-Clause
/* A small machine that starts anew for each program of the fuzzer. */
#include "world.h"

#include "input.h"
#include "model.h"
#include "peek.h"
#include "teardown.h"

#define NAMES		64u
#define HOST_PAGES	8u
#define SMALL_DRAM	(2 * L2)
#define SMALL_POOL	(4 * L2)

struct input input;
struct world world;
static uint64_t names[NAMES];
static uint64_t free_at_start;

/* Names of every kind: in a row for starting tables, in both ranges of DRAM, and pages of the pool. */
static void choose_names(void)
{
	for (unsigned int i = 0; i < 40; i++)
		names[i] = DRAM0_BASE + (256 + i) * PAGE_SIZE;
	for (unsigned int i = 40; i < 52; i++)
		names[i] = DRAM1_BASE + (i - 40) * PAGE_SIZE;
	for (unsigned int i = 52; i < NAMES; i++)
		names[i] = POOL_BASE + (i - 52) * PAGE_SIZE;
}

void world_start(void)
{
	machine_defaults();
	machine_config.map.dram[0].size = SMALL_DRAM;
	machine_config.map.dram[1].size = L2;
	machine_config.map.pool.size = SMALL_POOL;
	machine_config.features.vmid_bits = 8;
	host_start();
	free_at_start = host_pool().free;
	choose_names();
	machine_be_alone();
	machine_set_realm_program(world_realm);
	rewind_here();
}

void world_reset(void)
{
	machine_rewind();
	world = (struct world){ 0 };
}

void world_end(void)
{
	machine_refuse_read(0);
	machine_refuse_write(0);
	host_hurry(true);
	teardown();
	expect_eq(host_pool().free, free_at_start);
	host_hurry(false);
}

void world_mark_objects(void)
{
	for (unsigned int i = 0; i < NAMES; i++) {
		if (oracle_state(names[i]) >= NAME_RD && oracle_state(names[i]) <= NAME_AUX)
			pool_mark(peek_backing(names[i]));
	}
}

uint64_t world_page(unsigned int n)
{
	return DRAM0_BASE + (n % HOST_PAGES) * PAGE_SIZE;
}

uint64_t world_name(enum name_state state, unsigned int n)
{
	unsigned int found = 0;

	for (unsigned int i = 0; i < NAMES; i++)
		found += oracle_state(names[i]) == state;
	if (found == 0)
		return names[n % NAMES];
	n %= found;
	for (unsigned int i = 0; i < NAMES; i++) {
		if (oracle_state(names[i]) == state && n-- == 0)
			return names[i];
	}
	return 0;
}
