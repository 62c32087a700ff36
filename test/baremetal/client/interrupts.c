/* SPDX-License-Identifier: BSD-3-Clause */
/* Interrupts: the realm's timers and injected ones, and the host's while a realm runs. */
#include "client/host.h"
#include "client/memory.h"
#include "client/realm.h"
#include "client/suites.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define TICKS			3u
#define MAX_EXITS_PER_TICK	16u
#define ONE_MS			1000000ul
#define SOON			(5000 * ONE_MS)	/* the emulator may have to wait for a busy machine */
#define RPR_IDLE		0xffu
#define PMR_MASKS_HOST		0x80u

static struct realm realm;

static int asserted(uint64_t ctl)
{
	return (ctl & (TIMER_ENABLE | TIMER_IMASK | TIMER_ISTATUS)) == (TIMER_ENABLE | TIMER_ISTATUS);
}

/*
 * What a host does with an exit for the realm's timer: a list register, unless one holds the interrupt already. KVM
 * sets its EOI bit, which brings the realm out again when it has dealt with the interrupt. Other hosts need not.
 */
static uint64_t timer_lr = LR_EOI;

static void inject_timer(struct rec *rec, uint64_t ctl, unsigned int intid)
{
	uint64_t *lr = &rec->run->enter.gicv3_lrs[0];

	*lr = rec->run->exit.gicv3_lrs[0];
	if (*lr & LR_STATE)
		return;
	*lr = 0;
	if (asserted(ctl))
		*lr = LR_PENDING | LR_GROUP1 | timer_lr | LR_PRIORITY(0xa0) | LR_VINTID(intid);
}

static void wait_until(uint64_t when)
{
	while (ticks_now() < when)
		;
}

/* Plays host until the program reports. Returns the exits that it took. */
static unsigned int run_timer(struct rec *rec, unsigned int intid)
{
	struct rmi_rec_exit *exit;
	unsigned int exits = 0;

	for (;; exits++) {
		uint64_t ctl;

		CHECK(exits < TICKS * MAX_EXITS_PER_TICK);
		exit = rec_enter(rec);
		ctl = intid == INTID_VTIMER ? exit->cntv_ctl : exit->cntp_ctl;
		if (exit->exit_reason == RMI_EXIT_HOST_CALL)
			return exits;
		if (exit->exit_reason == RMI_EXIT_SYNC) {
			CHECK_EQ(ESR_EC(exit->esr), EC_WFX);
			if ((ctl & (TIMER_ENABLE | TIMER_IMASK)) == TIMER_ENABLE)
				wait_until(intid == INTID_VTIMER ? exit->cntv_cval : exit->cntp_cval);
			inject_timer(rec, ctl | TIMER_ISTATUS, intid);
			continue;
		}
		CHECK_EQ(exit->exit_reason, RMI_EXIT_IRQ);
		inject_timer(rec, ctl, intid);
	}
}

static void check_timer(enum timer_how how, unsigned int intid, uint64_t flags)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_TIMER, how, TICKS, intid);
	rec->run->enter.flags = flags;
	run_timer(rec, intid);
	CHECK_EQ(rec->run->exit.gprs[0], TICKS);
	CHECK_EQ(rec->run->exit.gprs[1], how == TIMER_MASKED_POLL ? 0 : TICKS);
	CHECK(!gic_is_active(intid));
	CHECK(gic_is_enabled(intid));
	rec->run->enter.flags = 0;
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void test_vtimer(void)
{
	check_timer(TIMER_UNMASKED_SPIN, INTID_VTIMER, 0);
}

static void test_vtimer_masked(void)
{
	check_timer(TIMER_MASKED_POLL, INTID_VTIMER, 0);
}

static void test_vtimer_wfi(void)
{
	check_timer(TIMER_UNMASKED_WFI, INTID_VTIMER, 0);
}

static void test_vtimer_wfi_trapped(void)
{
	check_timer(TIMER_UNMASKED_WFI, INTID_VTIMER, RMI_ENTER_TRAP_WFI);
}

