/* SPDX-License-Identifier: BSD-3-Clause */
/* A realm with performance counters. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define PMCR_E		(1ul << 0)
#define PMCR_N(pmcr)	((pmcr) >> 11 & 0x1f)
#define CYCLES		(1ul << 31)
#define EVENT_SW_INCR	0x00
#define EVENT_CPU_CYCLES	0x11
#define EVENT_INST_RETIRED	0x08

#define ROUNDS		5u
#define SPIN		500000ul
#define USERENR_EN	1ul

/* Filters of the Realm state: counted at EL1 where P is RLK, at EL0 where U is RLU. */
#define P		(1ul << 31)
#define U		(1ul << 30)
#define NSK		(1ul << 29)
#define NSU		(1ul << 28)
#define NSH		(1ul << 27)
#define RLK		(1ul << 22)
#define RLU		(1ul << 21)
#define RLH		(1ul << 20)
#define REALM_EL1_ONLY	(P | RLK | U | NSH | RLH)

/* el0.S */
uint64_t el0_spin(uint64_t rounds);

static void count_events(unsigned int times)
{
	for (unsigned int i = 0; i < times; i++)
		write_sysreg(pmswinc_el0, 1);
	isb();
}

/* As after a reset, and nothing of the host's. */
static void check_first_state(uint64_t counters)
{
	CHECK((read_sysreg(id_aa64dfr0_el1) >> 8 & 0xf) != 0);
	CHECK_EQ(PMCR_N(read_sysreg(pmcr_el0)), counters);
	CHECK_EQ(read_sysreg(pmcr_el0) & PMCR_E, 0);
	CHECK_EQ(read_sysreg(pmccntr_el0), 0);
	CHECK_EQ(read_sysreg(pmccfiltr_el0), 0);
	CHECK_EQ(read_sysreg(pmcntenset_el0), 0);
	CHECK_EQ(read_sysreg(pmintenset_el1), 0);
	CHECK_EQ(read_sysreg(pmovsset_el0), 0);
	CHECK_EQ(read_sysreg(pmuserenr_el0), 0);
	CHECK_EQ(read_sysreg(pmselr_el0), 0);
	for (uint64_t i = 0; i < counters; i++) {
		write_sysreg(pmselr_el0, i);
		isb();
		CHECK_EQ(read_sysreg(pmxevcntr_el0), 0);
		CHECK_EQ(read_sysreg(pmxevtyper_el0), 0);
	}
	write_sysreg(pmselr_el0, 0);
}

/* Counted where the realm is, and not while the host has the CPU: the client keeps it for 20 ms at each point. */
static void check_cycles(void)
{
	uint64_t shortest = ~0ul;

	write_sysreg(pmevtyper0_el0, EVENT_CPU_CYCLES);
	write_sysreg(pmcntenset_el0, CYCLES | 1);
	isb();
	for (unsigned int i = 0; i < ROUNDS; i++) {
		uint64_t before = read_sysreg(pmccntr_el0), events = read_sysreg(pmevcntr0_el0), cycles;

		point(10, 0);
		cycles = read_sysreg(pmccntr_el0) - before;
		events = read_sysreg(pmevcntr0_el0) - events;
		CHECK(cycles > 0);
		CHECK(events > 0);
		if ((cycles | events) < shortest)
			shortest = cycles | events;
	}
	point(11, shortest);
	write_sysreg(pmcntenclr_el0, CYCLES | 1);
}

void program_pmu(uint64_t counters, uint64_t b, uint64_t c)
{
	(void)b, (void)c;
	check_first_state(counters);
	write_sysreg(pmselr_el0, 3);
	write_sysreg(pmuserenr_el0, 0xd);
	write_sysreg(pmevtyper0_el0, EVENT_SW_INCR);
	write_sysreg(pmcntenset_el0, 1);
	write_sysreg(pmcr_el0, PMCR_E);
	isb();
	count_events(5);
	CHECK_EQ(read_sysreg(pmevcntr0_el0), 5);
	point(1, 0);
	/* Kept while the host had its own. */
	CHECK_EQ(read_sysreg(pmevcntr0_el0), 5);
	CHECK_EQ(read_sysreg(pmselr_el0), 3);
	CHECK_EQ(read_sysreg(pmuserenr_el0), 0xd);
	CHECK_EQ(read_sysreg(pmcntenset_el0), 1);
	CHECK_EQ(read_sysreg(pmcr_el0) & PMCR_E, 1);
	/* An overflow that nobody wants to hear of; then one that the host must. */
	write_sysreg(pmevcntr0_el0, 0xffffffff);
	count_events(1);
	CHECK_EQ(read_sysreg(pmovsset_el0), 1);
	point(2, 0);
	write_sysreg(pmintenset_el1, 1);
	isb();
	point(3, 0);
	CHECK_EQ(read_sysreg(pmovsset_el0), 1);
	write_sysreg(pmovsclr_el0, 1);
	isb();
	point(4, 0);
	check_cycles();
}

static uint64_t el1_spin(uint64_t rounds)
{
	asm volatile("1: subs %0, %0, #1\n\tb.ne 1b" : "+r"(rounds) :: "cc");
	return rounds;
}

