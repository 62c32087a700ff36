/* SPDX-License-Identifier: BSD-3-Clause */
/* What the last exit left open, done at the next entry: injected aborts, emulated loads, answers to calls. */
#include "run/run.h"

#include "psci/psci.h"
#include "rsi/rsi.h"
#include "run/esr.h"

/* The low `bits` of a value that the host loaded, widened as the realm's instruction says. */
static uint64_t widen(uint64_t value, unsigned int bits, uint64_t esr)
{
	if (bits < 64) {
		value &= BITS(bits - 1, 0);
		if ((esr & ESR_ABT_SSE) != 0 && (value & BIT(bits - 1)) != 0)
			value |= ~BITS(bits - 1, 0);
	}
	return (esr & ESR_ABT_SF) != 0 ? value : (uint32_t)value;
}

/* The host has done the access. */
static void complete_mmio(struct rec *rec, uint64_t value)
{
	uint64_t esr = rec->last.esr;

	if ((esr & ESR_ABT_WNR) == 0)
		run_set_reg(rec, ESR_ABT_SRT_OF(esr), widen(value, 8u << ESR_ABT_SAS_OF(esr), esr));
	rec_advance(rec);
}

static enum run_next complete_call(struct rec *rec, const struct rmi_rec_enter *enter, struct rmi_rec_exit *exit)
{
	struct realm_answer answer = { 0 };

	if (rec->pending == REC_PENDING_PSCI_REFUSED)
		psci_refused(rec);
	if (rec->pending == REC_PENDING_RIPAS)
		rsi_ipa_state_set_complete(rec, (enter->flags & RMI_ENTER_RIPAS_REJECT) != 0);
	if (rec->pending == REC_PENDING_HOST_CALL && !rsi_host_call_complete(rec, enter->gprs, &answer)) {
		run_synthetic_abort(&answer, exit);
		return RUN_EXIT;
	}
	return RUN_ON;
}

enum run_next run_complete(struct rec *rec, const struct rmi_rec_enter *enter, struct rmi_rec_exit *exit)
{
	bool inject_sea = (enter->flags & RMI_ENTER_INJECT_SEA) != 0;

	/* emul_mmio has been checked. Beside inject_sea it is ignored, and inject_sea is without an abort to answer. */
	if (inject_sea && rec->last.unprotected_data)
		run_inject_sea(rec, rec->last.esr, rec->last.far);
	else if (!inject_sea && (enter->flags & RMI_ENTER_EMUL_MMIO) != 0)
		complete_mmio(rec, enter->gprs[0]);
	rec->last = (struct rec_last_abort){ 0 };
	return complete_call(rec, enter, exit);
}
