// SPDX-License-Identifier: BSD-3-Clause
/* Performance counters: event filters of the Realm state, and no counter but the realm's own. */
#include "abi/psci.h"
#include "exits.h"
#include "oracle.h"
#include "runner.h"

#define PMCR		SYSREG_ISS(3u, 3u, 9u, 12u, 0u)
#define PMCNTENSET	SYSREG_ISS(3u, 3u, 9u, 12u, 1u)
#define PMCNTENCLR	SYSREG_ISS(3u, 3u, 9u, 12u, 2u)
#define PMOVSCLR	SYSREG_ISS(3u, 3u, 9u, 12u, 3u)
#define PMSWINC		SYSREG_ISS(3u, 3u, 9u, 12u, 4u)
#define PMSELR		SYSREG_ISS(3u, 3u, 9u, 12u, 5u)
#define PMCEID0		SYSREG_ISS(3u, 3u, 9u, 12u, 6u)
#define PMCEID1		SYSREG_ISS(3u, 3u, 9u, 12u, 7u)
#define PMCCNTR		SYSREG_ISS(3u, 3u, 9u, 13u, 0u)
#define PMXEVTYPER	SYSREG_ISS(3u, 3u, 9u, 13u, 1u)
#define PMXEVCNTR	SYSREG_ISS(3u, 3u, 9u, 13u, 2u)
#define PMUSERENR	SYSREG_ISS(3u, 3u, 9u, 14u, 0u)
#define PMOVSSET	SYSREG_ISS(3u, 3u, 9u, 14u, 3u)
#define PMINTENSET	SYSREG_ISS(3u, 0u, 9u, 14u, 1u)
#define PMINTENCLR	SYSREG_ISS(3u, 0u, 9u, 14u, 2u)
#define PMMIR		SYSREG_ISS(3u, 0u, 9u, 14u, 6u)
#define PMEVCNTR(n)	SYSREG_ISS(3u, 3u, 14u, 8u + (n) / 8u, (n) % 8u)
#define PMEVTYPER(n)	SYSREG_ISS(3u, 3u, 14u, 12u + (n) / 8u, (n) % 8u)
#define PMCCFILTR	PMEVTYPER(31u)
/* Of versions that a realm does not read of. */
#define PMZR		SYSREG_ISS(3u, 3u, 9u, 13u, 4u)
#define PMUACR		SYSREG_ISS(3u, 0u, 9u, 14u, 4u)
#define PMICNTR		SYSREG_ISS(3u, 3u, 9u, 4u, 0u)

#define P	(1ull << 31)
#define U	(1ull << 30)
#define NSK	(1ull << 29)
#define NSU	(1ull << 28)
#define NSH	(1ull << 27)
#define M	(1ull << 26)
#define MT	(1ull << 25)
#define SH	(1ull << 24)
#define RLK	(1ull << 22)
#define RLU	(1ull << 21)
#define RLH	(1ull << 20)
#define CYCLES	(1ull << 31)
#define E	1ull

#define COUNTERS	2u

#define get	exits_mrs
#define set	exits_msr

static struct host_realm r;
static uint64_t num_counters = COUNTERS;

/* A realm that has so many counters; the flag may not be there. */
static void build(uint64_t flags, guest_main *main)
{
	struct rmi_realm_params *p = realm_prepare(&r);

	p->flags = flags;
	p->pmu_num_ctrs = num_counters;
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
	realm_rec(&r, main, NULL);
}

static void run_with(guest_main *main)
{
	build(RMI_REALM_FLAG_PMU, main);
	realm_activate(&r);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect(guest_finished(r.rec[0].guest));
	realm_destroy(&r);
}

/* What the realm writes, and what the hardware gets. It reads what it wrote, where that is there. */
static const struct { uint64_t written, hardware; } filters[] = {
	{ 0x11, M | 0x11 },
	{ P, P },
	{ RLK, P },
	{ P | RLK | 8, M | 8 },
	{ U, M | U },
	{ RLU, M | U },
	{ U | RLU, M },
	{ P | U, P | U },
	{ RLK | RLU, P | U },
	{ P | U | RLK | RLU, M },
	{ P | RLU, P | U },
	{ U | RLK, P | U },
	/* No other state, and nothing above EL1, whatever is asked for. */
	{ NSH, M },
	{ NSH | RLH, M },
	{ RLH, M },
	{ SH, M },
	{ M, M },
	{ P | M, P },
	{ NSK | NSU | 7, M | 7 },
	/* As Arm's compliance suite has it. */
	{ P | U | NSH | RLK | RLH | 8, M | U | 8 },
};

