// SPDX-License-Identifier: BSD-3-Clause
/* Fake CPUs: the state of a realm's virtual CPU, in memory and in "hardware". */
#include "guest.h"

#include <string.h>

#define PSTATE_EL1H_MASKED	0x3c5u

void port_realm_cpu_reset(struct realm_cpu *cpu, const struct realm_cpu_identity *identity)
{
	const struct realm_cpu_identity kept = *identity;

	memset(cpu, 0, sizeof(*cpu));
	cpu->identity = kept;
	cpu->debug.os_locked = true;
	cpu->pstate = PSTATE_EL1H_MASKED;
	cpu->sys.sctlr_el1 = 0x30c50830u;
	cpu->sys.cpacr_el1 = 3u << 20;
}

void cpu_state_to_hardware(struct realm_cpu *cpu)
{
	memset(&cpu->sys, 0xa5, sizeof(cpu->sys));
	memset(&cpu->gic, 0xa5, sizeof(cpu->gic));
	memset(&cpu->fp, 0xa5, sizeof(cpu->fp));
	memset(&cpu->sve, 0xa5, sizeof(cpu->sve));
	memset(&cpu->pmu, 0xa5, sizeof(cpu->pmu));
}

/* Vectors that a guest has filled: its pages are the oracle's to find again. */
static void keep_vectors(const struct realm_cpu_identity *identity)
{
	for (unsigned int i = 0; identity->options.sve && i < REALM_SVE_PAGES; i++) {
		if ((uintptr_t)identity->sve_pages[i] % PAGE_SIZE != 0)
			machine_fail("vectors are not in pages");
		memset(identity->sve_pages[i], 0xa5, PAGE_SIZE);
	}
}

void cpu_state_from_hardware(struct realm_cpu *cpu, const struct realm_cpu *hw)
{
	cpu->sys = hw->sys;
	cpu->gic = hw->gic;
	cpu->fp = hw->fp;
	cpu->sve = hw->sve;
	cpu->pmu = hw->pmu;
	keep_vectors(&cpu->identity);
}

static uint64_t id_value = 0x1111111111111111ull;

void machine_set_id_registers(uint64_t value)
{
	id_value = value;
}

uint64_t port_id_register(unsigned int crm, unsigned int op2)
{
	if (crm < 1 || crm > 7 || op2 > 7)
		machine_fail("there is no ID register with CRm %u, op2 %u", crm, op2);
	return id_value;
}
