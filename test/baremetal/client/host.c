/* SPDX-License-Identifier: BSD-3-Clause */
/* Start of the CPUs, their exceptions, and the host's timer. */
#include "client/host.h"

#include "abi/psci.h"
#include "lib/smc.h"
#include "lib/check.h"
#include "lib/guest.h"
#include "lib/print.h"
#include "lib/sysreg.h"

/* API and APK: keys and instructions of pointer authentication are EL1's own. */
#define HCR_PAUTH	(3ul << 40)
#define HOST_HCR	(HCR_RW | HCR_IMO | HCR_FMO | HCR_AMO | HCR_PAUTH)
#define HOST_HCR_VHE	(HCR_RW | HCR_E2H | HCR_TGE | HCR_PAUTH)
#define CPTR_VHE_OPEN	(3ul << 20)	/* FPEN; without E2H all open is 0 */
#define CNTHCTL_OPEN	3ul
#define CNTHCTL_VHE_OPEN (3ul << 10)

enum { EXCEPTION_SYNC, EXCEPTION_IRQ, EXCEPTION_FIQ, EXCEPTION_SERROR };

struct frame {
	uint64_t x[31];
	uint64_t elr, spsr;
};

#define TEST_SECONDS	40ul	/* on a busy machine; most take less than a tenth */

#define SECOND_MPIDR	1ul

static struct cpu cpus[CPUS];

void main(void);
void start_second(void);

unsigned int this_cpu(void)
{
	return (unsigned int)read_sysreg(tpidr_el2);
}

struct cpu *cpu(unsigned int index)
{
	return &cpus[index];
}

void power_off(void)
{
	SMC(PSCI_SYSTEM_OFF);
	print("not ok power-off - PSCI SYSTEM_OFF came back\n");
	for (;;)
		;
}

static void take_interrupt(struct cpu *me)
{
	unsigned int intid = gic_acknowledge();

	if (intid == INTID_WATCHDOG) {
		gic_send_sgi(1, 0);
		test_fail(__FILE__, __LINE__, "no end within %lu s", TEST_SECONDS);
	}
	if (intid != INTID_SPURIOUS) {
		me->last_irq = intid;
		me->irqs++;
	}
}

void take_interrupts(void)
{
	asm volatile("msr daifclr, #2\n\tisb\n\tmsr daifset, #2" ::: "memory");
}

void host_exception(struct frame *frame, unsigned int kind)
{
	struct cpu *me = cpu(this_cpu());
	uint64_t esr = read_sysreg(esr_el2);

	if (kind == EXCEPTION_IRQ) {
		take_interrupt(me);
		return;
	}
	if (kind == EXCEPTION_SYNC && me->probing) {
		me->fault_esr = esr;
		me->fault_far = read_sysreg(far_el2);
		frame->elr += 4;
		return;
	}
	if (this_cpu() == 0)
		test_fail(__FILE__, __LINE__, "unexpected exception %u: esr 0x%lx elr 0x%lx far 0x%lx", kind,
			  (unsigned long)esr, (unsigned long)frame->elr, (unsigned long)read_sysreg(far_el2));
	print("not ok second-cpu - unexpected exception %u: esr 0x%lx elr 0x%lx\n", kind, (unsigned long)esr,
	      (unsigned long)frame->elr);
	power_off();
}

uint64_t probe_read(uint64_t address, uint64_t *value)
{
	struct cpu *me = cpu(this_cpu());
	uint64_t v = 0;

	me->fault_esr = 0;
	me->probing = true;
	asm volatile("ldr %0, [%1]" : "+r"(v) : "r"(address) : "memory");
	dsb();
	me->probing = false;
	*value = v;
	return me->fault_esr;
}

uint64_t probe_write(uint64_t address, uint64_t value)
{
	struct cpu *me = cpu(this_cpu());

	me->fault_esr = 0;
	me->probing = true;
	asm volatile("str %0, [%1]" :: "r"(value), "r"(address) : "memory");
	dsb();
	me->probing = false;
	return me->fault_esr;
}

uint64_t ticks_now(void)
{
	isb();
	return read_sysreg(cntpct_el0);
}

void host_timer_start(uint64_t ticks)
{
	write_sysreg(cnthp_cval_el2, ticks_now() + ticks);
	write_sysreg(cnthp_ctl_el2, TIMER_ENABLE);
	isb();
}

void host_timer_stop(void)
{
	write_sysreg(cnthp_ctl_el2, 0);
	isb();
}

/* The counter of CNTHV is that of the physical one: CNTVOFF_EL2 does not apply. */
void watchdog_start(void)
{
	write_sysreg(s3_4_c14_c3_2, ticks_now() + TEST_SECONDS * read_sysreg(cntfrq_el0));
	write_sysreg(s3_4_c14_c3_1, TIMER_ENABLE);
	isb();
}

void watchdog_stop(void)
{
	write_sysreg(s3_4_c14_c3_1, 0);
	isb();
}

static void second_loop(void)
{
	struct cpu *me = cpu(1);

	me->on = true;
	for (;;) {
		while (!me->work)
			;
		dsb();
		me->work(me->work_arg);
		dsb();
		me->work = NULL;
	}
}

void second_start(void (*work)(uint64_t), uint64_t arg)
{
	struct cpu *second = cpu(1);

	if (!second->on) {
		CHECK_EQ(SMC(PSCI_CPU_ON_64, SECOND_MPIDR, (uint64_t)start_second, 0).x[0], PSCI_SUCCESS);
		while (!second->on)
			take_interrupts();
	}
	second_wait();
	second->work_arg = arg;
	dsb();
	second->work = work;
}

void second_wait(void)
{
	while (cpu(1)->work)
		take_interrupts();
	dsb();
}

static void switch_off(uint64_t unused)
{
	(void)unused;
	cpu(1)->on = false;
	cpu(1)->work = NULL;
	dsb();
	SMC(PSCI_CPU_OFF);
}

void second_off(void)
{
	second_start(switch_off, 0);
	while (SMC(PSCI_AFFINITY_INFO_64, SECOND_MPIDR, 0).x[0] != PSCI_AFFINITY_OFF)
		take_interrupts();
}

static void el1_smc(void)
{
	asm volatile("smc #0; hvc #0");
}

uint64_t smc_from_el1(uint64_t fid)
{
	struct guest guest = { .pc = (uint64_t)el1_smc, .x0 = fid, .pstate = PSTATE_EL1H | PSTATE_DAIF };

	write_sysreg(sctlr_el1, SCTLR_EL1_OFF);
	isb();
	guest_run(&guest);
	CHECK_EQ(ESR_EC(guest.esr), EC_HVC64);
	return guest.x0;
}

void host_set_vhe(bool on)
{
	write_sysreg(hcr_el2, on ? HOST_HCR_VHE : HOST_HCR);
	isb();
	write_sysreg(cptr_el2, on ? CPTR_VHE_OPEN : 0);
	write_sysreg(cnthctl_el2, on ? CNTHCTL_VHE_OPEN : CNTHCTL_OPEN);
	isb();
}

bool host_is_vhe(void)
{
	return read_sysreg(hcr_el2) & HCR_E2H;
}

void host_start(unsigned int index)
{
	write_sysreg(tpidr_el2, index);
	host_set_vhe(false);
	write_sysreg(cntvoff_el2, 0);
	isb();
	gic_init();
	if (index == 0)
		main();
	second_loop();
}
