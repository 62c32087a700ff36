/* SPDX-License-Identifier: BSD-3-Clause */
/* RSI_HOST_CALL: a realm talks to its host through a structure in its own memory. */
#include "rsi/rsi.h"

#include "abi/rsi.h"
#include "lib/mem.h"

/* The realm's structure, which does not cross a page; realm_memory_release must follow. */
static enum realm_memory_result find_host_call(struct rec *rec, struct ipa ipa, struct realm_memory *memory,
					       struct realm_answer *answer)
{
	enum realm_memory_result result = realm_memory_find(rec->realm, ipa, memory);

	if (result == REALM_MEMORY_FAULT)
		realm_answer_fault(answer, ipa, memory->level);
	return result;
}

static struct rsi_host_call *host_call_at(const struct realm_memory *memory, struct ipa ipa)
{
	return (struct rsi_host_call *)((uint8_t *)memory->page + (ipa.v & PAGE_MASK));
}

static void exit_with(const struct rsi_host_call *call, struct rec *rec, struct realm_answer *answer)
{
	answer->action = REALM_CALL_EXIT;
	answer->exit->exit_reason = RMI_EXIT_HOST_CALL;
	answer->exit->imm = call->imm & 0xffff;
	memcpy(answer->exit->gprs, call->gprs, sizeof(answer->exit->gprs));
	rec->pending = REC_PENDING_HOST_CALL;
}

/* DEN0137 RSI_HOST_CALL: x1 protected address of RsiHostCall, aligned to its size. */
void rsi_host_call(struct rec *rec, struct realm_answer *answer)
{
	struct ipa ipa = ipa_of(rec->cpu.gprs[1]);
	struct realm_memory memory;

	answer->x[0] = RSI_ERROR_INPUT;
	if (!is_aligned(ipa.v, sizeof(struct rsi_host_call)) || !s2_is_protected(&rec->realm->s2, ipa))
		return;
	if (find_host_call(rec, ipa, &memory, answer) == REALM_MEMORY_OK) {
		rec->host_call = ipa;
		exit_with(host_call_at(&memory, ipa), rec, answer);
	}
	realm_memory_release(&memory);
}

bool rsi_host_call_complete(struct rec *rec, const uint64_t *gprs, struct realm_answer *answer)
{
	struct realm_memory memory;
	enum realm_memory_result result = find_host_call(rec, rec->host_call, &memory, answer);

	if (result == REALM_MEMORY_OK) {
		struct rsi_host_call *call = host_call_at(&memory, rec->host_call);

		memcpy(call->gprs, gprs, sizeof(call->gprs));
	}
	realm_memory_release(&memory);
	if (result == REALM_MEMORY_FAULT)
		return false;
	/* Another vCPU may have given the page up meanwhile: the realm's own mistake. */
	rec_set_results(rec, result == REALM_MEMORY_OK ? RSI_SUCCESS : RSI_ERROR_INPUT, 0, 0);
	rec->pending = REC_PENDING_NONE;
	return true;
}
