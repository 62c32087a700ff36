/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Performance counters. In the hardware a realm that has them has them whole: the host's come out before and go back
 * afterwards; what of them it reaches is the core's to say. Where a realm has none, the host's stand still while it runs.
 * Nothing is counted at this exception level: MDCR_EL2.{HPMD,HCCD}.
 */
#include "realm_state.h"

#include "port/sysregs.h"
#include "sysreg.h"

#define ALL		0x1ffffffffull	/* up to the counter of instructions, which no realm has */

#define DFR0_PMU_IMPDEF	0xfu
#define DFR0_PMU_PMMIR	4u	/* from version 3.4 on there is PMMIR_EL1 */

static uint64_t version(void)
{
	return FIELD(read_sysreg(id_aa64dfr0_el1), 11, 8);
}

bool pmu_there(void)
{
	return version() != 0 && version() != DFR0_PMU_IMPDEF;
}

uint8_t pmu_num_counters(void)
{
	return (uint8_t)FIELD(read_sysreg(pmcr_el0), 15, 11);
}

/* A guest without any event counter is FEAT_HPMN0. */
uint8_t pmu_min_counters(void)
{
	return FIELD(read_sysreg(id_aa64dfr0_el1), 63, 60) == 0;
}

/* Event counters by their numbers, which the selector turns into registers. */
static void select(uint64_t n)
{
	write_sysreg(pmselr_el0, n);
	isb();	/* the registers behind it are those */
}

void pmu_save(struct realm_pmu *pmu)
{
	pmu_stop(pmu);
	isb();	/* nothing counts from here on */
	pmu->pmcnten = read_sysreg(pmcntenset_el0);
	pmu->pmovs = read_sysreg(pmovsset_el0);
	pmu->pminten = read_sysreg(pmintenset_el1);
	pmu->pmselr = read_sysreg(pmselr_el0);
	pmu->pmuserenr = read_sysreg(pmuserenr_el0);
	pmu->pmccntr = read_sysreg(pmccntr_el0);
	pmu->pmccfiltr = read_sysreg(pmccfiltr_el0);
	for (unsigned int i = 0; i < port_machine()->pmu_num_ctrs; i++) {
		select(i);
		pmu->evcntr[i] = read_sysreg(pmxevcntr_el0);
		pmu->evtyper[i] = read_sysreg(pmxevtyper_el0);
	}
}

/* All counters there are, so that of one that the realm has not got nothing is left either. */
void pmu_load(const struct realm_pmu *pmu)
{
	write_sysreg(pmcntenclr_el0, ALL);
	write_sysreg(pmintenclr_el1, ALL);
	write_sysreg(pmovsclr_el0, ALL);
	for (unsigned int i = 0; i < port_machine()->pmu_num_ctrs; i++) {
		select(i);
		write_sysreg(pmxevcntr_el0, pmu->evcntr[i]);
		write_sysreg(pmxevtyper_el0, pmu->evtyper[i]);
	}
	write_sysreg(pmccntr_el0, pmu->pmccntr);
	write_sysreg(pmccfiltr_el0, pmu->pmccfiltr);
	write_sysreg(pmuserenr_el0, pmu->pmuserenr);
	write_sysreg(pmselr_el0, pmu->pmselr);
	write_sysreg(pmovsset_el0, pmu->pmovs);
	write_sysreg(pmintenset_el1, pmu->pminten);
	write_sysreg(pmcntenset_el0, pmu->pmcnten);
	isb();	/* all is set before anything counts */
	pmu_go_on(pmu);
}

/* What can be read and written, by op1, CRm and op2. */
#define EACH_REGISTER(op) \
	op(3, 12, 0) op(3, 12, 1) op(3, 12, 2) op(3, 12, 3) op(3, 12, 5) op(3, 13, 0) op(3, 13, 1) op(3, 13, 2) \
	op(3, 14, 0) op(3, 14, 3) op(0, 14, 1) op(0, 14, 2)
#define READ(op1, crm, op2) \
	case SYSREG(3u, op1##u, 9u, crm##u, op2##u): return read_sysreg(s3_##op1##_c9_c##crm##_##op2);
#define WRITE(op1, crm, op2) \
	case SYSREG(3u, op1##u, 9u, crm##u, op2##u): write_sysreg(s3_##op1##_c9_c##crm##_##op2, value); break;

uint64_t port_realm_pmu_read(unsigned int sysreg)
{
	switch (sysreg) {
	EACH_REGISTER(READ)
	READ(3, 12, 6)
	READ(3, 12, 7)
	case SYSREG_PMMIR_EL1:
		return version() >= DFR0_PMU_PMMIR ? read_sysreg(s3_0_c9_c14_6) : 0;
	default:
		return 0;
	}
}

void port_realm_pmu_write(unsigned int sysreg, uint64_t value)
{
	switch (sysreg) {
	EACH_REGISTER(WRITE)
	default:
		break;
	}
	isb();	/* what is read next is what this has made of it: another counter may be selected */
}
