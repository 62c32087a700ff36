/* SPDX-License-Identifier: BSD-3-Clause */
/* Synchronous exceptions from a realm, by exception class. */
#include "run/run.h"

#include "run/esr.h"

void run_inject_undefined(struct rec *rec)
{
	port_realm_inject_sync(&rec->cpu, ESR_IL, 0);
}

static enum run_next wait_instruction(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit)
{
	exit->exit_reason = RMI_EXIT_SYNC;
	exit->esr = why->esr & (ESR_EC | ESR_WFX_TI);
	/* WFIT, WFET: until when. */
	if ((why->esr & ESR_WFX_TIMEOUT) != 0 && (why->esr & ESR_WFX_RV) != 0)
		exit->gprs[0] = run_reg(rec, ESR_WFX_RN(why->esr));
	rec_advance(rec);
	return RUN_EXIT;
}

enum run_next run_sync(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit)
{
	switch (ESR_EC_OF(why->esr)) {
	case EC_WFX:
		return wait_instruction(rec, why, exit);
	case EC_SMC64:
		return run_call(rec, exit);
	case EC_SYSREG:
		return run_sysreg(rec, why, exit);
	case EC_IABT_LOWER:
	case EC_DABT_LOWER:
		return run_abort(rec, why, exit);
	case EC_HVC64:
		/* The exception came after the instruction; an undefined one would have come at it. */
		rec->cpu.pc -= 4;
		break;
	default:
		/* SVE, SME and whatever else is trapped because a realm has not got it. */
		break;
	}
	run_inject_undefined(rec);
	return RUN_ON;
}
