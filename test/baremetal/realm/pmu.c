/* SPDX-License-Identifier: BSD-3-Clause */
/* A realm with performance counters. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define PMCR_E		(1ul << 0)
#define PMCR_N(pmcr)	((pmcr) >> 11 & 0x1f)
#define CYCLES		(1ul << 31)
#define EVENT_SW_INCR	0x00
#define EVENT_CPU_CYCLES	0x11

#define ROUNDS		5u

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
