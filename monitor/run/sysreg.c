/* SPDX-License-Identifier: BSD-3-Clause */
/* Trapped accesses to system registers. */
#include "run/run.h"

#include "run/esr.h"

/* op0, op1, CRn, CRm, op2 in one number. */
#define SYSREG(op0, op1, crn, crm, op2)	((op0) << 16 | (op1) << 12 | (crn) << 8 | (crm) << 4 | (op2))

#define ICC_DIR_EL1	SYSREG(3u, 0u, 12u, 11u, 1u)
#define ICC_SGI1R_EL1	SYSREG(3u, 0u, 12u, 11u, 5u)
#define ICC_SGI0R_EL1	SYSREG(3u, 0u, 12u, 11u, 7u)

static unsigned int sysreg_of(uint64_t esr)
{
	return SYSREG(ESR_SYS_OP0(esr), ESR_SYS_OP1(esr), ESR_SYS_CRN(esr), ESR_SYS_CRM(esr), ESR_SYS_OP2(esr));
}

static bool is_id_register(uint64_t esr)
{
	return ESR_SYS_OP0(esr) == 3 && ESR_SYS_OP1(esr) == 0 && ESR_SYS_CRN(esr) == 0 && ESR_SYS_CRM(esr) != 0;
}

/* What the architecture leaves to each CPU: of a realm's it has nothing. */
static bool is_implementation_defined(uint64_t esr)
{
	return ESR_SYS_CRN(esr) == 11 || ESR_SYS_CRN(esr) == 15;
}

/* The host distributes the realm's interrupts, so it must see these. */
static bool is_for_host(unsigned int sysreg)
{
	return sysreg == ICC_DIR_EL1 || sysreg == ICC_SGI1R_EL1 || sysreg == ICC_SGI0R_EL1;
}

enum run_next run_sysreg(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit)
{
	uint64_t esr = why->esr, value = 0;
	unsigned int rt = ESR_SYS_RT(esr);

	if (is_implementation_defined(esr)) {
		run_inject_undefined(rec);
		return RUN_ON;
	}
	rec_advance(rec);
	if ((esr & ESR_SYS_READ) != 0) {
		if (is_id_register(esr))
			value = run_id_register(rec->realm, ESR_SYS_CRM(esr), ESR_SYS_OP2(esr));
		/* Everything else that is trapped reads as zero ... */
		run_set_reg(rec, rt, value);
		return RUN_ON;
	}
	if (is_for_host(sysreg_of(esr))) {
		exit->exit_reason = RMI_EXIT_SYNC;
		exit->esr = esr;
		exit->gprs[0] = run_reg(rec, rt);
		return RUN_EXIT;
	}
	/* ... and ignores writes. */
	return RUN_ON;
}
