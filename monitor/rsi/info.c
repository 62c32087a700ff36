/* SPDX-License-Identifier: BSD-3-Clause */
/* RSI_VERSION, RSI_FEATURES and RSI_REALM_CONFIG: what a realm can learn of monitor and itself. */
#include "rsi/rsi.h"

#include "abi/rsi.h"
#include "lib/mem.h"

/* DEN0137 RSI_VERSION: x1 the revision wanted -> x1 lower, x2 higher. */
void rsi_version(struct rec *rec, struct realm_answer *answer)
{
	answer->x[0] = rec->cpu.gprs[1] == RSI_ABI_1_0 ? RSI_SUCCESS : RSI_ERROR_INPUT;
	answer->x[1] = RSI_ABI_1_0;
	answer->x[2] = RSI_ABI_1_0;
}

/* DEN0137 RSI_FEATURES: no feature register is defined; all read as zero. */
void rsi_features(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = RSI_SUCCESS;
}

static void fill_config(const struct realm *realm, struct rsi_realm_config *config)
{
	memset(config, 0, sizeof(*config));
	config->ipa_width = realm->s2.ipa_bits;
	config->hash_algo = realm->measurements.algo;
	memcpy(config->rpv, realm->rpv, sizeof(config->rpv));
}

/* DEN0137 RSI_REALM_CONFIG: x1 protected, page-aligned address that receives RsiRealmConfig. */
void rsi_realm_config(struct rec *rec, struct realm_answer *answer)
{
	struct realm *realm = rec->realm;
	struct ipa ipa = ipa_of(rec->cpu.gprs[1]);
	struct realm_memory memory;

	answer->x[0] = RSI_ERROR_INPUT;
	if (!is_aligned(ipa.v, PAGE_SIZE) || !s2_is_protected(&realm->s2, ipa))
		return;
	switch (realm_memory_find(realm, ipa, &memory)) {
	case REALM_MEMORY_OK:
		fill_config(realm, memory.page);
		answer->x[0] = RSI_SUCCESS;
		break;
	case REALM_MEMORY_FAULT:
		realm_answer_fault(answer, ipa, memory.level);
		break;
	case REALM_MEMORY_EMPTY:
		break;
	}
	realm_memory_release(&memory);
}
