/* SPDX-License-Identifier: BSD-3-Clause */
/* Find the intermediate address of a realm's abort. */
#include "fault_ipa.h"

#include "sysreg.h"

#define HPFAR_FIPA	0xffffffffff0ull
#define HPFAR_SHIFT	8

#define PAR_FAILED	BIT64(0)
#define PAR_ADDRESS	0x0000fffffffff000ull

#define PSTATE_EL_MASK	0xcu

bool fault_is_abort(uint64_t esr)
{
	return ESR_EC(esr) == EC_DABT_LOWER || ESR_EC(esr) == EC_IABT_LOWER;
}

/* Fault status codes of stage 2: address size, translation, access flag 0b00xxxx with xx != 3; permission 0b0011xx. */
static bool is_stage2_fault(uint64_t fsc)
{
	return fsc < 0x10 || (fsc & 0x3c) == 0x28;
}

static bool is_permission_fault(uint64_t fsc)
{
	return (fsc & 0x3c) == 0x0c;
}

/*
 * HPFAR_EL2 says nothing about a permission fault of the access itself. Ask the realm's stage 1 again; another of its
 * CPUs may have changed it meanwhile.
 */
static bool ask_stage1(const struct realm_cpu *cpu, struct realm_exit *exit)
{
	uint64_t kept = read_sysreg(par_el1);
	uint64_t par;

	if ((cpu->pstate & PSTATE_EL_MASK) == 0)
		__asm__ volatile("at s1e0r, %0" : : "r" (exit->far));
	else
		__asm__ volatile("at s1e1r, %0" : : "r" (exit->far));
	isb();	/* PAR_EL1 has the result */
	par = read_sysreg(par_el1);
	write_sysreg(par_el1, kept);
	if ((par & PAR_FAILED) != 0)
		return false;
	exit->hpfar = ((par & PAR_ADDRESS) >> HPFAR_SHIFT) & HPFAR_FIPA;
	return true;
}

bool fault_find_ipa(const struct realm_cpu *cpu, struct realm_exit *exit)
{
	uint64_t fsc = FIELD(exit->esr, 5, 0);

	if (!is_stage2_fault(fsc))
		return true;
	if (is_permission_fault(fsc) && (exit->esr & ESR_S1PTW) == 0)
		return ask_stage1(cpu, exit);
	/* Without NS: both IPA spaces are the realm's one. */
	exit->hpfar = read_sysreg(hpfar_el2) & HPFAR_FIPA;
	return true;
}
