// SPDX-License-Identifier: BSD-3-Clause
/* Fake CPUs: performance monitors. Nothing counts by itself. */
#include "guest_inner.h"
#include "port/sysregs.h"

#define COUNTERS	6u
#define PMCR_P		2ull
#define PMCR_C		4ull
#define PMCR_STORED	0x2f9ull
#define TYPE_STORED	0xff80ffffull	/* no Realm state: RLK, RLU, RLH are not there */
#define TYPE_P		(1ull << 31)
#define TYPE_NSH	(1ull << 27)
#define TYPE_M		(1ull << 26)
#define TYPE_MT		(1ull << 25)
#define TYPE_SH		(1ull << 24)

/* The monitor's work is not the realm's to count, nor is anybody else's. */
static uint64_t checked_type(uint64_t type)
{
	if ((type & TYPE_NSH) != 0 || (type & TYPE_SH) != 0)
		machine_fail("a realm counts at EL2");
	if (((type & TYPE_M) != 0) == ((type & TYPE_P) != 0))
		machine_fail("a realm counts at EL3");
	if ((type & TYPE_MT) != 0)
		machine_fail("a realm counts in other threads");
	return type & TYPE_STORED;
}

static uint64_t checked_counters(const struct realm_cpu *hw, uint64_t mask)
{
	if ((mask & ~(1ull << PMU_CYCLES)) >> hw->identity.options.pmu_num_ctrs != 0)
		machine_fail("a realm reaches a counter that is not its own");
	return mask;
}

/* The selected counter's register; NULL where there is none. */
static uint64_t *selected(struct realm_cpu *hw, bool type)
{
	uint64_t n = hw->pmu.pmselr & 31;

	if (n == PMU_CYCLES)
		return type ? &hw->pmu.pmccfiltr : NULL;
	if (n >= hw->identity.options.pmu_num_ctrs)
		machine_fail("a realm reaches a counter that is not its own");
	return type ? &hw->pmu.evtyper[n] : &hw->pmu.evcntr[n];
}

static void control(struct realm_pmu *pmu, uint64_t value)
{
	for (unsigned int n = 0; n < COUNTERS && (value & PMCR_P) != 0; n++)
		pmu->evcntr[n] = 0;
	if ((value & PMCR_C) != 0)
		pmu->pmccntr = 0;
	pmu->pmcr = value & PMCR_STORED;
}

uint64_t port_realm_pmu_read(unsigned int sysreg)
{
	struct realm_cpu *hw = loaded_hw();
	struct realm_pmu *pmu = &hw->pmu;

	switch (sysreg) {
	case SYSREG_PMCR_EL0: return pmu->pmcr | COUNTERS << 11;
	case SYSREG_PMCNTENSET_EL0: case SYSREG_PMCNTENCLR_EL0: return pmu->pmcnten;
	case SYSREG_PMOVSSET_EL0: case SYSREG_PMOVSCLR_EL0: return pmu->pmovs;
	case SYSREG_PMINTENSET_EL1: case SYSREG_PMINTENCLR_EL1: return pmu->pminten;
	case SYSREG_PMSELR_EL0: return pmu->pmselr;
	case SYSREG_PMUSERENR_EL0: return pmu->pmuserenr;
	case SYSREG_PMCCNTR_EL0: return pmu->pmccntr;
	case SYSREG_PMXEVTYPER_EL0: return *selected(hw, true);
	case SYSREG_PMXEVCNTR_EL0: return *selected(hw, false);
	case SYSREG_PMCEID0_EL0: return MACHINE_PMCEID;
	case SYSREG_PMCEID1_EL0: return MACHINE_PMCEID + 1;
	case SYSREG_PMMIR_EL1: return MACHINE_PMCEID + 2;
	default: machine_fail("no PMU register can be read as 0x%x", sysreg);
	}
}

void port_realm_pmu_write(unsigned int sysreg, uint64_t value)
{
	struct realm_cpu *hw = loaded_hw();
	struct realm_pmu *pmu = &hw->pmu;

	switch (sysreg) {
	case SYSREG_PMCR_EL0: control(pmu, value); break;
	case SYSREG_PMCNTENSET_EL0: pmu->pmcnten |= checked_counters(hw, value); break;
	case SYSREG_PMCNTENCLR_EL0: pmu->pmcnten &= ~checked_counters(hw, value); break;
	case SYSREG_PMOVSSET_EL0: pmu->pmovs |= checked_counters(hw, value); break;
	case SYSREG_PMOVSCLR_EL0: pmu->pmovs &= ~checked_counters(hw, value); break;
	case SYSREG_PMINTENSET_EL1: pmu->pminten |= checked_counters(hw, value); break;
	case SYSREG_PMINTENCLR_EL1: pmu->pminten &= ~checked_counters(hw, value); break;
	case SYSREG_PMSELR_EL0: pmu->pmselr = value & 31; break;
	case SYSREG_PMUSERENR_EL0: pmu->pmuserenr = value; break;
	case SYSREG_PMCCNTR_EL0: pmu->pmccntr = value; break;
	case SYSREG_PMXEVTYPER_EL0: *selected(hw, true) = checked_type(value); break;
	case SYSREG_PMXEVCNTR_EL0: *selected(hw, false) = value; break;
	default: machine_fail("no PMU register can be written as 0x%x", sysreg);
	}
}
