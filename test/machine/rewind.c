// SPDX-License-Identifier: BSD-3-Clause
/* Many lives of the machine in one process: back to the state right behind its start. */
#include <stdlib.h>

#include "machine.h"
#include "model.h"

/* A build for this gathers the variables of the monitor and of the machine in these sections. */
#define GATHERED(name) \
	extern uint8_t __start_##name[] __attribute__((weak)); \
	extern uint8_t __stop_##name[] __attribute__((weak))
GATHERED(monitor_data);
GATHERED(monitor_bss);
GATHERED(machine_data);
GATHERED(machine_bss);

#define REGIONS 5u

static struct region {
	uint8_t *at;
	size_t size;
	uint8_t *copy;
} regions[REGIONS];

static void keep(unsigned int i, uint8_t *at, size_t size)
{
	regions[i] = (struct region){ at, size, malloc(size + 1) };
	if (!regions[i].copy)
		machine_fail("no memory to come back to");
	copy_variables(regions[i].copy, at, size);
}

void rewind_here(void)
{
	size_t used;
	uint8_t *metadata = machine_metadata(&used);

	/* Snapshots keep what they allocate. */
	snapshot_take();
	keep(0, metadata, used);
	keep(1, __start_monitor_data, (size_t)(__stop_monitor_data - __start_monitor_data));
	keep(2, __start_monitor_bss, (size_t)(__stop_monitor_bss - __start_monitor_bss));
	keep(3, __start_machine_data, (size_t)(__stop_machine_data - __start_machine_data));
	keep(4, __start_machine_bss, (size_t)(__stop_machine_bss - __start_machine_bss));
	if (regions[2].size == 0 || regions[4].size == 0)
		machine_fail("this build cannot come back: its variables are not gathered");
}

void machine_rewind(void)
{
	model_rewind();
	memory_rewind();
	for (unsigned int i = 0; i < REGIONS; i++)
		copy_variables(regions[i].at, regions[i].copy, regions[i].size);
	machine_be_cpu(0);
}
