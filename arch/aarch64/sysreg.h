/* SPDX-License-Identifier: BSD-3-Clause */
/* System register access, barriers, and the bits of registers that several files use. */
#ifndef ARCH_SYSREG_H
#define ARCH_SYSREG_H

#include <stdint.h>

/* `name` may be one of the names below. */
#define read_sysreg(name)	read_sysreg_(name)
#define read_sysreg_(name) ({						\
	uint64_t value_;						\
	__asm__ volatile("mrs %0, " #name : "=r" (value_));		\
	value_;								\
})

#define write_sysreg(name, value)	write_sysreg_(name, value)
#define write_sysreg_(name, value)					\
	__asm__ volatile("msr " #name ", %x0" : : "rZ" ((uint64_t)(value)))

#define isb()		__asm__ volatile("isb" : : : "memory")
#define dsb(domain)	__asm__ volatile("dsb " #domain : : : "memory")

/* Names that the assembler may not know for the base architecture. */
#define VSTTBR_EL2	s3_4_c2_c6_0
#define VSTCR_EL2	s3_4_c2_c6_2
#define VDISR_EL2	s3_4_c12_c1_1
#define VSESR_EL2	s3_4_c5_c2_3
#define ZCR_EL1		s3_0_c1_c2_0
#define ZCR_EL2		s3_4_c1_c2_0
#define SMCR_EL2	s3_4_c1_c2_6
#define SVCR		s3_3_c4_c2_2
#define ID_AA64SMFR0_EL1	s3_0_c0_c4_5

#define BIT64(n)	(1ull << (n))
#define FIELD(value, high, low)	(((value) >> (low)) & ((2ull << ((high) - (low))) - 1))

#define HCR_VM		BIT64(0)
#define HCR_SWIO	BIT64(1)
#define HCR_FMO		BIT64(3)
#define HCR_IMO		BIT64(4)
#define HCR_AMO		BIT64(5)
#define HCR_VSE		BIT64(8)
#define HCR_FB		BIT64(9)
#define HCR_BSU_INNER	BIT64(10)
#define HCR_TWI		BIT64(13)
#define HCR_TWE		BIT64(14)
#define HCR_TID3	BIT64(18)
#define HCR_TSC		BIT64(19)
#define HCR_TIDCP	BIT64(20)
#define HCR_TACR	BIT64(21)
#define HCR_RW		BIT64(31)
#define HCR_TLOR	BIT64(35)
#define HCR_TERR	BIT64(36)
#define HCR_TEA		BIT64(37)
#define HCR_APK		BIT64(40)
#define HCR_API		BIT64(41)
#define HCR_FWB		BIT64(46)
/* While no realm is loaded. */
#define HCR_MONITOR	(HCR_RW | HCR_VM | HCR_FWB)

#define MDCR_TPMCR	BIT64(5)
#define MDCR_TPM	BIT64(6)
#define MDCR_TDA	BIT64(9)
#define MDCR_TDOSA	BIT64(10)
#define MDCR_TDRA	BIT64(11)
#define MDCR_TPMS	BIT64(14)
#define MDCR_HPMD	BIT64(17)
#define MDCR_TTRF	BIT64(19)
#define MDCR_HCCD	BIT64(23)

/* With HCR_EL2.E2H = 0. FP and SIMD are free, what a realm must not use is trapped. */
#define CPTR_RES1	0x32ffull	/* bit 12 is TSM where SME exists */
#define CPTR_TZ		BIT64(8)
#define CPTR_TSM	BIT64(12)
#define CPTR_TTA	BIT64(20)
#define CPTR_TAM	BIT64(30)
#define CPTR_MONITOR	(CPTR_RES1 | CPTR_TZ | CPTR_TTA | CPTR_TAM)

#define ESR_EC(esr)	FIELD(esr, 31, 26)
#define EC_IABT_LOWER	0x20u
#define EC_IABT_SAME	0x21u
#define EC_DABT_LOWER	0x24u
#define EC_DABT_SAME	0x25u
#define ESR_S1PTW	BIT64(7)

#endif