static void test_ptimer(void)
{
	check_timer(TIMER_UNMASKED_SPIN, INTID_PTIMER, 0);
	check_timer(TIMER_MASKED_POLL, INTID_PTIMER, 0);
}

/* The realm sets its timer anew without any exit of its own: the next tick must be seen all the same. */
static void test_timers_without_eoi(void)
{
	timer_lr = 0;
	check_timer(TIMER_UNMASKED_SPIN, INTID_VTIMER, 0);
	check_timer(TIMER_MASKED_POLL, INTID_VTIMER, 0);
	check_timer(TIMER_UNMASKED_SPIN, INTID_PTIMER, 0);
	timer_lr = LR_EOI;
}

static void test_virtual_interrupts(void)
{
	struct rec *rec = &realm.recs[0];
	uint64_t *lrs;

	realm_start(&realm, PROGRAM_VIRQ, 4, 0, 0);
	lrs = rec->run->enter.gicv3_lrs;
	rec_run_to_point(rec, 0);
	for (unsigned int i = 1; i <= 4; i++) {
		lrs[i % 2] = LR_PENDING | LR_GROUP1 | LR_PRIORITY(0x80) | LR_VINTID(TEST_VINTID + i);
		CHECK_EQ(rec_run_to_point(rec, i)->gprs[1], TEST_VINTID + i);
		CHECK_EQ(rec->run->exit.gicv3_lrs[i % 2] & LR_STATE, 0);
		lrs[i % 2] = 0;
	}
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

static void check_lrs_refused(struct rec *rec, uint64_t lr0, uint64_t lr1)
{
	rec->run->enter.gicv3_lrs[0] = lr0;
	rec->run->enter.gicv3_lrs[1] = lr1;
	CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run), RMI_ERROR_REC);
	rec->run->enter.gicv3_lrs[0] = rec->run->enter.gicv3_lrs[1] = 0;
}

static void test_bad_list_registers(void)
{
	const uint64_t good = LR_PENDING | LR_GROUP1 | LR_PRIORITY(0x80);
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_OFF, 0, 0, 0);
	check_lrs_refused(rec, good | LR_HW | LR_VINTID(40), 0);
	check_lrs_refused(rec, good | LR_VINTID(40), good | LR_VINTID(40));
	check_lrs_refused(rec, good | LR_VINTID(1020), 0);
	check_lrs_refused(rec, good | LR_VINTID(40) | 1ul << 32, 0);
	check_lrs_refused(rec, good | LR_VINTID(40) | LR_PRIORITY(1), 0);
	check_lrs_refused(rec, LR_HW, 0);
	check_lrs_refused(rec, good | LR_VINTID(40) | 1ul << 56, 0);
	for (unsigned int bit = 0; bit < 64; bit++) {
		if ((0x40feul >> bit) & 1)
			continue;
		rec->run->enter.gicv3_hcr = 1ul << bit;
		CHECK_EQ(RMI(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run), RMI_ERROR_REC);
	}
	rec->run->enter.gicv3_hcr = 0;
	rec_run_to_off(rec);
	realm_destroy(&realm);
}

/* The host's registers come back, but its interface is off: no maintenance interrupt comes of itself. */
static void test_interface_off(void)
{
	const uint64_t hcr = 1ul << 10, lr = LR_GROUP1 | LR_VINTID(40);

	realm_start(&realm, PROGRAM_OFF, 0, 0, 0);
	write_sysreg(ich_lr0_el2, lr);
	write_sysreg(ich_hcr_el2, hcr | 1);
	rec_run_to_off(&realm.recs[0]);
	CHECK_EQ(read_sysreg(ich_hcr_el2), hcr);
	CHECK_EQ(read_sysreg(ich_lr0_el2), lr);
	write_sysreg(ich_hcr_el2, 0);
	write_sysreg(ich_lr0_el2, 0);
	realm_destroy(&realm);
}

