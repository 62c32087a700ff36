/* SPDX-License-Identifier: BSD-3-Clause */
/* RSI_HOST_CALL: a realm talks to its host through a structure in its own memory. */
#include "rsi/rsi.h"

#include "abi/rsi.h"
#include "lib/mem.h"

/* The realm's structure, with the realm locked; it does not cross a page. */
static enum realm_memory_result find_host_call(struct realm *realm, struct ipa ipa, struct realm_answer *answer,
					       struct rsi_host_call **call)
{
	struct realm_memory memory;
	enum realm_memory_result result = realm_memory_find(realm, ipa, &memory);

	if (result == REALM_MEMORY_OK)
		*call = (struct rsi_host_call *)((uint8_t *)memory.page + (ipa.v & PAGE_MASK));
	if (result == REALM_MEMORY_FAULT)
		realm_answer_fault(answer, ipa, memory.level);
	return result;
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
	struct realm *realm = rec->realm;
	struct ipa ipa = ipa_of(rec->cpu.gprs[1]);
	struct rsi_host_call *call;

	answer->x[0] = RSI_ERROR_INPUT;
	if (!is_aligned(ipa.v, sizeof(*call)) || !s2_is_protected(&realm->s2, ipa))
		return;
	realm_lock_again(realm);
	if (find_host_call(realm, ipa, answer, &call) == REALM_MEMORY_OK) {
		rec->host_call = ipa;
		exit_with(call, rec, answer);
	}
	realm_unlock(realm);
}

bool rsi_host_call_complete(struct rec *rec, const uint64_t *gprs, struct realm_answer *answer)
{
	struct realm *realm = rec->realm;
	struct rsi_host_call *call;
	enum realm_memory_result result;

	realm_lock_again(realm);
	result = find_host_call(realm, rec->host_call, answer, &call);
	if (result == REALM_MEMORY_OK)
		memcpy(call->gprs, gprs, sizeof(call->gprs));
	realm_unlock(realm);
	if (result == REALM_MEMORY_FAULT)
		return false;
	/* Another vCPU may have given the page up meanwhile: the realm's own mistake. */
	rec->cpu.gprs[0] = result == REALM_MEMORY_OK ? RSI_SUCCESS : RSI_ERROR_INPUT;
	rec->pending = REC_PENDING_NONE;
	return true;
}