enum { EVENT_COUNTER, CYCLE_COUNTER };

static uint64_t read_counter(unsigned int which)
{
	return which == EVENT_COUNTER ? read_sysreg(pmevcntr0_el0) : read_sysreg(pmccntr_el0);
}

static void set_filter(unsigned int which, uint64_t filter)
{
	if (which == EVENT_COUNTER)
		write_sysreg(pmevtyper0_el0, filter | EVENT_CPU_CYCLES);
	else
		write_sysreg(pmccfiltr_el0, filter);
	isb();
}

/*
 * Whether more than half of the time is in the counter. The emulator may be kept from running anywhere, and the realm's
 * host may have the CPU: out of a few attempts one must be as `wanted`.
 */
static void check_spin(unsigned int which, uint64_t (*spin)(uint64_t), bool wanted)
{
	bool counted = !wanted;

	for (unsigned int i = 0; i < ROUNDS && counted != wanted; i++) {
		uint64_t start = read_sysreg(cntpct_el0), count = read_counter(which), time;

		spin(SPIN);
		count = read_counter(which) - count;
		time = read_sysreg(cntpct_el0) - start;
		counted = count > time / 2;
	}
	CHECK_EQ(counted, wanted);
}

static void check_filter(uint64_t filter, bool el1, bool el0)
{
	for (unsigned int which = EVENT_COUNTER; which <= CYCLE_COUNTER; which++) {
		set_filter(which, filter);
		check_spin(which, el1_spin, el1);
		check_spin(which, el0_spin, el0);
	}
	CHECK_EQ(read_sysreg(pmevtyper0_el0), filter | EVENT_CPU_CYCLES);
	CHECK_EQ(read_sysreg(pmccfiltr_el0), filter);
}

/* By the selector too, and kept while the host runs. */
static void check_selected(uint64_t last)
{
	write_sysreg(pmselr_el0, 31);
	isb();
	write_sysreg(pmxevtyper_el0, P | RLK | RLU);
	write_sysreg(pmselr_el0, last);
	isb();
	write_sysreg(pmxevtyper_el0, RLK | NSH | EVENT_SW_INCR);
	isb();
	point(1, 0);
	CHECK_EQ(read_sysreg(pmselr_el0), last);
	CHECK_EQ(read_sysreg(pmxevtyper_el0), RLK | NSH | EVENT_SW_INCR);
	CHECK_EQ(read_sysreg(pmccfiltr_el0), P | RLK | RLU);
	write_sysreg(pmselr_el0, last + 1);
	isb();
	write_sysreg(pmxevtyper_el0, P | RLK);
	write_sysreg(pmxevcntr_el0, 1);
	CHECK_EQ(read_sysreg(pmxevtyper_el0) | read_sysreg(pmxevcntr_el0), 0);
	check_spin(CYCLE_COUNTER, el1_spin, true);
	check_spin(CYCLE_COUNTER, el0_spin, false);
}

void program_pmu_filters(uint64_t counters, uint64_t b, uint64_t c)
{
	(void)b, (void)c;
	check_first_state(counters);
	write_sysreg(pmcntenset_el0, ~0ul);
	write_sysreg(pmcr_el0, PMCR_E);
	isb();
	CHECK_EQ(read_sysreg(pmcntenset_el0), CYCLES | ((1ul << counters) - 1));
	check_filter(0, true, true);
	check_filter(P | U, false, false);
	check_filter(REALM_EL1_ONLY, true, false);
	check_filter(RLK, false, true);
	check_filter(P | RLK | U | RLU | NSK | NSU, true, true);
	check_filter(RLK | RLU, false, false);
	check_selected(counters - 1);
	CHECK_EQ(el0_spin(1), 0);
	write_sysreg(pmuserenr_el0, USERENR_EN);
	isb();
	CHECK(el0_spin(1) != 0);
}

/* The interrupt is the host's to inject; its cause is the realm's to clear. */
static void on_overflow(unsigned int intid)
{
	CHECK_EQ(intid, INTID_PMU);
	CHECK_EQ(read_sysreg(pmovsset_el0), 1);
	write_sysreg(pmintenclr_el1, read_sysreg(pmintenset_el1));
	isb();
}

/* The emulator counts instructions where its time is made of them (--icount). */
static uint64_t instructions_or_cycles(void)
{
	return read_sysreg(pmceid0_el0) & 1ul << EVENT_INST_RETIRED ? EVENT_INST_RETIRED : EVENT_CPU_CYCLES;
}

void program_pmu_overflow(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	interrupts_on(on_overflow);
	unmask();
	write_sysreg(pmevcntr0_el0, 0xffffff00);
	write_sysreg(pmevtyper0_el0, REALM_EL1_ONLY | instructions_or_cycles());
	write_sysreg(pmcntenset_el0, 1);
	write_sysreg(pmintenset_el1, 1);
	write_sysreg(pmcr_el0, PMCR_E);
	isb();
	while (read_sysreg(pmintenset_el1) != 0)
		;
	mask();
	CHECK_EQ(vcpu()->irqs, 1);
	write_sysreg(pmcr_el0, 0);
	point(1, 0);
}