static void sets_filters(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int i = 0; i < sizeof(filters) / sizeof(filters[0]); i++) {
		for (unsigned int n = 0; n < COUNTERS; n++) {
			set(g, PMEVTYPER(n), filters[i].written);
			expect_eq(guest_hw(g)->pmu.evtyper[n], filters[i].hardware);
			expect_eq(get(g, PMEVTYPER(n)), filters[i].written);
		}
		set(g, PMCCFILTR, filters[i].written & ~0xffull);
		expect_eq(guest_hw(g)->pmu.pmccfiltr, filters[i].hardware & ~0xffull);
		expect_eq(get(g, PMCCFILTR), filters[i].written & ~0xffull);
	}
	/* All bits: those that are there, and events of one thread only. */
	set(g, PMEVTYPER(1), ~0ull);
	expect_eq(guest_hw(g)->pmu.evtyper[1], M | 0x80ffff);
	expect_eq(get(g, PMEVTYPER(1)), 0xfdf0ffff);
	set(g, PMEVTYPER(1), MT | 3);
	expect_eq(get(g, PMEVTYPER(1)), 3);
	/* Each counter has its own. */
	expect_eq(get(g, PMEVTYPER(0)), P | U | NSH | RLK | RLH | 8);
}

static void translation(void)
{
	run_with(sets_filters);
}

static void selects(struct guest *g, void *arg)
{
	(void)arg;
	set(g, PMSELR, 1);
	set(g, PMXEVTYPER, P | RLK | 5);
	set(g, PMXEVCNTR, 0x1234);
	expect_eq(guest_hw(g)->pmu.evtyper[1], M | 5);
	expect_eq(guest_hw(g)->pmu.evtyper[0], 0);
	expect_eq(get(g, PMEVTYPER(1)), P | RLK | 5);
	expect_eq(get(g, PMEVCNTR(1)), 0x1234);
	set(g, PMSELR, 31);
	set(g, PMXEVTYPER, U | RLU);
	expect_eq(guest_hw(g)->pmu.pmccfiltr, M);
	expect_eq(get(g, PMCCFILTR), U | RLU);
	/* The cycle counter's value has a register of its own. */
	set(g, PMXEVCNTR, 7);
	expect_eq(get(g, PMXEVCNTR), 0);
	/* A direct access leaves the selection as it is. */
	set(g, PMEVTYPER(0), RLK | 6);
	set(g, PMEVCNTR(0), 9);
	expect_eq(get(g, PMEVCNTR(0)), 9);
	expect_eq(get(g, PMSELR), 31);
	expect_eq(get(g, PMXEVTYPER), U | RLU);
	set(g, PMSELR, 0);
	expect_eq(get(g, PMXEVTYPER), RLK | 6);
	expect_eq(get(g, PMXEVCNTR), 9);
}

static void selector(void)
{
	run_with(selects);
}

static uint64_t both(struct guest *g)
{
	return get(g, PMEVCNTR(0)) << 32 | get(g, PMEVCNTR(1));
}

/* Software increments, by who executes them. */
static void increments(struct guest *g, void *arg)
{
	uint64_t at_el1 = guest_cpu(g)->pstate;

	(void)arg;
	set(g, PMEVTYPER(0), P | RLK | U);
	set(g, PMEVTYPER(1), RLK);
	set(g, PMCNTENSET, 3);
	set(g, PMSWINC, 3);
	expect_eq(both(g), 0);
	set(g, PMCR, E);
	set(g, PMSWINC, 3);
	expect_eq(both(g), 1ull << 32);
	guest_cpu(g)->pstate = 0;
	set(g, PMSWINC, ~0ull);
	expect_eq(both(g), 1ull << 32 | 1);
	guest_cpu(g)->pstate = at_el1;
	/* Not selected, another event, off. */
	set(g, PMSWINC, 2);
	set(g, PMEVTYPER(0), P | RLK | 1);
	set(g, PMSWINC, 1);
	set(g, PMEVTYPER(0), P | RLK);
	set(g, PMCNTENCLR, 1);
	set(g, PMSWINC, 1);
	expect_eq(both(g), 1ull << 32 | 1);
	set(g, PMCR, E | 2);
	expect_eq(both(g), 0);
}

