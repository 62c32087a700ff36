/* SPDX-License-Identifier: BSD-3-Clause */
/* SMC Calling Convention: function identifier fields and general results. */
#ifndef ABI_SMCCC_H
#define ABI_SMCCC_H

#define SMCCC_FAST		0x80000000u
#define SMCCC_SMC64		0x40000000u
/* SMCCC 1.3: "no live SVE state" hint, cleared before an identifier is decoded. */
#define SMCCC_SVE_HINT		0x00010000u
#define SMCCC_OWNER(n)		((n) << 24)
#define SMCCC_OWNER_OEM		SMCCC_OWNER(3u)
#define SMCCC_OWNER_STANDARD	SMCCC_OWNER(4u)

#define SMCCC_VERSION		0x80000000u
#define SMCCC_VERSION_1_3	0x00010003u
#define SMCCC_NOT_SUPPORTED	(~0ul)

/* SMCCC 1.1: from x4 on, a register that carries no result of the call comes back as it went in. */
#define SMCCC_FIRST_PRESERVED	4u

#endif
