/* SPDX-License-Identifier: BSD-3-Clause */
/* As much of the GICv3 as a host with a few private interrupts needs. */
#include "client/host.h"
#include "lib/sysreg.h"

#define GICD_CTLR		0x0000
#define GICD_CTLR_ENABLE_1A	((1u << 4) | (1u << 1))	/* ARE_NS, Group 1 */
#define GICR_STRIDE		0x20000ul
#define GICR_TYPER		0x0008
#define GICR_WAKER		0x0014
#define GICR_WAKER_SLEEP	(1u << 1)
#define GICR_WAKER_ASLEEP	(1u << 2)
#define GICR_SGI		0x10000ul
#define GICR_ISENABLER0		(GICR_SGI + 0x100)
#define GICR_ICENABLER0		(GICR_SGI + 0x180)
#define GICR_ISPENDR0		(GICR_SGI + 0x200)
#define GICR_ISACTIVER0		(GICR_SGI + 0x300)
#define GICR_IPRIORITYR		(GICR_SGI + 0x400)

#define HOST_PRIORITY		0xa0u
#define HOST_PMR		0xf0u
#define PRIVATE_INTERRUPTS	((1u << INTID_HTIMER) | (1u << INTID_VTIMER) | (1u << INTID_PTIMER) | \
				 (1u << INTID_MAINTENANCE) | (1u << INTID_WATCHDOG) | 0xffu)

static struct gic_found found[CPUS];

static volatile uint32_t *gicr(uint64_t offset)
{
	return (volatile uint32_t *)(GICR_BASE + this_cpu() * GICR_STRIDE + offset);
}

static void wake_redistributor(void)
{
	*gicr(GICR_WAKER) &= ~GICR_WAKER_SLEEP;
	while (*gicr(GICR_WAKER) & GICR_WAKER_ASLEEP)
		;
}

static void look_first(struct gic_found *now)
{
	now->ctlr = *(volatile uint32_t *)(GICD_BASE + GICD_CTLR);
	now->waker = *gicr(GICR_WAKER);
	now->enabled = *gicr(GICR_ISENABLER0);
	now->type = *(volatile uint64_t *)gicr(GICR_TYPER);
	now->sre = read_sysreg(icc_sre_el2);
}

const struct gic_found *gic_found(unsigned int cpu)
{
	return &found[cpu];
}

void gic_init(void)
{
	look_first(&found[this_cpu()]);
	*(volatile uint32_t *)(GICD_BASE + GICD_CTLR) = GICD_CTLR_ENABLE_1A;
	wake_redistributor();
	for (unsigned int i = 0; i < 32; i += 4)
		*gicr(GICR_IPRIORITYR + i) = HOST_PRIORITY * 0x01010101u;
	*gicr(GICR_ISENABLER0) = PRIVATE_INTERRUPTS;
	write_sysreg(icc_sre_el2, 0xf);
	isb();
	write_sysreg(icc_pmr_el1, HOST_PMR);
	write_sysreg(icc_bpr1_el1, 0);
	write_sysreg(icc_ctlr_el1, 0);
	write_sysreg(icc_igrpen1_el1, 1);
	isb();
}

unsigned int gic_acknowledge(void)
{
	unsigned int intid = (unsigned int)read_sysreg(icc_iar1_el1);

	if (intid == INTID_HTIMER)
		host_timer_stop();
	if (intid == INTID_WATCHDOG)
		watchdog_stop();
	if (intid < INTID_SPURIOUS - 3)
		write_sysreg(icc_eoir1_el1, intid);
	isb();
	return intid;
}

bool gic_is_pending(unsigned int intid)
{
	return *gicr(GICR_ISPENDR0) & (1u << intid);
}

bool gic_is_active(unsigned int intid)
{
	return *gicr(GICR_ISACTIVER0) & (1u << intid);
}

bool gic_is_enabled(unsigned int intid)
{
	return *gicr(GICR_ISENABLER0) & (1u << intid);
}

void gic_enable(unsigned int intid, bool on)
{
	*gicr(on ? GICR_ISENABLER0 : GICR_ICENABLER0) = 1u << intid;
	dsb();
}

void gic_send_sgi(unsigned int cpu_index, unsigned int intid)
{
	dsb();
	write_sysreg(icc_sgi1r_el1, ((uint64_t)intid << 24) | (1u << cpu_index));
	isb();
}

uint32_t gic_private(void)
{
	uint32_t before = *gicr(GICR_ISENABLER0), all;

	*gicr(GICR_ISENABLER0) = ~0u;
	all = *gicr(GICR_ISENABLER0);
	*gicr(GICR_ICENABLER0) = ~before;
	return all;
}
