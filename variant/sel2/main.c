/* SPDX-License-Identifier: BSD-3-Clause */
/* Start-up of the monitor at Secure EL2, on the first and on other CPUs. start.S calls these. */
#include <stdbool.h>

#include "abi/el3.h"
#include "cpu.h"
#include "dispatch/dispatch.h"
#include "lib/addr.h"
#include "lib/print.h"
#include "machine.h"
#include "mmu.h"
#include "platform.h"
#include "realm_state.h"
#include "simd.h"
#include "stack.h"
#include "vectors.h"

/* Why EL3 is told that a CPU takes no calls. */
enum { START_INTERFACE = 2, START_PLATFORM = 3, START_CORE = 4 };

extern char image_start[], rodata_start[], data_start[], stacks[], image_end[];

static char stack_space[PORT_MAX_CPUS][STACK_STRIDE] __attribute__((section(".stacks"), aligned(STACK_STRIDE), used));
static struct cpu cpus[PORT_MAX_CPUS];

bool cold_map(uint64_t dram_base, uint64_t dram_size, uint64_t secure_top, uint64_t gicr_base);
bool cpu_in_range(unsigned int index);
void cpu_setup(unsigned int index);
uint64_t cold_main(uint64_t interface);
uint64_t warm_main(unsigned int index);

static bool map_image(void)
{
	uint64_t image = (uint64_t)image_start, rodata = (uint64_t)rodata_start;
	uint64_t data = (uint64_t)data_start, stack = (uint64_t)stacks;

	if (!mmu_map(image, rodata - image, MMU_CODE) || !mmu_map(rodata, data - rodata, MMU_RODATA) ||
	    !mmu_map(data, stack - data, MMU_DATA))
		return false;
	for (unsigned int i = 0; i < PORT_MAX_CPUS; i++, stack += STACK_STRIDE) {
		if (!mmu_map(stack + STACK_GUARD, STACK_SIZE, MMU_DATA))
			return false;
	}
	return true;
}

/* MMU off, so nothing here may need unaligned accesses. */
bool cold_map(uint64_t dram_base, uint64_t dram_size, uint64_t secure_top, uint64_t gicr_base)
{
	return map_image() && platform_map((uint64_t)image_end, dram_base, dram_size, secure_top, gicr_base);
}

bool cpu_in_range(unsigned int index)
{
	return index < PORT_MAX_CPUS;
}

void cpu_setup(unsigned int index)
{
	cpus[index].index = index;
	write_sysreg(tpidr_el2, &cpus[index]);
	write_sysreg(vbar_el2, vectors);
	el2_close_stage2();
	write_sysreg(hcr_el2, HCR_MONITOR);
	write_sysreg(cptr_el2, CPTR_MONITOR);
	cpus[index].has_pmu = pmu_there();
	cpus[index].has_mpam = el2_has_mpam();
	el2_monitor_mdcr();
	isb();
}

uint64_t cold_main(uint64_t interface)
{
	const char *missing;

	if (interface >> 16 != EL3_INTERFACE_MAJOR) {
		print("TMM: EL3 speaks another interface, %lx\n", interface);
		return START_INTERFACE;
	}
	if (!platform_start_cpu())
		return START_PLATFORM;
	machine_start(simd_start_cpu());
	missing = machine_missing();
	if (missing == NULL)
		missing = monitor_init();
	if (missing != NULL) {
		print("TMM: %s\n", missing);
		return START_CORE;
	}
	print("TMM: ready, pool of %lu MiB, tables of %lu KiB\n", port_memory_map()->pool.size >> 20,
	      platform_metadata_size() >> 10);
	return 0;
}

uint64_t warm_main(unsigned int index)
{
	if (!platform_start_cpu())
		return START_PLATFORM;
	if (!machine_is_like_first(simd_start_cpu())) {
		print("TMM: CPU %u is not like the first\n", index);
		return START_CORE;
	}
	return 0;
}

unsigned int port_cpu(void)
{
	return this_cpu()->index;
}

void port_cpu_relax(void)
{
	__asm__ volatile("yield");
}
