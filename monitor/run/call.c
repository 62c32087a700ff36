/* SPDX-License-Identifier: BSD-3-Clause */
/* The map of the realm's calls: RSI, PSCI, and the version of the calling convention. */
#include "run/run.h"

#include "abi/psci.h"
#include "abi/rsi.h"
#include "abi/smccc.h"
#include "abi/trng.h"
#include "abi/vendor.h"
#include "lib/bits.h"
#include "lib/panic.h"
#include "lib/print.h"
#include "lib/trace.h"
#include "port/attest.h"
#include "psci/psci.h"
#include "rsi/rsi.h"

struct call_row {
	/* Rows of a power of two are found with a shift. */
	_Alignas(32) const char *name;
	uint32_t function;
	uint8_t inputs;			/* x1.. */
	uint8_t outputs;		/* x1.. beside the status in x0 */
	bool quick;			/* answered at once, whatever the arguments: no exit, no fault */
	realm_call_handler *handler;
};

static void smccc_version(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = SMCCC_VERSION_1_3;
}

#define RSI_CALLS		(RSI_FID_LAST - RSI_FID_FIRST + 1)
#define RSI_ROW(function)	[(function) - RSI_FID_FIRST]

_Static_assert((RSI_CALLS & (RSI_CALLS - 1)) == 0, "as index_within wants it");

static const struct call_row rsi_calls[RSI_CALLS] = {
	RSI_ROW(RSI_VERSION) = { "RSI_VERSION", RSI_VERSION, 1, 2, true, rsi_version },
	RSI_ROW(RSI_FEATURES) = { "RSI_FEATURES", RSI_FEATURES, 1, 1, true, rsi_features },
	RSI_ROW(RSI_MEASUREMENT_READ) = { "RSI_MEASUREMENT_READ", RSI_MEASUREMENT_READ, 1, 8, true, rsi_measurement_read },
	RSI_ROW(RSI_MEASUREMENT_EXTEND) = { "RSI_MEASUREMENT_EXTEND", RSI_MEASUREMENT_EXTEND, 10, 0, true, rsi_measurement_extend },
	RSI_ROW(RSI_ATTESTATION_TOKEN_INIT) = { "RSI_ATTESTATION_TOKEN_INIT", RSI_ATTESTATION_TOKEN_INIT, 8, 1, false, rsi_attestation_token_init },
	RSI_ROW(RSI_ATTESTATION_TOKEN_CONTINUE) = { "RSI_ATTESTATION_TOKEN_CONTINUE", RSI_ATTESTATION_TOKEN_CONTINUE, 3, 1, false, rsi_attestation_token_continue },
	RSI_ROW(RSI_REALM_CONFIG) = { "RSI_REALM_CONFIG", RSI_REALM_CONFIG, 1, 0, false, rsi_realm_config },
	RSI_ROW(RSI_IPA_STATE_SET) = { "RSI_IPA_STATE_SET", RSI_IPA_STATE_SET, 4, 2, false, rsi_ipa_state_set },
	RSI_ROW(RSI_IPA_STATE_GET) = { "RSI_IPA_STATE_GET", RSI_IPA_STATE_GET, 2, 2, true, rsi_ipa_state_get },
	RSI_ROW(RSI_HOST_CALL) = { "RSI_HOST_CALL", RSI_HOST_CALL, 1, 0, false, rsi_host_call },
};

static const struct call_row other_calls[] = {
	{ "SMCCC_VERSION", SMCCC_VERSION, 0, 0, true, smccc_version },
	{ "PSCI_VERSION", PSCI_VERSION, 0, 0, true, psci_version },
	{ "PSCI_FEATURES", PSCI_FEATURES, 1, 0, true, psci_features },
	{ "PSCI_CPU_SUSPEND", PSCI_CPU_SUSPEND_32, 3, 0, false, psci_cpu_suspend },
	{ "PSCI_CPU_SUSPEND", PSCI_CPU_SUSPEND_64, 3, 0, false, psci_cpu_suspend },
	{ "PSCI_CPU_OFF", PSCI_CPU_OFF, 0, 0, false, psci_cpu_off },
	{ "PSCI_CPU_ON", PSCI_CPU_ON_32, 3, 3, false, psci_cpu_on },
	{ "PSCI_CPU_ON", PSCI_CPU_ON_64, 3, 3, false, psci_cpu_on },
	{ "PSCI_AFFINITY_INFO", PSCI_AFFINITY_INFO_32, 2, 3, false, psci_affinity_info },
	{ "PSCI_AFFINITY_INFO", PSCI_AFFINITY_INFO_64, 2, 3, false, psci_affinity_info },
	{ "PSCI_SYSTEM_OFF", PSCI_SYSTEM_OFF, 0, 0, false, psci_system_off },
	{ "PSCI_SYSTEM_RESET", PSCI_SYSTEM_RESET, 0, 0, false, psci_system_reset },
	{ "TRNG_VERSION", TRNG_VERSION, 0, 0, true, trng_version },
	{ "TRNG_FEATURES", TRNG_FEATURES, 1, 0, true, trng_features },
	{ "TRNG_GET_UUID", TRNG_GET_UUID, 0, 3, true, trng_get_uuid },
	{ "TRNG_RND", TRNG_RND_32, 1, 3, false, trng_rnd_32 },
	{ "TRNG_RND", TRNG_RND_64, 1, 3, false, trng_rnd_64 },
};

