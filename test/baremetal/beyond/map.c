/* SPDX-License-Identifier: BSD-3-Clause */
/* Linked into a TMM of the tests: it takes 2 MiB behind normal DRAM for DRAM too, where the bus refuses each access. */
#include <stdbool.h>
#include <stdint.h>

#define BEYOND	(2ul << 20)

bool __real_cold_map(uint64_t dram_base, uint64_t dram_size, uint64_t secure_top, uint64_t gicr_base);
bool __wrap_cold_map(uint64_t dram_base, uint64_t dram_size, uint64_t secure_top, uint64_t gicr_base);

bool __wrap_cold_map(uint64_t dram_base, uint64_t dram_size, uint64_t secure_top, uint64_t gicr_base)
{
	return __real_cold_map(dram_base, dram_size + BEYOND, secure_top, gicr_base);
}
