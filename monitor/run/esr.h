/* SPDX-License-Identifier: BSD-3-Clause */
/* Fields of ESR_EL2 (Arm ARM names). */
#ifndef RUN_ESR_H
#define RUN_ESR_H

#include "lib/bits.h"

#define ESR_EC			BITS(31, 26)
#define ESR_EC_OF(esr)		((unsigned int)field_get(esr, 31, 26))
#define ESR_EC_SHIFT		26
#define ESR_IL			BIT(25)

#define EC_WFX			0x01u
#define EC_HVC64		0x16u
#define EC_SMC64		0x17u
#define EC_SYSREG		0x18u
#define EC_IABT_LOWER		0x20u
#define EC_DABT_LOWER		0x24u

/* WFx */
#define ESR_WFX_RN(esr)		((unsigned int)field_get(esr, 9, 5))
#define ESR_WFX_RV		BIT(2)		/* RN is valid */
#define ESR_WFX_TI		BITS(1, 0)
#define ESR_WFX_TIMEOUT		BIT(1)

/* System register access */
#define ESR_SYS_OP0(esr)	((unsigned int)field_get(esr, 21, 20))
#define ESR_SYS_OP2(esr)	((unsigned int)field_get(esr, 19, 17))
#define ESR_SYS_OP1(esr)	((unsigned int)field_get(esr, 16, 14))
#define ESR_SYS_CRN(esr)	((unsigned int)field_get(esr, 13, 10))
#define ESR_SYS_RT(esr)		((unsigned int)field_get(esr, 9, 5))
#define ESR_SYS_CRM(esr)	((unsigned int)field_get(esr, 4, 1))
#define ESR_SYS_READ		BIT(0)

/* Instruction and data aborts */
#define ESR_ABT_ISV		BIT(24)
#define ESR_ABT_SAS		BITS(23, 22)
#define ESR_ABT_SAS_OF(esr)	((unsigned int)field_get(esr, 23, 22))
#define ESR_ABT_SSE		BIT(21)
#define ESR_ABT_SRT_OF(esr)	((unsigned int)field_get(esr, 20, 16))
#define ESR_ABT_SF		BIT(15)
#define ESR_ABT_SET		BITS(12, 11)
#define ESR_ABT_SET_OF(esr)	((unsigned int)field_get(esr, 12, 11))
#define ESR_ABT_FNV		BIT(10)
#define ESR_ABT_EA		BIT(9)
#define ESR_ABT_CM		BIT(8)
#define ESR_ABT_WNR		BIT(6)
#define ESR_ABT_FSC		BITS(5, 0)
#define ESR_ABT_FSC_OF(esr)	((unsigned int)field_get(esr, 5, 0))

#define SET_UER			0u	/* recoverable */
#define SET_UC			2u	/* uncontainable */

#define FSC_ADDRESS_SIZE_L0	0x00u
#define FSC_TRANSLATION_L0	0x04u
#define FSC_PERMISSION_LAST	0x0Fu
#define FSC_BELOW_L0		0x28u	/* address size and translation of level -1 and lower */
#define FSC_TYPE_MASK		0x3Cu
#define FSC_EXTERNAL		0x10u
#define FSC_EXTERNAL_WALK_FIRST	0x13u
#define FSC_EXTERNAL_WALK_LAST	0x17u

/* SError */
#define ESR_SERR_IDS		BIT(24)
#define ESR_SERR_AET		BITS(12, 10)
#define ESR_SERR_AET_OF(esr)	((unsigned int)field_get(esr, 12, 10))
#define AET_UC			0u	/* uncontainable */
#define AET_UEU			1u	/* unrecoverable */
#define AET_UER			3u	/* recoverable */
#define FSC_ASYNC_SERROR	0x11u

#endif
