/* SPDX-License-Identifier: BSD-3-Clause */
/* A call that a realm makes (RSI or PSCI), as its handler sees it. */
#ifndef REALM_CALL_H
#define REALM_CALL_H

#include <stdint.h>

#include "abi/rmi.h"
#include "lib/addr.h"
#include "realm/memory.h"
#include "realm/rec.h"

enum realm_call_action {
	REALM_CALL_RETURN,	/* give x[] to the realm, which goes on behind the call */
	REALM_CALL_EXIT,	/* *exit is filled in; the realm's registers are as the handler left them */
	REALM_CALL_FAULT,	/* memory is missing: exit with an abort at fault_ipa; the realm will call again */
};

/* All zero when the handler is entered, but for `exit`. */
struct realm_answer {
	enum realm_call_action action;
	uint64_t x[9];
	struct rmi_rec_exit *exit;	/* what the host will see; zero until something is set */
	struct ipa fault_ipa;
	int fault_level;
};

/* Inputs are in rec->cpu.gprs, x0 the function identifier. Not inside any lock. */
typedef void realm_call_handler(struct rec *rec, struct realm_answer *answer);

/* Answer that the walk of a realm's buffer ended without a page. */
static inline void realm_answer_fault(struct realm_answer *answer, struct ipa ipa, int level)
{
	answer->action = REALM_CALL_FAULT;
	answer->fault_ipa = ipa;
	answer->fault_level = level;
}

#endif
