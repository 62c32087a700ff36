/* SPDX-License-Identifier: BSD-3-Clause */
/* RSI_ATTESTATION_TOKEN_INIT and RSI_ATTESTATION_TOKEN_CONTINUE. */
#include "rsi/rsi.h"

#include "abi/rsi.h"
#include "attest/session.h"

static struct session *session_of_rec(const struct rec *rec)
{
	return session_of(rec_aux_page(rec, REC_AUX_ATTEST_SESSION));
}

/*
 * DEN0137 RSI_ATTESTATION_TOKEN_INIT: x1..x8 challenge -> x1 most bytes that the token can have. RSI_ERROR_UNKNOWN where
 * this machine cannot attest.
 */
void rsi_attestation_token_init(struct rec *rec, struct realm_answer *answer)
{
	const struct session_pages pages = {
		.session = rec_aux_page(rec, REC_AUX_ATTEST_SESSION),
		.stack = rec_aux_page(rec, REC_AUX_ATTEST_STACK),
		.heap = { rec_aux_page(rec, REC_AUX_ATTEST_HEAP) },
	};
	struct realm *realm = rec->realm;
	struct measurements measurements;

	/* All as of this moment, whatever other RECs extend from now on. */
	realm_lock_again(realm);
	measurements = realm->measurements;
	realm_unlock(realm);
	answer->x[0] = RSI_ERROR_UNKNOWN;
	if (!session_begin(&pages, (const uint8_t *)&rec->cpu.gprs[1], realm->rpv, &measurements))
		return;
	answer->x[0] = RSI_SUCCESS;
	answer->x[1] = RSI_TOKEN_MAX_SIZE;
}

/* Part of a realm's page that is to receive a part of the token. */
struct part {
	struct ipa page;
	uint64_t offset, size;
};

static bool part_ok(const struct realm *realm, const struct part *part)
{
	return is_aligned(part->page.v, PAGE_SIZE) && s2_is_protected(&realm->s2, part->page) &&
	       part->offset < PAGE_SIZE && part->size <= PAGE_SIZE - part->offset;
}

/*
 * Find the page of the part, and, with a signed session, copy. The page is looked up anew each time: between two looks
 * the realm may give it up, or get another one there. False, with the answer, where there is none now.
 */
static bool with_page(struct rec *rec, const struct part *part, struct session *session, struct realm_answer *answer)
{
	struct realm_memory memory;
	enum realm_memory_result result;
	bool last;

	result = realm_memory_find(rec->realm, part->page, &memory);
	if (result == REALM_MEMORY_OK && session != NULL) {
		answer->x[1] = session_read(session, (uint8_t *)memory.page + part->offset, part->size, &last);
		answer->x[0] = last ? RSI_SUCCESS : RSI_INCOMPLETE;
	}
	realm_memory_release(&memory);
	if (result == REALM_MEMORY_FAULT)
		realm_answer_fault(answer, part->page, memory.level);
	else if (result == REALM_MEMORY_EMPTY)
		answer->x[0] = RSI_ERROR_INPUT;
	return result == REALM_MEMORY_OK;
}

/*
 * DEN0137 RSI_ATTESTATION_TOKEN_CONTINUE: x1 protected, page-aligned address, x2 offset and x3 size of the part of the
 * page that receives the token's next bytes -> x1 how many. RSI_INCOMPLETE where more are to come, or where an interrupt
 * for the host came before the signature was made.
 */
void rsi_attestation_token_continue(struct rec *rec, struct realm_answer *answer)
{
	const uint64_t *x = rec->cpu.gprs;
	const struct part part = { ipa_of(x[1]), x[2], x[3] };
	struct session *session = session_of_rec(rec);

	answer->x[0] = RSI_ERROR_INPUT;
	if (!part_ok(rec->realm, &part))
		return;
	answer->x[0] = RSI_ERROR_STATE;
	if (session == NULL || !with_page(rec, &part, NULL, answer))
		return;
	switch (session_sign(session)) {
	case SESSION_SIGNED:
		with_page(rec, &part, session, answer);
		break;
	case SESSION_INTERRUPTED:
		answer->x[0] = RSI_INCOMPLETE;
		break;
	case SESSION_FAILED:
		answer->x[0] = RSI_ERROR_UNKNOWN;
		break;
	}
}