/* virtCCA's own, where the monitor was built to have them. */
static const struct call_row sealing_calls[] = {
	{ "VENDOR_CALL_COUNT", VENDOR_CALL_COUNT, 0, 0, false, vendor_realm_call_count },
	{ "VENDOR_UID", VENDOR_UID, 0, 3, false, vendor_realm_uid },
	{ "VENDOR_REVISION", VENDOR_REVISION, 0, 1, false, vendor_realm_revision },
	{ "VENDOR_SEALING_KEY", VENDOR_SEALING_KEY, 0, 4, false, vendor_sealing_key },
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
	const struct call_row *row;

	if (function >= RSI_FID_FIRST && function <= RSI_FID_LAST) {
		row = &rsi_calls[index_within(function - RSI_FID_FIRST, RSI_CALLS)];
		return row->handler != NULL ? row : NULL;
	}
	row = find_in(other_calls, ARRAY_SIZE(other_calls), function);
	if (row == NULL && port_sealing())
		row = find_in(sealing_calls, ARRAY_SIZE(sealing_calls), function);
	return row;
}

static void trace(const struct rec *rec, const struct call_row *row, const struct realm_answer *answer)
{
	print("  rec %u: %s(", rec->index, row->name);
	for (unsigned int i = 1; i <= row->inputs; i++)
		print(i < row->inputs ? "%lx, " : "%lx", (unsigned long)rec->cpu.gprs[i]);
	print(") = %s%lx\n", answer->action == REALM_CALL_RETURN ? "" : "exit ", (unsigned long)answer->x[0]);
}

/* Word by word, for it is short, and done at each call. */
static void begin_answer(struct realm_answer *answer, struct rmi_rec_exit *exit)
{
	answer->action = REALM_CALL_RETURN;
#pragma GCC unroll 9
	for (unsigned int i = 0; i < ARRAY_SIZE(answer->x); i++)
		answer->x[i] = 0;
	answer->exit = exit;
	answer->fault_ipa = ipa_of(0);
	answer->fault_level = 0;
}

/* Up to x3 a register without a result is zero; from x4 on it keeps what the realm had there. */
static void give_answer(struct rec *rec, const struct realm_answer *answer, unsigned int outputs)
{
#pragma GCC unroll 4
	for (unsigned int i = 0; i < SMCCC_FIRST_PRESERVED; i++)
		rec->cpu.gprs[i] = answer->x[i];
	for (unsigned int i = SMCCC_FIRST_PRESERVED; i <= outputs; i++)
		rec->cpu.gprs[i] = answer->x[i];
}

enum run_next run_call(struct rec *rec, struct rmi_rec_exit *exit)
{
	const struct call_row *row = find_call(rec->cpu.gprs[0]);
	struct realm_answer answer;
	unsigned int outputs = 0;

	begin_answer(&answer, exit);
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
	give_answer(rec, &answer, outputs);
	return RUN_ON;
}

bool run_quick_call(struct realm_cpu *cpu)
{
	struct rec *rec = rec_of_cpu(cpu);
	const struct call_row *row = find_call(cpu->gprs[0]);
	struct realm_answer answer;

	if (row == NULL || !row->quick || trace_calls)
		return false;
	begin_answer(&answer, NULL);
	row->handler(rec, &answer);
	CHECK(answer.action == REALM_CALL_RETURN);
	rec_advance(rec);
	give_answer(rec, &answer, row->outputs);
	return true;
}
