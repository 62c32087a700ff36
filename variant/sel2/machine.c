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

static struct machine_features look(unsigned int vector_bytes)
{
	uint64_t debug = read_sysreg(id_aa64dfr0_el1);

	return (struct machine_features){
		.pa_bits = physical_bits(),
		.ipa_bits = physical_bits(),
		.vmid_bits = FIELD(read_sysreg(id_aa64mmfr1_el1), 7, 4) == 2 ? 16 : 8,
		.num_bps = (uint8_t)(FIELD(debug, 15, 12) + 1),
		.num_wps = (uint8_t)(FIELD(debug, 23, 20) + 1),
		.sve_vectors = (uint8_t)(vector_bytes / 16),
		.has_pmu = pmu_there(),
		.pmu_num_ctrs = pmu_there() ? pmu_num_counters() : 0,
		.pmu_min_ctrs = pmu_there() ? pmu_min_counters() : 0,
		.gic_num_lrs = (uint8_t)gic_num_lrs(),
		.gic_pri_bits = (uint8_t)gic_priority_bits(),
		.gic_id_bits = (uint8_t)gic_id_bits(),
		.timer_frequency = (uint32_t)read_sysreg(cntfrq_el0),
	};
}

void machine_start(unsigned int vector_bytes)
{
	features = look(vector_bytes);
}

bool machine_is_like_first(unsigned int vector_bytes)
{
	const struct machine_features here = look(vector_bytes);

	return here.pa_bits == features.pa_bits && here.vmid_bits == features.vmid_bits &&
	       here.num_bps == features.num_bps && here.num_wps == features.num_wps &&
	       here.sve_vectors == features.sve_vectors && here.has_pmu == features.has_pmu &&
	       here.pmu_num_ctrs == features.pmu_num_ctrs && here.pmu_min_ctrs == features.pmu_min_ctrs &&
	       here.gic_num_lrs == features.gic_num_lrs && here.gic_pri_bits == features.gic_pri_bits &&
	       here.gic_id_bits == features.gic_id_bits && here.timer_frequency == features.timer_frequency;
}

const struct machine_features *port_machine(void)
{
	return &features;
}
