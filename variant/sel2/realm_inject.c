/* SPDX-License-Identifier: BSD-3-Clause */
/* Let a realm take a synchronous exception to EL1: what hardware does on exception entry. */
#include "port/realm_cpu.h"
#include "sysreg.h"

#define PSTATE_SP	BIT64(0)
#define PSTATE_EL	0xcull
#define PSTATE_EL1	0x4ull
#define PSTATE_AARCH32	BIT64(4)
#define PSTATE_DAIF	(0xfull << 6)
#define PSTATE_SSBS	BIT64(12)
#define PSTATE_PAN	BIT64(22)
#define PSTATE_DIT	BIT64(24)
#define PSTATE_NZCV	(0xfull << 28)

#define SCTLR_SPAN	BIT64(23)
#define SCTLR_DSSBS	BIT64(44)

#define EC_SHIFT	26

static uint64_t vector_offset(uint64_t pstate)
{
	if ((pstate & PSTATE_AARCH32) != 0)
		return 0x600;
	if ((pstate & PSTATE_EL) != PSTATE_EL1)
		return 0x400;
	return (pstate & PSTATE_SP) != 0 ? 0x200 : 0x000;
}

static uint64_t handler_pstate(uint64_t pstate, uint64_t sctlr)
{
	uint64_t new = (pstate & (PSTATE_NZCV | PSTATE_PAN | PSTATE_DIT)) | PSTATE_DAIF | PSTATE_EL1 | PSTATE_SP;

	if ((sctlr & SCTLR_SPAN) == 0)
		new |= PSTATE_PAN;
	if ((sctlr & SCTLR_DSSBS) != 0)
		new |= PSTATE_SSBS;
	return new;
}

/* Aborts have an EC for each of "from EL0" and "from EL1"; those that the caller gives are of either. */
static uint64_t abort_for_level(uint64_t esr, uint64_t pstate)
{
	uint64_t same = (pstate & PSTATE_EL) == PSTATE_EL1 && (pstate & PSTATE_AARCH32) == 0;
	uint64_t ec = ESR_EC(esr);

	if ((ec | 1) != EC_IABT_SAME && (ec | 1) != EC_DABT_SAME)
		return esr;
	return (esr & ~(0x3full << EC_SHIFT)) | ((ec & ~1ull) | same) << EC_SHIFT;
}

void port_realm_inject_sync(struct realm_cpu *cpu, uint64_t esr, uint64_t far)
{
	uint64_t pstate = cpu->pstate;

	write_sysreg(esr_el1, abort_for_level(esr, pstate));
	write_sysreg(far_el1, far);
	write_sysreg(elr_el1, cpu->pc);
	write_sysreg(spsr_el1, pstate);
	cpu->pc = read_sysreg(vbar_el1) + vector_offset(pstate);
	cpu->pstate = handler_pstate(pstate, read_sysreg(sctlr_el1));
}
