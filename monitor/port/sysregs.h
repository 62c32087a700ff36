/* SPDX-License-Identifier: BSD-3-Clause */
/* System registers that are trapped, as one number each: op0, op1, CRn, CRm, op2. */
#ifndef PORT_SYSREGS_H
#define PORT_SYSREGS_H

#define SYSREG(op0, op1, crn, crm, op2)	((op0) << 16 | (op1) << 12 | (crn) << 8 | (crm) << 4 | (op2))
#define SYSREG_CRM(r)		((r) >> 4 & 0xf)
#define SYSREG_OP2(r)		((r) & 7)

#define SYSREG_ICC_DIR_EL1	SYSREG(3u, 0u, 12u, 11u, 1u)
#define SYSREG_ICC_SGI1R_EL1	SYSREG(3u, 0u, 12u, 11u, 5u)
#define SYSREG_ICC_SGI0R_EL1	SYSREG(3u, 0u, 12u, 11u, 7u)

/* Performance monitors. */
#define SYSREG_PMCR_EL0		SYSREG(3u, 3u, 9u, 12u, 0u)
#define SYSREG_PMCNTENSET_EL0	SYSREG(3u, 3u, 9u, 12u, 1u)
#define SYSREG_PMCNTENCLR_EL0	SYSREG(3u, 3u, 9u, 12u, 2u)
#define SYSREG_PMOVSCLR_EL0	SYSREG(3u, 3u, 9u, 12u, 3u)
#define SYSREG_PMSWINC_EL0	SYSREG(3u, 3u, 9u, 12u, 4u)
#define SYSREG_PMSELR_EL0	SYSREG(3u, 3u, 9u, 12u, 5u)
#define SYSREG_PMCEID0_EL0	SYSREG(3u, 3u, 9u, 12u, 6u)
#define SYSREG_PMCEID1_EL0	SYSREG(3u, 3u, 9u, 12u, 7u)
#define SYSREG_PMCCNTR_EL0	SYSREG(3u, 3u, 9u, 13u, 0u)
#define SYSREG_PMXEVTYPER_EL0	SYSREG(3u, 3u, 9u, 13u, 1u)
#define SYSREG_PMXEVCNTR_EL0	SYSREG(3u, 3u, 9u, 13u, 2u)
#define SYSREG_PMUSERENR_EL0	SYSREG(3u, 3u, 9u, 14u, 0u)
#define SYSREG_PMOVSSET_EL0	SYSREG(3u, 3u, 9u, 14u, 3u)
#define SYSREG_PMINTENSET_EL1	SYSREG(3u, 0u, 9u, 14u, 1u)
#define SYSREG_PMINTENCLR_EL1	SYSREG(3u, 0u, 9u, 14u, 2u)
#define SYSREG_PMMIR_EL1	SYSREG(3u, 0u, 9u, 14u, 6u)
/* Of counter n: CRm bits 1:0 and op2 are n. PMEVTYPER31_EL0 is PMCCFILTR_EL0. */
#define SYSREG_PMEVCNTR0_EL0	SYSREG(3u, 3u, 14u, 8u, 0u)
#define SYSREG_PMEVTYPER0_EL0	SYSREG(3u, 3u, 14u, 12u, 0u)

/* op0 = 2 is the debug and trace registers'. */
#define SYSREG_OP0_DEBUG	2u
#define SYSREG_MDSCR_EL1	SYSREG(2u, 0u, 0u, 2u, 2u)
#define SYSREG_OSLAR_EL1	SYSREG(2u, 0u, 1u, 0u, 4u)
#define SYSREG_OSLSR_EL1	SYSREG(2u, 0u, 1u, 1u, 4u)

#endif
