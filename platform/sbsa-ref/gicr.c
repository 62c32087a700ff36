/* SPDX-License-Identifier: BSD-3-Clause */
/* The redistributor of each CPU: whether its private interrupts are active. */
#include <stddef.h>

#include "board.h"
#include "lib/print.h"
#include "platform.h"
#include "port/machine.h"
#include "sysreg.h"

#define GICR_TYPER		0x0008u
#define GICR_TYPER_VLPIS	BIT64(1)
#define GICR_TYPER_LAST		BIT64(4)
#define GICR_FRAMES_SIZE	0x20000u	/* RD and SGI frame */
#define GICR_FRAMES_VLPI	0x40000u
#define GICR_SGI_BASE		0x10000u
#define GICR_IGROUPR0		(GICR_SGI_BASE + 0x080u)
#define GICR_ISENABLER0		(GICR_SGI_BASE + 0x100u)
#define GICR_IPRIORITYR0	(GICR_SGI_BASE + 0x400u)
#define GICR_IGRPMODR0		(GICR_SGI_BASE + 0xd00u)
#define GICR_ISACTIVER0		(GICR_SGI_BASE + 0x300u)
#define GICR_ICACTIVER0		(GICR_SGI_BASE + 0x380u)

static uint64_t frames[PORT_MAX_CPUS];

static volatile uint32_t *frame_register(uint32_t offset)
{
	return (volatile uint32_t *)(frames[port_cpu()] + offset);
}

/* Aff3.Aff2.Aff1.Aff0 as GICR_TYPER has them. */
static uint32_t my_affinity(void)
{
	uint64_t mpidr = read_sysreg(mpidr_el1);

	return (uint32_t)(FIELD(mpidr, 39, 32) << 24 | FIELD(mpidr, 23, 0));
}

/* The Secure EL2 timer's interrupt becomes the Secure world's own (Group 1), above all of the normal world's. */
static void take_own_interrupt(void)
{
	uint32_t bit = 1u << BOARD_SECURE_TIMER;

	*frame_register(GICR_IGROUPR0) &= ~bit;
	*frame_register(GICR_IGRPMODR0) |= bit;
	((volatile uint8_t *)frame_register(GICR_IPRIORITYR0))[BOARD_SECURE_TIMER] = 0;
	*frame_register(GICR_ISENABLER0) = bit;
}

bool platform_start_cpu(void)
{
	uint64_t base = platform_gicr();
	uint64_t end = base + BOARD_GICR_SIZE;

	while (base < end) {
		uint64_t type = *(volatile uint64_t *)(base + GICR_TYPER);

		if (type >> 32 == my_affinity()) {
			frames[port_cpu()] = base;
			take_own_interrupt();
			return true;
		}
		if ((type & GICR_TYPER_LAST) != 0)
			break;
		base += (type & GICR_TYPER_VLPIS) != 0 ? GICR_FRAMES_VLPI : GICR_FRAMES_SIZE;
	}
	print("TMM: CPU %u has no interrupt redistributor\n", port_cpu());
	return false;
}

uint32_t platform_ppi_active(void)
{
	return *frame_register(GICR_ISACTIVER0);
}

void platform_ppi_set_active(uint32_t interrupts)
{
	*frame_register(GICR_ISACTIVER0) = interrupts;
}

void platform_ppi_clear_active(uint32_t interrupts)
{
	*frame_register(GICR_ICACTIVER0) = interrupts;
}
