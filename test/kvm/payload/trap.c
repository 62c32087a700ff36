/* SPDX-License-Identifier: BSD-3-Clause */
/* Exceptions of the payload: faults that a test provokes, and the virtual timer's interrupt through the GIC. */
#include "device.h"
#include "payload.h"

#define TIMER_INTID	27
#define GICD_CTLR	0x0
#define GICR_WAKER	0x14
#define GICR_SGI_BASE	0x10000
#define GICR_IGROUPR0	(GICR_SGI_BASE + 0x80)
#define GICR_ISENABLER0	(GICR_SGI_BASE + 0x100)
#define GICR_IPRIORITYR	(GICR_SGI_BASE + 0x400)

volatile uint64_t irq_count;
static uint64_t timer_period;
static volatile bool fault_expected, fault_seen;
static volatile uint64_t fault_esr;

void on_fatal(uint64_t esr, uint64_t elr, uint64_t far);
uint64_t on_sync(uint64_t esr, uint64_t elr, uint64_t far);
void on_irq(void);

void on_fatal(uint64_t esr, uint64_t elr, uint64_t far)
{
	print("payload: unexpected exception, ESR ");
	print_hex(esr);
	print(" ELR ");
	print_hex(elr);
	print(" FAR ");
	print_hex(far);
	print("\n");
	verdict(0xdead);
	power_off();
}

uint64_t on_sync(uint64_t esr, uint64_t elr, uint64_t far)
{
	if (!fault_expected)
		on_fatal(esr, elr, far);
	fault_expected = false;
	fault_seen = true;
	fault_esr = esr;
	return elr + 4;
}

bool load_faults(uint64_t address, uint64_t *esr)
{
	uint64_t value;

	fault_seen = false;
	fault_expected = true;
	__asm__ volatile("ldr %0, [%1]\n\tdsb sy\n\tisb" : "=r"(value) : "r"(address) : "memory");
	fault_expected = false;
	*esr = fault_esr;
	return fault_seen;
}

static uint32_t gic_read(uint64_t address)
{
	uint32_t value;

	__asm__ volatile("ldr %w0, [%1]" : "=r"(value) : "r"(address + shared_bit) : "memory");
	return value;
}

static void gic_write(uint64_t address, uint32_t value)
{
	__asm__ volatile("str %w0, [%1]" :: "r"(value), "r"(address + shared_bit) : "memory");
}

static void gic_init(void)
{
	gic_write(GIC_REDIST_BASE + GICR_WAKER, 0);
	gic_write(GIC_DIST_BASE + GICD_CTLR, 0x12);	/* ARE, group 1 */
	gic_write(GIC_REDIST_BASE + GICR_IGROUPR0, 0xffffffff);
	gic_write(GIC_REDIST_BASE + GICR_IPRIORITYR + (TIMER_INTID & ~3), 0x80808080);
	gic_write(GIC_REDIST_BASE + GICR_ISENABLER0, 1u << TIMER_INTID);
	(void)gic_read(GIC_REDIST_BASE + GICR_ISENABLER0);
	__asm__ volatile("msr S3_0_C4_C6_0, %0\n\t"	/* ICC_PMR_EL1 */
			 "msr S3_0_C12_C12_7, %1\n\t"	/* ICC_IGRPEN1_EL1 */
			 "isb" :: "r"(0xf0ull), "r"(1ull) : "memory");
}

static void timer_rearm(void)
{
	__asm__ volatile("msr cntv_tval_el0, %0\n\tmsr cntv_ctl_el0, %1\n\tisb" :: "r"(timer_period), "r"(1ull));
}

void timer_init(uint64_t period)
{
	gic_init();
	timer_period = period;
	timer_rearm();
}

void timer_stop(void)
{
	__asm__ volatile("msr cntv_ctl_el0, xzr\n\tisb");
}

void on_irq(void)
{
	uint64_t intid;

	__asm__ volatile("mrs %0, S3_0_C12_C12_0\n\tisb" : "=r"(intid));	/* ICC_IAR1_EL1 */
	if (intid == TIMER_INTID) {
		irq_count++;
		timer_rearm();
	}
	if (intid < 1020)
		__asm__ volatile("msr S3_0_C12_C12_1, %0\n\tisb" :: "r"(intid));	/* ICC_EOIR1_EL1 */
}
