/* SPDX-License-Identifier: BSD-3-Clause */
/* PSCI_VERSION and PSCI_FEATURES. */
#include "psci/psci.h"

#include "abi/psci.h"
#include "abi/smccc.h"
#include "lib/bits.h"

static const uint32_t known[] = {
	PSCI_VERSION, PSCI_CPU_SUSPEND_32, PSCI_CPU_SUSPEND_64, PSCI_CPU_OFF, PSCI_CPU_ON_32, PSCI_CPU_ON_64,
	PSCI_AFFINITY_INFO_32, PSCI_AFFINITY_INFO_64, PSCI_SYSTEM_OFF, PSCI_SYSTEM_RESET, PSCI_FEATURES, SMCCC_VERSION,
};

/* DEN0022 PSCI_VERSION. */
void psci_version(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = PSCI_VERSION_1_1;
}

/* DEN0022 PSCI_FEATURES: x1 function. No call has optional features. */
void psci_features(struct rec *rec, struct realm_answer *answer)
{
	uint32_t wanted = (uint32_t)rec->cpu.gprs[1];

	answer->x[0] = (uint64_t)PSCI_NOT_SUPPORTED;
	for (unsigned int i = 0; i < ARRAY_SIZE(known); i++) {
		if (known[i] == wanted)
			answer->x[0] = PSCI_SUCCESS;
	}
}
