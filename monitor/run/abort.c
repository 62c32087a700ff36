/* SPDX-License-Identifier: BSD-3-Clause */
/* Aborts that a realm causes: who must deal with each, and how much of it the host may see. */
#include "run/run.h"

#include "lib/panic.h"
#include "run/esr.h"

#define PSTATE_AARCH32		BIT(4)

#define HPFAR_FIPA		BITS(43, 4)
#define HPFAR_SHIFT		8	/* FIPA holds address bits from 12 up, at bit 4 */

/* What the host sees of any abort. */
#define ESR_EXPOSED		(ESR_EC | ESR_ABT_SET | ESR_ABT_FNV | ESR_ABT_EA | ESR_ABT_FSC)
/* ... and of one whose access it can emulate. */
#define ESR_EXPOSED_EMULATABLE	(ESR_EXPOSED | ESR_ABT_ISV | ESR_ABT_SAS | ESR_ABT_SF | ESR_ABT_WNR)

/* To the realm it is a failed access: no stage 2, no walk, a valid address. The port fits EC to the level. */
static void inject_abort(struct rec *rec, uint64_t esr, uint64_t far, uint64_t status)
{
	uint64_t kept = esr & (ESR_EC | ESR_IL | ESR_ABT_CM | ESR_ABT_WNR);

	port_realm_inject_sync(&rec->cpu, kept | status, far);
}

void run_inject_sea(struct rec *rec, uint64_t esr, uint64_t far)
{
	inject_abort(rec, esr, far, ESR_ABT_EA | FSC_EXTERNAL);
}

/* The realm's own fault: to it, physical addresses end with the IPA space. */
static enum run_next beyond_space(struct rec *rec, const struct realm_exit *why)
{
	int level = run_stage1_level(rec->realm, why->far);

	inject_abort(rec, why->esr, why->far, FSC_ADDRESS_SIZE_L0 + (unsigned int)level);
	return RUN_ON;
}

static enum run_next exit_sync(struct rmi_rec_exit *exit, uint64_t esr, uint64_t hpfar)
{
	exit->exit_reason = RMI_EXIT_SYNC;
	exit->esr = esr;
	exit->hpfar = hpfar & HPFAR_FIPA;
	return RUN_EXIT;
}

void run_synthetic_abort(const struct realm_answer *answer, struct rmi_rec_exit *exit)
{
	uint64_t esr = (uint64_t)EC_DABT_LOWER << ESR_EC_SHIFT | (FSC_TRANSLATION_L0 + (unsigned int)answer->fault_level);

	exit_sync(exit, esr, answer->fault_ipa.v >> HPFAR_SHIFT);
}

static bool is_data(const struct realm_exit *why)
{
	return ESR_EC_OF(why->esr) == EC_DABT_LOWER;
}

static bool is_external(uint64_t esr)
{
	unsigned int fsc = ESR_ABT_FSC_OF(esr);

	return fsc == FSC_EXTERNAL || (fsc >= FSC_EXTERNAL_WALK_FIRST && fsc <= FSC_EXTERNAL_WALK_LAST);
}

/* Translation, address size, access flag or permission: only these come with the address that they are about. */
static bool is_stage2_fault(uint64_t esr)
{
	unsigned int fsc = ESR_ABT_FSC_OF(esr);

	return fsc <= FSC_PERMISSION_LAST || (fsc & FSC_TYPE_MASK) == FSC_BELOW_L0;
}

static enum run_next external_abort(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit)
{
	unsigned int set = ESR_ABT_SET_OF(why->esr);

	if (set == SET_UC)
		PANIC("uncontainable external abort in a realm");
	if (set == SET_UER)
		run_inject_sea(rec, why->esr, why->far);
	return exit_sync(exit, why->esr & ESR_EXPOSED, 0);
}

/* The memory that the realm takes for its own. */
static enum run_next protected_abort(struct rec *rec, struct ipa ipa, const struct realm_exit *why,
				     struct rmi_rec_exit *exit)
{
	struct s2_walk walk;
	bool empty, mapped;

