/* SPDX-License-Identifier: BSD-3-Clause */
/* System registers that are trapped, as one number each: op0, op1, CRn, CRm, op2. */
#ifndef RUN_SYSREGS_H
#define RUN_SYSREGS_H

#define SYSREG(op0, op1, crn, crm, op2)	((op0) << 16 | (op1) << 12 | (crn) << 8 | (crm) << 4 | (op2))
#define SYSREG_OP0(r)		((r) >> 16)
#define SYSREG_CRM(r)		((r) >> 4 & 0xf)
#define SYSREG_OP2(r)		((r) & 7)

#define SYSREG_ICC_DIR_EL1	SYSREG(3u, 0u, 12u, 11u, 1u)
#define SYSREG_ICC_SGI1R_EL1	SYSREG(3u, 0u, 12u, 11u, 5u)
#define SYSREG_ICC_SGI0R_EL1	SYSREG(3u, 0u, 12u, 11u, 7u)

/* op0 = 2 is the debug and trace registers'. */
#define SYSREG_OP0_DEBUG	2u
#define SYSREG_MDSCR_EL1	SYSREG(2u, 0u, 0u, 2u, 2u)
#define SYSREG_OSLAR_EL1	SYSREG(2u, 0u, 1u, 0u, 4u)
#define SYSREG_OSLSR_EL1	SYSREG(2u, 0u, 1u, 1u, 4u)

#endif