/* A spinning realm is left soon after the host's timer fires, and the interrupt is the host's to take. */
static void check_host_timer(enum realm_program program)
{
	struct rec *rec = &realm.recs[0];
	struct cpu *me = cpu(0);
	unsigned int before = me->irqs;
	uint64_t pmr = read_sysreg(icc_pmr_el1), start;

	realm_start(&realm, program, 0, 0, 0);
	for (unsigned int i = 0; i < 3; i++) {
		start = ticks_now();
		host_timer_start(ONE_MS);
		CHECK_EQ(rec_enter(rec)->exit_reason, RMI_EXIT_IRQ);
		CHECK(ticks_now() - start >= ONE_MS);
		CHECK(ticks_now() - start < SOON);
		CHECK_EQ(rec->run->exit.esr, 0);
		CHECK_EQ(read_sysreg(icc_pmr_el1), pmr);
		CHECK_EQ(read_sysreg(icc_rpr_el1), RPR_IDLE);
		CHECK_EQ(read_sysreg(icc_igrpen1_el1) & 1, 1);
		CHECK_EQ(read_sysreg(icc_hppir1_el1), INTID_HTIMER);
		CHECK_EQ(me->irqs, before + i);
		take_interrupts();
		CHECK_EQ(me->irqs, before + i + 1);
		CHECK_EQ(me->last_irq, INTID_HTIMER);
	}
	realm_destroy(&realm);
}

static void test_host_timer(void)
{
	check_host_timer(PROGRAM_SPIN);
}

static void test_host_timer_masked_realm(void)
{
	check_host_timer(PROGRAM_SPIN_MASKED);
}

/* What the host masks by priority does not end the run: the realm ends it itself, once the second CPU lets it. */
static void count_up(uint64_t address)
{
	volatile uint64_t *word = (volatile uint64_t *)address;

	wait_until(ticks_now() + 20 * ONE_MS);
	for (unsigned int i = 0; i < 100; i++) {
		wait_until(ticks_now() + ONE_MS);
		(*word)++;
	}
}

static void test_host_priority_mask(void)
{
	struct rec *rec = &realm.recs[0];
	uint64_t shared = page_get(), pmr = read_sysreg(icc_pmr_el1);
	struct rmi_rec_exit *exit;

	realm_build(&realm, PROGRAM_CANARY, CANARY_SPIN, 0, 0);
	realm_share(&realm, REALM_SHARED, shared);
	realm_activate(&realm);
	write_sysreg(icc_pmr_el1, PMR_MASKS_HOST);
	host_timer_start(ONE_MS);
	second_start(count_up, shared);
	exit = rec_enter(rec);
	CHECK_EQ(read_sysreg(icc_pmr_el1), PMR_MASKS_HOST);
	write_sysreg(icc_pmr_el1, pmr);
	host_timer_stop();
	second_wait();
	CHECK_EQ(exit->exit_reason, RMI_EXIT_HOST_CALL);
	rec_run_to_off(rec);
	realm_destroy(&realm);
	page_put(shared);
}

/* An interrupt that another CPU sends. */
static void send_sgi(uint64_t intid)
{
	wait_until(ticks_now() + 5 * ONE_MS);
	gic_send_sgi(0, (unsigned int)intid);
}

static void test_kick_by_sgi(void)
{
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_SPIN, 0, 0, 0);
	second_start(send_sgi, 3);
	CHECK_EQ(rec_enter(rec)->exit_reason, RMI_EXIT_IRQ);
	take_interrupts();
	CHECK_EQ(cpu(0)->last_irq, 3);
	second_wait();
	realm_destroy(&realm);
}

#define GICD_CTLR_ARE_NS	(1u << 4)
#define GICR_WAKER_ASLEEP	(3u << 1)	/* ProcessorSleep, ChildrenAsleep */
#define GICR_TYPER_LAST		(1ul << 4)
#define ICC_SRE_OPEN		((1ul << 3) | (1ul << 0))
#define GICD_TYPER		(GICD_BASE + 0x004)
#define GICD_ISENABLER(intid)	(GICD_BASE + 0x100 + (intid) / 32 * 4)
#define GICD_ICENABLER(intid)	(GICD_BASE + 0x180 + (intid) / 32 * 4)
#define SECURE_PRIVATE		((1u << 20) | 0xff00u)
#define SPIS			256u