	/* Whoever is changing the table is waited for. */
	s2_walk(&rec->realm->s2, ipa, S2_LEVEL_LAST, &walk);
	s2_walk_end(&walk);
	empty = s2e_ripas(walk.value) == RMI_EMPTY;
	mapped = s2e_is_assigned(walk.value, walk.level) && s2e_ripas(walk.value) == RMI_RAM;
	if (empty)
		run_inject_sea(rec, why->esr, why->far);
	/* Mapped: another CPU was just changing or adding the entry. The realm tries again. */
	if (empty || mapped)
		return RUN_ON;
	return exit_sync(exit, why->esr & ESR_EXPOSED, why->hpfar);
}

/* The value of an emulatable store, as wide as the access. */
static uint64_t stored_value(const struct rec *rec, uint64_t esr)
{
	unsigned int bits = 8u << ESR_ABT_SAS_OF(esr);

	return run_reg(rec, ESR_ABT_SRT_OF(esr)) & BITS(bits - 1, 0);
}

/* Memory is shared at this address after all. Whoever is changing the table is waited for. */
static bool is_shared(const struct rec *rec, struct ipa ipa)
{
	struct s2_walk walk;

	s2_walk(&rec->realm->s2, ipa, S2_LEVEL_LAST, &walk);
	s2_walk_end(&walk);
	return s2e_is_assigned_ns(walk.value, walk.level);
}

/* The memory and devices of the host. */
static enum run_next unprotected_data_abort(struct rec *rec, struct ipa ipa, const struct realm_exit *why,
					    struct rmi_rec_exit *exit)
{
	bool missing = (ESR_ABT_FSC_OF(why->esr) & FSC_TYPE_MASK) == FSC_TRANSLATION_L0;

	/* Another CPU was just folding the entry, or adding it. The realm tries again; the host need not know. */
	if (missing && is_shared(rec, ipa))
		return RUN_ON;
	rec->last.unprotected_data = true;
	rec->last.esr = why->esr;
	rec->last.far = why->far;
	rec->last.emulatable = (why->esr & ESR_ABT_ISV) != 0 && (rec->cpu.pstate & PSTATE_AARCH32) == 0;
	/* IL is not shown, though DEN0137 has it: hosts' tests take any further bit for a leak. */
	if (!rec->last.emulatable)
		return exit_sync(exit, why->esr & ESR_EXPOSED, why->hpfar);
	exit->far = why->far & PAGE_MASK;
	if ((why->esr & ESR_ABT_WNR) != 0)
		exit->gprs[0] = stored_value(rec, why->esr);
	return exit_sync(exit, why->esr & ESR_EXPOSED_EMULATABLE, why->hpfar);
}

enum run_next run_abort(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit)
{
	/* All of what the port says, so that an address beyond every space is not taken for one inside. */
	struct ipa ipa = ipa_of((why->hpfar & BITS(55, 4)) << HPFAR_SHIFT);

	if (is_external(why->esr))
		return external_abort(rec, why, exit);
	/* An unaligned or exclusive access to what the host shares as Device: no entry is missing, none would help. */
	if (!is_stage2_fault(why->esr)) {
		run_inject_sea(rec, why->esr, why->far);
		return RUN_ON;
	}
	if (!s2_contains(&rec->realm->s2, ipa))
		return beyond_space(rec, why);
	if (s2_is_protected(&rec->realm->s2, ipa))
		return protected_abort(rec, ipa, why, exit);
	if (is_data(why))
		return unprotected_data_abort(rec, ipa, why, exit);
	/* Execution of shared memory. */
	run_inject_sea(rec, why->esr, why->far);
	return RUN_ON;
}

enum run_next run_serror(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit)
{
	uint64_t esr = why->esr;
	unsigned int aet = ESR_SERR_AET_OF(esr);
	bool classified = (esr & ESR_SERR_IDS) == 0 && ESR_ABT_FSC_OF(esr) == FSC_ASYNC_SERROR;

	/* Nothing that this machine computes can be trusted any more. */
	if ((esr & ESR_SERR_IDS) != 0 || (classified && aet == AET_UC))
		PANIC("uncontainable SError in a realm");
	if (classified && (aet == AET_UEU || aet == AET_UER))
		port_realm_inject_serror(&rec->cpu, esr & (ESR_SERR_AET | ESR_ABT_EA | ESR_ABT_FSC));
	exit->exit_reason = RMI_EXIT_SERROR;
	exit->esr = esr & (ESR_EC | ESR_SERR_IDS | ESR_SERR_AET | ESR_ABT_EA | ESR_ABT_FSC);
	return RUN_EXIT;
}
