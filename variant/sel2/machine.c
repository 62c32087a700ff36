/* SPDX-License-Identifier: BSD-3-Clause */
/* What this CPU offers to realms. */
#include "machine.h"

#include <stddef.h>

#include "port/attest.h"
#include "realm_state.h"
#include "sysreg.h"

static struct machine_features features;

static uint8_t physical_bits(void)
{
	static const uint8_t bits[] = { 32, 36, 40, 42, 44, 48 };
	uint64_t parange = FIELD(read_sysreg(id_aa64mmfr0_el1), 3, 0);

	/* 52 bits need LPA2, which is not offered. */
	return parange < sizeof(bits) ? bits[parange] : 48;
}

const char *machine_missing(void)
{
	uint64_t isar0 = read_sysreg(id_aa64isar0_el1);

	if (FIELD(isar0, 15, 12) < 2)
		return "this CPU has no SHA-256 and SHA-512 instructions";
	return NULL;
}

bool port_sealing(void)
{
	return TMM_SEALING != 0;
}

/* `vector_bytes`: the longest SVE vector, 0 where there is no SVE. */
void machine_start(unsigned int vector_bytes)
{
	uint64_t debug = read_sysreg(id_aa64dfr0_el1);

	features.pa_bits = physical_bits();
	features.ipa_bits = features.pa_bits;
	features.vmid_bits = FIELD(read_sysreg(id_aa64mmfr1_el1), 7, 4) == 2 ? 16 : 8;
	features.num_bps = (uint8_t)(FIELD(debug, 15, 12) + 1);
	features.num_wps = (uint8_t)(FIELD(debug, 23, 20) + 1);
	features.sve_vectors = (uint8_t)(vector_bytes / 16);
	features.has_pmu = pmu_there();
	if (features.has_pmu) {
		features.pmu_num_ctrs = pmu_num_counters();
		features.pmu_min_ctrs = pmu_min_counters();
	}
	features.gic_num_lrs = (uint8_t)gic_num_lrs();
	features.gic_pri_bits = (uint8_t)gic_priority_bits();
	features.gic_id_bits = (uint8_t)gic_id_bits();
	features.timer_frequency = (uint32_t)read_sysreg(cntfrq_el0);
}

const struct machine_features *port_machine(void)
{
	return &features;
}