static void check_found(const struct gic_found *found, uint64_t cpu)
{
	CHECK_EQ(found->ctlr & GICD_CTLR_ARE_NS, GICD_CTLR_ARE_NS);
	CHECK_EQ(found->waker & GICR_WAKER_ASLEEP, 0);
	CHECK_EQ(found->sre & ICC_SRE_OPEN, ICC_SRE_OPEN);
	CHECK_EQ(found->enabled, 0);
	CHECK_EQ(found->type >> 32, cpu);
	CHECK_EQ(found->type & GICR_TYPER_LAST, cpu == CPUS - 1 ? GICR_TYPER_LAST : 0);
}

static void nothing(uint64_t arg)
{
	(void)arg;
}

/* A host may have nothing but TGE in HCR_EL2: all interrupts are its own then, and it has no EL1. */
static void test_tge_alone(void)
{
	uint64_t hcr = read_sysreg(hcr_el2), alone, behind;
	struct rec *rec = &realm.recs[0];

	realm_start(&realm, PROGRAM_SPIN, 0, 0, 0);
	write_sysreg(hcr_el2, HCR_TGE);
	alone = read_sysreg(hcr_el2);	/* with RW, where there is no AArch32 */
	isb();
	host_timer_start(ONE_MS);
	SMC(RMI_REC_ENTER, rec->pa, (uint64_t)rec->run);
	behind = read_sysreg(hcr_el2);
	take_interrupts();
	write_sysreg(hcr_el2, hcr);
	isb();
	CHECK_EQ(behind, alone);
	CHECK_EQ(rec->run->exit.exit_reason, RMI_EXIT_IRQ);
	CHECK_EQ(cpu(0)->last_irq, INTID_HTIMER);
	realm_destroy(&realm);
}

/* What docs/machine.md tells a port that finds the controller set up, and does not do it again. */
static void test_controller(void)
{
	second_start(nothing, 0);
	second_wait();
	for (unsigned int i = 0; i < CPUS; i++)
		check_found(gic_found(i), i);
	CHECK_EQ(gic_private(), ~SECURE_PRIVATE);
	CHECK_EQ(*(volatile uint32_t *)GICD_TYPER & 0x1f, (SPIS + 32) / 32 - 1);
	for (unsigned int intid = 32; intid < SPIS + 32; intid += 32) {
		volatile uint32_t *set = (volatile uint32_t *)GICD_ISENABLER(intid);
		uint32_t before = *set;

		*set = ~0u;
		CHECK_EQ(*set, ~0u);
		*(volatile uint32_t *)GICD_ICENABLER(intid) = ~before;
	}
}

static const struct test tests[] = {
	{ "interrupts/controller-as-found", test_controller },
	{ "interrupts/virtual-timer", test_vtimer },
	{ "interrupts/virtual-timer-masked", test_vtimer_masked },
	{ "interrupts/virtual-timer-wfi", test_vtimer_wfi },
	{ "interrupts/virtual-timer-wfi-trapped", test_vtimer_wfi_trapped },
	{ "interrupts/physical-timer", test_ptimer },
	{ "interrupts/timers-without-eoi-bit", test_timers_without_eoi },
	{ "interrupts/injected", test_virtual_interrupts },
	{ "interrupts/bad-list-registers", test_bad_list_registers },
	{ "interrupts/interface-off-behind-a-run", test_interface_off },
	{ "interrupts/host-timer-ends-spin", test_host_timer },
	{ "interrupts/host-timer-ends-masked-spin", test_host_timer_masked_realm },
	{ "interrupts/host-priority-mask-holds", test_host_priority_mask },
	{ "interrupts/kick-from-other-cpu", test_kick_by_sgi },
	{ "interrupts/host-with-tge-alone", test_tge_alone },
};

const struct suite interrupt_suite = SUITE(tests);
