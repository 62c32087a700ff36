/* SPDX-License-Identifier: BSD-3-Clause */
/* Trapped accesses to system registers. */
#include "run/run.h"

#include "run/esr.h"
#include "port/sysregs.h"

static unsigned int sysreg_of(uint64_t esr)
{
	return SYSREG(ESR_SYS_OP0(esr), ESR_SYS_OP1(esr), ESR_SYS_CRN(esr), ESR_SYS_CRM(esr), ESR_SYS_OP2(esr));
}

static bool is_id_register(uint64_t esr)
{
	return ESR_SYS_OP0(esr) == 3 && ESR_SYS_OP1(esr) == 0 && ESR_SYS_CRN(esr) == 0 && ESR_SYS_CRM(esr) >= 1 &&
	       ESR_SYS_CRM(esr) <= 7;
}

/* What the architecture leaves to each CPU: of a realm's it has nothing. */
static bool is_implementation_defined(uint64_t esr)
{
	return ESR_SYS_CRN(esr) == 11 || ESR_SYS_CRN(esr) == 15;
}

/* The host distributes the realm's interrupts, so it must see these. */
static bool is_for_host(unsigned int sysreg)
{
	return sysreg == SYSREG_ICC_DIR_EL1 || sysreg == SYSREG_ICC_SGI1R_EL1 || sysreg == SYSREG_ICC_SGI0R_EL1;
}

/* False where the register is undefined for this realm. */
static bool read_register(struct rec *rec, uint64_t esr, uint64_t *value)
{
	*value = 0;
	if (is_implementation_defined(esr))
		return false;
	if (ESR_SYS_OP0(esr) == SYSREG_OP0_DEBUG)
		return run_debug_read(rec, sysreg_of(esr), value);
	if (is_id_register(esr))
		*value = run_id_register(rec->realm, ESR_SYS_CRM(esr), ESR_SYS_OP2(esr));
	else
		*value = run_pmu_read(rec, sysreg_of(esr));
	/* Everything else that is trapped reads as zero ... */
	return true;
}

static bool write_register(struct rec *rec, uint64_t esr, uint64_t value)
{
	if (is_implementation_defined(esr))
		return false;
	if (ESR_SYS_OP0(esr) == SYSREG_OP0_DEBUG)
		return run_debug_write(rec, sysreg_of(esr), value);
	run_pmu_write(rec, sysreg_of(esr), value);
	/* ... and ignores writes. */
	return true;
}

enum run_next run_sysreg(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit)
{
	uint64_t esr = why->esr, value;
	unsigned int rt = ESR_SYS_RT(esr);
	bool is_read = (esr & ESR_SYS_READ) != 0, defined;

	if (!is_read && is_for_host(sysreg_of(esr))) {
		rec_advance(rec);
		exit->exit_reason = RMI_EXIT_SYNC;
		exit->esr = esr;
		exit->gprs[0] = run_reg(rec, rt);
		return RUN_EXIT;
	}
	defined = is_read ? read_register(rec, esr, &value) : write_register(rec, esr, run_reg(rec, rt));
	if (!defined) {
		run_inject_undefined(rec);
		return RUN_ON;
	}
	rec_advance(rec);
	if (is_read)
		run_set_reg(rec, rt, value);
	return RUN_ON;
}
