// SPDX-License-Identifier: BSD-3-Clause
/* ID registers as a realm reads them: nothing that is not switched, and nothing that it has not been given. */
#include "exits.h"
#include "runner.h"

static struct host_realm r;
static uint64_t seen[8][8];

static void reads_id_registers(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int crm = 1; crm < 8; crm++) {
		for (unsigned int op2 = 0; op2 < 8; op2++) {
			guest_cpu(g)->gprs[12] = ~0ull;
			expect_eq(guest_mrs(g, SYSREG_ISS(3u, 0u, 0u, crm, op2), 12), DONE);
			seen[crm][op2] = guest_cpu(g)->gprs[12];
			/* Into XZR: harmless. */
			expect_eq(guest_mrs(g, SYSREG_ISS(3u, 0u, 0u, crm, op2), 31), DONE);
		}
	}
}

static void read_all_with(uint64_t raw, uint64_t flags)
{
	struct rmi_realm_params *p = realm_prepare(&r);

	machine_set_id_registers(raw);
	p->flags = flags;
	p->pmu_num_ctrs = 2;
	p->num_bps = 3;
	p->num_wps = 2;
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
	realm_rec(&r, reads_id_registers, NULL);
	realm_activate(&r);
	realm_run(&r, 0);
	realm_destroy(&r);
}

static void read_all(uint64_t raw)
{
	read_all_with(raw, 0);
}

static uint64_t field(unsigned int crm, unsigned int op2, unsigned int lo)
{
	return seen[crm][op2] >> lo & 0xf;
}

/* Whatever the CPU has. */
static void check_fixed(void)
{
	/* AArch32 and unallocated registers. */
	for (unsigned int crm = 1; crm <= 3; crm++) {
		for (unsigned int op2 = 0; op2 < 8; op2++)
			expect_eq(seen[crm][op2], 0);
	}
	/* PFR0: AArch64 alone at EL0, EL1 and EL3 (there is an SMC), no EL2, SVE, MPAM, AMU, RME; GIC registers. */
	expect_eq(field(4, 0, 0), 1);
	expect_eq(field(4, 0, 4), 1);
	expect_eq(field(4, 0, 8), 0);
	expect_eq(field(4, 0, 12), 1);
	expect_eq(field(4, 0, 24), 1);
	expect_eq(field(4, 0, 32) | field(4, 0, 40) | field(4, 0, 44) | field(4, 0, 52), 0);
	/* PFR1: no MTE, SME, NMI, GCS. */
	expect_eq(field(4, 1, 8) | field(4, 1, 24) | field(4, 1, 36) | field(4, 1, 44), 0);
	/* ZFR0, SMFR0. */
	expect_eq(seen[4][4] | seen[4][5], 0);
	/* DFR0: no trace, PMU, SPE, trace buffers, branch records; debug registers as given. */
	expect_eq(field(5, 0, 4) | field(5, 0, 8) | field(5, 0, 32) | field(5, 0, 40) | field(5, 0, 44) |
		  field(5, 0, 52), 0);
	expect_eq(field(5, 0, 12), 3);
	expect_eq(field(5, 0, 20), 2);
	/* No double lock, and no debug registers behind a selector. */
	expect_eq(field(5, 0, 36), 0xf);
	expect(field(5, 0, 0) <= 10);
	/* No TME. */
	expect_eq(field(6, 0, 24), 0);
	/* MMFR0: at most 48 bits; no fine-grained traps, no ECV. */
	expect(field(7, 0, 0) <= 5);
	expect_eq(field(7, 0, 56) | field(7, 0, 60), 0);
	/* MMFR1: no VHE, MMFR2: no nested virtualisation. */
	expect_eq(field(7, 1, 8) | field(7, 2, 24), 0);
}

static void rich_cpu(void)
{
	read_all(0x1111111111111111ull);
	check_fixed();
}

static void richer_cpu(void)
{
	read_all(0x2222222222222222ull);
	check_fixed();
	/* TGran4 and TGran16 without their LPA2 values. */
	expect(field(7, 0, 28) != 1);
	expect(field(7, 0, 20) < 2);
}

static void richest_cpu(void)
{
	read_all(~0ull);
	check_fixed();
}

static void poor_cpu(void)
{
	read_all(0);
	check_fixed();
	/* What is not there does not appear. */
	expect_eq(seen[6][0] | seen[6][1] | seen[6][2] | seen[7][1] | seen[7][2], 0);
}

/* SVE in two registers, or in neither; fields that are not allocated stay away. */
static void with_sve(void)
{
	read_all_with(0x1111111111111111ull, RMI_REALM_FLAG_SVE);
	expect_eq(field(4, 0, 32), 1);
	expect_eq(seen[4][4], 0x0110111101110011ull & ~0ull);
	expect_eq(field(5, 0, 8), 0);
	read_all_with(0, RMI_REALM_FLAG_SVE);
	expect_eq(field(4, 0, 32) | seen[4][4], 0);
}

/* The PMU as far as its registers are switched. */
static void with_pmu(void)
{
	read_all_with(0x6666666666666666ull, RMI_REALM_FLAG_PMU);
	expect_eq(field(5, 0, 8), 6);
	expect_eq(field(4, 0, 32) | seen[4][4], 0);
	read_all_with(0x9999999999999999ull, RMI_REALM_FLAG_PMU);
	expect_eq(field(5, 0, 8), 8);
	/* Of the implementer's own kind. */
	read_all_with(~0ull, RMI_REALM_FLAG_PMU);
	expect_eq(field(5, 0, 8), 0);
}

/* Writes to them, and other registers of that space. */
static void writes_id_registers(struct guest *g, void *arg)
{
	(void)arg;
	/* Beyond them there is none, on any machine. */
	for (unsigned int crm = 8; crm < 16; crm++) {
		expect_eq(guest_mrs(g, SYSREG_ISS(3u, 0u, 0u, crm, 0u), 12), DONE);
		expect_eq(guest_cpu(g)->gprs[12], 0);
	}
	for (unsigned int crm = 1; crm < 8; crm++)
		expect_eq(guest_msr(g, SYSREG_ISS(3u, 0u, 0u, crm, 0u), 3), DONE);
	guest_cpu(g)->gprs[3] = ~0ull;
	expect_eq(guest_mrs(g, SYSREG_ISS(3u, 0u, 0u, 0u, 5u), 3), DONE);
	expect_eq(guest_cpu(g)->gprs[3], 0);
	expect_eq(guest_mrs(g, SYSREG_ISS(3u, 1u, 0u, 1u, 0u), 3), DONE);
	expect_eq(guest_cpu(g)->gprs[3], 0);
	expect_eq(guest_mrs(g, SYSREG_ISS(2u, 0u, 0u, 1u, 0u), 3), DONE);
	expect_eq(guest_cpu(g)->gprs[3], 0);
}

static void other_registers(void)
{
	realm_simple(&r, 1, writes_id_registers, NULL);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	realm_destroy(&r);
}

static const struct test idreg_tests[] = {
	TEST(rich_cpu), TEST(richer_cpu), TEST(richest_cpu), TEST(poor_cpu), TEST(with_sve), TEST(with_pmu), TEST(other_registers),
};
GROUP(idreg);