static void software(void)
{
	run_with(increments);
}

#define LP	(1ull << 7)
#define FZO	(1ull << 9)
#define CHAIN	0x1e

static void overflows_in_software(struct guest *g, void *arg)
{
	(void)arg;
	set(g, PMCR, E);
	set(g, PMCNTENSET, 7);
	set(g, PMEVTYPER(1), P | RLK | CHAIN);
	set(g, PMEVCNTR(0), 0xfffffffe);
	set(g, PMSWINC, 3);
	expect_eq(get(g, PMOVSSET), 0);
	set(g, PMSWINC, 3);
	expect_eq(get(g, PMOVSSET), 1);
	expect_eq(get(g, PMEVCNTR(1)), 1);
	/* The second counter's filter is its own; its overflow goes no further. */
	set(g, PMEVTYPER(1), RLK | CHAIN);
	set(g, PMEVCNTR(0), 0xffffffff);
	set(g, PMSWINC, 1);
	expect_eq(get(g, PMEVCNTR(1)), 1);
	set(g, PMEVTYPER(1), 0);
	set(g, PMEVCNTR(1), 0xffffffff);
	set(g, PMEVTYPER(2), CHAIN);
	set(g, PMSWINC, 2);
	expect_eq(get(g, PMOVSSET), 3);
	expect_eq(get(g, PMEVCNTR(2)), 0);
	/* Frozen by an overflow, but not by that of the cycles. */
	set(g, PMCR, E | FZO);
	set(g, PMEVCNTR(0), 5);
	set(g, PMSWINC, 1);
	expect_eq(get(g, PMEVCNTR(0)), 5);
	set(g, PMOVSCLR, 3);
	set(g, PMOVSSET, 1u << 31);
	set(g, PMSWINC, 1);
	expect_eq(get(g, PMEVCNTR(0)), 6);
	set(g, PMOVSCLR, 1u << 31);
	/* Long counters. */
	set(g, PMCR, E | LP);
	set(g, PMEVCNTR(0), 0xffffffff);
	set(g, PMSWINC, 1);
	expect_eq(get(g, PMEVCNTR(0)), 1ull << 32);
	expect_eq(get(g, PMOVSSET), 0);
	set(g, PMEVCNTR(0), ~0ull);
	set(g, PMSWINC, 1);
	expect_eq(get(g, PMOVSSET), 1);
}

static void software_overflow(void)
{
	num_counters = 3;
	run_with(overflows_in_software);
	num_counters = COUNTERS;
}

static void beyond(struct guest *g, uint32_t iss)
{
	set(g, iss, ~0ull);
	expect_eq(get(g, iss), 0);
}

static void set_and_clear(struct guest *g, uint32_t set_iss, uint32_t clear_iss)
{
	set(g, set_iss, ~0ull);
	expect_eq(get(g, set_iss), CYCLES | 3);
	expect_eq(get(g, clear_iss), CYCLES | 3);
	set(g, clear_iss, ~2ull);
	expect_eq(get(g, set_iss), 2);
	set(g, clear_iss, ~0ull);
	expect_eq(get(g, set_iss), 0);
}

