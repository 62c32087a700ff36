/* SPDX-License-Identifier: BSD-3-Clause */
/* Virtual interrupts and the realm's own timers. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define TICK	200000ul

static unsigned int timer_intid;

static void timer_set(uint64_t ticks)
{
	isb();
	if (timer_intid == INTID_VTIMER) {
		write_sysreg(cntv_cval_el0, read_sysreg(cntvct_el0) + ticks);
		write_sysreg(cntv_ctl_el0, TIMER_ENABLE);
	} else {
		write_sysreg(cntp_cval_el0, read_sysreg(cntpct_el0) + ticks);
		write_sysreg(cntp_ctl_el0, TIMER_ENABLE);
	}
	isb();
}

static uint64_t timer_ctl(void)
{
	return timer_intid == INTID_VTIMER ? read_sysreg(cntv_ctl_el0) : read_sysreg(cntp_ctl_el0);
}

static void timer_stop(void)
{
	if (timer_intid == INTID_VTIMER)
		write_sysreg(cntv_ctl_el0, 0);
	else
		write_sysreg(cntp_ctl_el0, 0);
	isb();
}

/* Whoever watches the timer sees its own bits only: nobody masked it behind the realm's back. */
static void on_tick(unsigned int intid)
{
	CHECK_EQ(intid, timer_intid);
	CHECK_EQ(timer_ctl(), TIMER_ENABLE | TIMER_ISTATUS);
	timer_stop();
}

static void wait_tick_unmasked(enum timer_how how)
{
	unsigned int before = vcpu()->irqs;

	timer_set(TICK);
	if (how == TIMER_UNMASKED_WFI) {
		mask();
		while (vcpu()->irqs == before) {
			asm volatile("wfi" ::: "memory");
			unmask();
			isb();
			mask();
		}
		return;
	}
	unmask();
	while (vcpu()->irqs == before)
		;
	mask();
}

/* Nothing is taken, but the pending interrupt can be seen and acknowledged by hand. */
static void wait_tick_masked(void)
{
	uint64_t intid;

	mask();
	timer_set(TICK);
	while (!(read_sysreg(isr_el1) & PSTATE_I))
		;
	intid = read_sysreg(icc_iar1_el1);
	on_tick((unsigned int)intid);
	write_sysreg(icc_eoir1_el1, intid);
	isb();
	CHECK_EQ(vcpu()->irqs, 0);
}

void program_timer(uint64_t how, uint64_t ticks, uint64_t intid)
{
	timer_intid = (unsigned int)intid;
	interrupts_on(on_tick);
	for (uint64_t i = 0; i < ticks; i++) {
		if (how == TIMER_MASKED_POLL)
			wait_tick_masked();
		else
			wait_tick_unmasked((enum timer_how)how);
	}
	point(ticks, vcpu()->irqs);
}

/* Reports each interrupt when it is taken, outside of the handler. */
void program_virq(uint64_t count, uint64_t b, uint64_t c)
{
	(void)b, (void)c;
	interrupts_on(NULL);
	point(0, 0);
	for (uint64_t i = 1; i <= count; i++) {
		unmask();
		while (vcpu()->irqs < i)
			;
		mask();
		point(i, vcpu()->last_irq);
	}
}

void program_spin(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	interrupts_on(NULL);
	unmask();
	for (;;)
		;
}

void program_spin_masked(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	interrupts_on(NULL);
	write_sysreg(icc_pmr_el1, 0);
	write_sysreg(icc_igrpen1_el1, 0);
	asm volatile("msr daifset, #15");
	for (;;)
		;
}
