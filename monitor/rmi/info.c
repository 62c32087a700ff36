/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_VERSION and RMI_FEATURES: what this monitor is. */
#include "rmi/rmi.h"

#include "port/machine.h"

/* DEN0137 RMI_VERSION: x1 the revision wanted -> x1 lower, x2 higher revision, valid in each case. */
void rmi_version(const struct call *in, struct reply *out)
{
	out->x[0] = in->x[1] == RMI_ABI_1_0 ? RMI_SUCCESS : RMI_ERROR_INPUT;
	out->x[1] = RMI_ABI_1_0;
	out->x[2] = RMI_ABI_1_0;
}

uint64_t rmi_feature_register_0(void)
{
	const struct machine_features *m = port_machine();
	uint64_t sve = m->sve_vectors != 0 ? RMI_FEATURE0_SVE_EN | RMI_FEATURE0_SVE_VL(m->sve_vectors - 1) : 0;
	uint64_t pmu = m->has_pmu ? RMI_FEATURE0_PMU_EN | RMI_FEATURE0_PMU_NUM_CTRS(m->pmu_num_ctrs) : 0;

	/* No LPA2: docs/status.md. */
	return sve | pmu | RMI_FEATURE0_S2SZ(m->ipa_bits) | RMI_FEATURE0_NUM_BPS(m->num_bps - 1) |
	       RMI_FEATURE0_NUM_WPS(m->num_wps - 1) | RMI_FEATURE0_HASH_SHA_256 | RMI_FEATURE0_HASH_SHA_512 |
	       RMI_FEATURE0_GICV3_NUM_LRS(m->gic_num_lrs - 1) | RMI_FEATURE0_MAX_RECS_ORDER(REALM_MAX_RECS_ORDER);
}

/* DEN0137 RMI_FEATURES: x1 index -> x1 register; registers that do not exist read as zero. */
void rmi_features(const struct call *in, struct reply *out)
{
	out->x[0] = RMI_SUCCESS;
	out->x[1] = in->x[1] == 0 ? rmi_feature_register_0() : 0;
}