/* Six counters are there, two the realm's. */
static void reaches_out(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int n = COUNTERS; n < 31; n++) {
		beyond(g, PMEVCNTR(n));
		beyond(g, PMEVTYPER(n));
		set(g, PMSELR, n);
		beyond(g, PMXEVCNTR);
		beyond(g, PMXEVTYPER);
	}
	beyond(g, PMEVCNTR(31u));
	set_and_clear(g, PMCNTENSET, PMCNTENCLR);
	set_and_clear(g, PMOVSSET, PMOVSCLR);
	set_and_clear(g, PMINTENSET, PMINTENCLR);
	expect_eq(get(g, PMCR), COUNTERS << 11);
	set(g, PMCR, ~0ull);
	expect_eq(get(g, PMCR) >> 11 & 31, COUNTERS);
	expect_eq(get(g, PMCR) & 0xff, 0xf9);
	set(g, PMUSERENR, ~0ull);
	expect_eq(get(g, PMUSERENR), 0xf);
	set(g, PMCCNTR, CANARY(1));
	expect_eq(get(g, PMCCNTR), CANARY(1));
	/* Constants, and what can only be written. */
	set(g, PMCEID0, 0);
	set(g, PMCEID1, 0);
	set(g, PMMIR, 0);
	expect_eq(get(g, PMCEID0), MACHINE_PMCEID);
	expect_eq(get(g, PMCEID1), MACHINE_PMCEID + 1);
	expect_eq(get(g, PMMIR), MACHINE_PMCEID + 2);
	expect_eq(get(g, PMSWINC), 0);
	beyond(g, PMZR);
	beyond(g, PMUACR);
	beyond(g, PMICNTR);
}

static void bounds(void)
{
	run_with(reaches_out);
}

static void has_none(struct guest *g, void *arg)
{
	(void)arg;
	beyond(g, PMCR);
	beyond(g, PMCNTENSET);
	beyond(g, PMSELR);
	beyond(g, PMCCNTR);
	beyond(g, PMEVTYPER(0));
	beyond(g, PMXEVTYPER);
	beyond(g, PMCCFILTR);
	beyond(g, PMCEID0);
}

/* The number alone makes no counters. */
static void no_counters(void)
{
	build(0, has_none);
	realm_activate(&r);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect(guest_finished(r.rec[0].guest));
	realm_destroy(&r);
}

static void overflows(struct guest *g, void *arg)
{
	(void)arg;
	set(g, PMEVTYPER(1), P | RLK | NSH);
	set(g, PMCNTENSET, 2);
	set(g, PMINTENSET, 2);
	set(g, PMCR, E);
	set(g, PMOVSSET, 2);
	guest_interrupted(g);
	expect_eq(get(g, PMEVTYPER(1)), P | RLK | NSH);
	expect_eq(guest_hw(g)->pmu.evtyper[1], M);
	expect_eq(get(g, PMOVSCLR), 2);
	set(g, PMOVSCLR, 2);
}

/* The host hears of an overflow. Nothing is lost between two runs. */
static void overflow(void)
{
	build(RMI_REALM_FLAG_PMU, overflows);
	realm_activate(&r);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect_eq(run_exit(&r, 0)->pmu_ovf_status, 1);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect_eq(run_exit(&r, 0)->pmu_ovf_status, 0);
	expect(guest_finished(r.rec[0].guest));
	realm_destroy(&r);
}

static void turns_on(struct guest *g, void *arg)
{
	(void)arg;
	expect_eq(guest_call(g, PSCI_CPU_ON_64, 1, 0x7000, 0, 0), PSCI_SUCCESS);
}

static void starts_twice(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int start = 0; start < 2; start++) {
		expect_eq(get(g, PMEVTYPER(0)) | get(g, PMEVTYPER(1)) | get(g, PMCCFILTR), 0);
		set(g, PMEVTYPER(0), P | RLK | 8);
		set(g, PMCCFILTR, U | RLU);
		if (start == 0)
			guest_call(g, PSCI_CPU_OFF, 0, 0, 0, 0);
	}
}

/* A virtual CPU that is switched on again has no filters left. */
static void reset(void)
{
	build(RMI_REALM_FLAG_PMU, turns_on);
	realm_rec(&r, starts_twice, NULL);
	realm_activate(&r);
	expect_eq(realm_enter(&r, 1)->exit_reason, RMI_EXIT_PSCI);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_PSCI);
	expect_ok(rmi(RMI_PSCI_COMPLETE, r.rec[0].rec, r.rec[1].rec, PSCI_SUCCESS));
	expect_eq(realm_enter(&r, 1)->exit_reason, RMI_EXIT_IRQ);
	expect(guest_finished(r.rec[1].guest));
	realm_run(&r, 0);
	realm_destroy(&r);
}

static const struct test pmu_tests[] = {
	TEST(translation), TEST(selector), TEST(software), TEST(software_overflow), TEST(bounds), TEST(no_counters), TEST(overflow), TEST(reset),
};
GROUP(pmu);
