/* SPDX-License-Identifier: BSD-3-Clause */
/* The map of the realm's calls: RSI, PSCI, and the version of the calling convention. */
#include "run/run.h"

#include "abi/psci.h"
#include "abi/rsi.h"
#include "abi/smccc.h"
#include "lib/bits.h"
#include "lib/print.h"
#include "lib/trace.h"
#include "psci/psci.h"
#include "rsi/rsi.h"

struct call_row {
	const char *name;
	uint32_t function;
	uint8_t inputs;			/* x1.. */
	uint8_t outputs;		/* x1.. beside the status in x0 */
	realm_call_handler *handler;
};

static void smccc_version(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = SMCCC_VERSION_1_2;
}

/* The attestation token calls are not there yet and answer like any unknown function: docs/status.md. */
static const struct call_row rsi_calls[] = {
	{ "RSI_VERSION", RSI_VERSION, 1, 2, rsi_version },
	{ "RSI_FEATURES", RSI_FEATURES, 1, 1, rsi_features },
	{ "RSI_MEASUREMENT_READ", RSI_MEASUREMENT_READ, 1, 8, rsi_measurement_read },
	{ "RSI_MEASUREMENT_EXTEND", RSI_MEASUREMENT_EXTEND, 10, 0, rsi_measurement_extend },
	{ "RSI_REALM_CONFIG", RSI_REALM_CONFIG, 1, 0, rsi_realm_config },
	{ "RSI_IPA_STATE_SET", RSI_IPA_STATE_SET, 4, 2, rsi_ipa_state_set },
	{ "RSI_IPA_STATE_GET", RSI_IPA_STATE_GET, 2, 2, rsi_ipa_state_get },
	{ "RSI_HOST_CALL", RSI_HOST_CALL, 1, 0, rsi_host_call },
};

static const struct call_row psci_calls[] = {
	{ "SMCCC_VERSION", SMCCC_VERSION, 0, 0, smccc_version },
	{ "PSCI_VERSION", PSCI_VERSION, 0, 0, psci_version },
	{ "PSCI_FEATURES", PSCI_FEATURES, 1, 0, psci_features },
	{ "PSCI_CPU_SUSPEND", PSCI_CPU_SUSPEND_32, 3, 0, psci_cpu_suspend },
	{ "PSCI_CPU_SUSPEND", PSCI_CPU_SUSPEND_64, 3, 0, psci_cpu_suspend },
	{ "PSCI_CPU_OFF", PSCI_CPU_OFF, 0, 0, psci_cpu_off },
	{ "PSCI_CPU_ON", PSCI_CPU_ON_32, 3, 3, psci_cpu_on },
	{ "PSCI_CPU_ON", PSCI_CPU_ON_64, 3, 3, psci_cpu_on },
	{ "PSCI_AFFINITY_INFO", PSCI_AFFINITY_INFO_32, 2, 3, psci_affinity_info },
	{ "PSCI_AFFINITY_INFO", PSCI_AFFINITY_INFO_64, 2, 3, psci_affinity_info },
	{ "PSCI_SYSTEM_OFF", PSCI_SYSTEM_OFF, 0, 0, psci_system_off },
	{ "PSCI_SYSTEM_RESET", PSCI_SYSTEM_RESET, 0, 0, psci_system_reset },
};

static const struct call_row *find_in(const struct call_row *rows, unsigned int count, uint32_t function)
{
	for (unsigned int i = 0; i < count; i++) {
		if (rows[i].function == function)
			return &rows[i];
	}
	return NULL;
}

static const struct call_row *find_call(uint64_t x0)
{
	uint32_t function = (uint32_t)x0 & ~SMCCC_SVE_HINT;

	if (function >= RSI_FID_FIRST && function <= RSI_FID_LAST)
		return find_in(rsi_calls, ARRAY_SIZE(rsi_calls), function);
	return find_in(psci_calls, ARRAY_SIZE(psci_calls), function);
}

static void trace(const struct rec *rec, const struct call_row *row, const struct realm_answer *answer)
{
	print("  rec %u: %s(", rec->index, row->name);
	for (unsigned int i = 1; i <= row->inputs; i++)
		print(i < row->inputs ? "%lx, " : "%lx", (unsigned long)rec->cpu.gprs[i]);
	print(") = %s%lx\n", answer->action == REALM_CALL_RETURN ? "" : "exit ", (unsigned long)answer->x[0]);
}

enum run_next run_call(struct rec *rec, struct rmi_rec_exit *exit)
{
	struct realm_answer answer = { .exit = exit };
	const struct call_row *row = find_call(rec->cpu.gprs[0]);
	unsigned int outputs = 0;

	if (row != NULL) {
		row->handler(rec, &answer);
		outputs = row->outputs;
		if (trace_calls)
			trace(rec, row, &answer);
	} else {
		answer.x[0] = SMCCC_NOT_SUPPORTED;
	}
	if (answer.action == REALM_CALL_FAULT) {
		run_synthetic_abort(&answer, exit);
		return RUN_EXIT;
	}
	/* The exception was taken at the call. */
	rec_advance(rec);
	if (answer.action == REALM_CALL_EXIT)
		return RUN_EXIT;
	for (unsigned int i = 0; i <= outputs; i++)
		rec->cpu.gprs[i] = answer.x[i];
	return RUN_ON;
}
