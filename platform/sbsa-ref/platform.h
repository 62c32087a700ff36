/* SPDX-License-Identifier: BSD-3-Clause */
/* What a variant asks of the board. */
#ifndef PLATFORM_H
#define PLATFORM_H

#include <stdbool.h>
#include <stdint.h>

#include "port/memory.h"

/*
 * Map the secure RAM behind the image, the devices the monitor uses, and the normal world's DRAM, and remember where
 * they are. MMU off. False where this board's map does not fit what EL3 says.
 */
bool platform_map(uint64_t image_end, uint64_t dram_base, uint64_t dram_size, uint64_t secure_top, uint64_t gicr_base);

/* Bytes that port_metadata_take has given out. */
uint64_t platform_metadata_size(void);

/* Find this CPU's interrupt redistributor. */
bool platform_start_cpu(void);

/*
 * Private interrupts of this CPU (bit n: INTID n) whose state in the distributor is active; and make some of them
 * active or not.
 */
uint32_t platform_ppi_active(void);
void platform_ppi_set_active(uint32_t interrupts);
void platform_ppi_clear_active(uint32_t interrupts);

#endif
