/* SPDX-License-Identifier: BSD-3-Clause */
/* Power calls that the host must hear of: suspend, off, on, affinity info, and the end of the realm. */
#include "psci/psci.h"

#include "abi/psci.h"
#include "abi/smccc.h"
#include "lib/bits.h"
#include "port/realm_cpu.h"

/* Argument x`n`: 32 bits wide in the SMC32 form of a call. */
static uint64_t argument(const struct rec *rec, unsigned int n)
{
	bool wide = (rec->cpu.gprs[0] & SMCCC_SMC64) != 0;

	return wide ? rec->cpu.gprs[n] : (uint32_t)rec->cpu.gprs[n];
}

static uint32_t function_of(const struct rec *rec)
{
	return (uint32_t)rec->cpu.gprs[0] & ~SMCCC_SVE_HINT;
}

uint64_t psci_target_mpidr(const struct rec *caller)
{
	return argument(caller, 1);
}

static void exit_to_host(struct rec *rec, struct realm_answer *answer)
{
	answer->action = REALM_CALL_EXIT;
	answer->exit->exit_reason = RMI_EXIT_PSCI;
	answer->exit->gprs[0] = function_of(rec);
}

static void answer_now(struct rec *rec, uint64_t status)
{
	rec_set_results(rec, status, 0, 0);
}

/* DEN0022 CPU_SUSPEND: a hint to the host; the realm goes on behind the call when it is entered again. */
void psci_cpu_suspend(struct rec *rec, struct realm_answer *answer)
{
	exit_to_host(rec, answer);
	answer_now(rec, PSCI_SUCCESS);
}

/* DEN0022 CPU_OFF. */
void psci_cpu_off(struct rec *rec, struct realm_answer *answer)
{
	exit_to_host(rec, answer);
	rec->runnable = false;
}

/* The host finds the target REC, which only it knows by address, and names it in PSCI_COMPLETE. */
static void ask_host(struct rec *rec, struct realm_answer *answer)
{
	struct realm_stage1 stage1;

	port_realm_stage1(&stage1);
	exit_to_host(rec, answer);
	answer->exit->gprs[1] = argument(rec, 1);
	rec->pending = REC_PENDING_PSCI;
	rec->big_endian = (stage1.sctlr & REALM_SCTLR_EE) != 0;
}

/* DEN0022 CPU_ON: x1 MPIDR, x2 entry point, x3 context. */
void psci_cpu_on(struct rec *rec, struct realm_answer *answer)
{
	struct realm *realm = rec->realm;
	uint32_t target = rec_index_of_psci_mpidr(argument(rec, 1));

	if (!s2_is_protected(&realm->s2, ipa_of(argument(rec, 2))))
		answer->x[0] = (uint64_t)PSCI_INVALID_ADDRESS;
	else if (target >= realm_rec_count(realm))
		answer->x[0] = (uint64_t)PSCI_INVALID_PARAMETERS;
	else if (target == rec->index)
		answer->x[0] = (uint64_t)PSCI_ALREADY_ON;
	else
		ask_host(rec, answer);
}

/* DEN0022 AFFINITY_INFO: x1 MPIDR, x2 lowest affinity level. */
void psci_affinity_info(struct rec *rec, struct realm_answer *answer)
{
	uint32_t target = rec_index_of_psci_mpidr(argument(rec, 1));

	if ((uint32_t)argument(rec, 2) != 0 || target >= realm_rec_count(rec->realm))
		answer->x[0] = (uint64_t)PSCI_INVALID_PARAMETERS;
	else if (target == rec->index)
		answer->x[0] = PSCI_AFFINITY_ON;
	else
		ask_host(rec, answer);
}

static void end_realm(struct rec *rec, struct realm_answer *answer)
{
	realm_lock_again(rec->realm);
	realm_set_state(rec->realm, REALM_SYSTEM_OFF);
	realm_unlock(rec->realm);
	exit_to_host(rec, answer);
}

/* DEN0022 SYSTEM_OFF. */
void psci_system_off(struct rec *rec, struct realm_answer *answer)
{
	end_realm(rec, answer);
}

/* DEN0022 SYSTEM_RESET: the host may start the realm anew; this one is over. */
void psci_system_reset(struct rec *rec, struct realm_answer *answer)
{
	end_realm(rec, answer);
}

static void finish(struct rec *caller, uint64_t status)
{
	answer_now(caller, status);
	caller->pending = REC_PENDING_NONE;
}

void psci_refused(struct rec *caller)
{
	finish(caller, (uint64_t)PSCI_ALREADY_ON);
}

/* Both RECs are locked and the caller does not run, so its x0..x3 still hold the request. */
static bool complete_cpu_on(struct rec *caller, struct rec *target, uint64_t status)
{
	bool on = target->running || target->runnable;

	/*
	 * What is on already cannot be denied. The host may then say SUCCESS, as after any failure; but hosts enter the
	 * caller at once, and the reference lets them: it hears what is true.
	 */
	if (status == (uint64_t)PSCI_DENIED && on)
		caller->pending = REC_PENDING_PSCI_REFUSED;
	if (status != PSCI_SUCCESS && (on || status != (uint64_t)PSCI_DENIED))
		return false;
	if (on) {
		status = (uint64_t)PSCI_ALREADY_ON;
	} else if (status == PSCI_SUCCESS) {
		port_realm_cpu_reset(&target->cpu, &target->cpu.identity);
		target->cpu.pc = argument(caller, 2);
		target->cpu.gprs[0] = argument(caller, 3);
		if (caller->big_endian)
			target->cpu.sys.sctlr_el1 |= REALM_SCTLR_EE;
		target->timers_reported = 0;
		target->runnable = true;
	}
	finish(caller, status);
	return true;
}

static bool complete_affinity_info(struct rec *caller, const struct rec *target, uint64_t status)
{
	if (status != PSCI_SUCCESS)
		return false;
	finish(caller, target->running || target->runnable ? PSCI_AFFINITY_ON : PSCI_AFFINITY_OFF);
	return true;
}

bool psci_complete(struct rec *caller, struct rec *target, uint64_t status)
{
	uint32_t function = function_of(caller);

	if (function == PSCI_CPU_ON_32 || function == PSCI_CPU_ON_64)
		return complete_cpu_on(caller, target, status);
	return complete_affinity_info(caller, target, status);
}
