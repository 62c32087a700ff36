/* SPDX-License-Identifier: BSD-3-Clause */
/* Reading and writing system registers by name, and the few field values that several programs use. */
#ifndef TEST_SYSREG_H
#define TEST_SYSREG_H

#include <stdint.h>

#define read_sysreg(name) ({ \
	uint64_t value_; \
	asm volatile("mrs %0, " #name : "=r"(value_) :: "memory"); \
	value_; })

#define write_sysreg(name, value) do { \
	uint64_t value_ = (value); \
	asm volatile("msr " #name ", %0" :: "r"(value_) : "memory"); \
} while (0)

static inline void isb(void)
{
	asm volatile("isb" ::: "memory");
}

static inline void dsb(void)
{
	asm volatile("dsb sy" ::: "memory");
}

#define ESR_EC(esr)		(((esr) >> 26) & 0x3f)
#define ESR_FSC(esr)		((esr) & 0x3f)
#define EC_UNKNOWN		0x00
#define EC_WFX			0x01
#define EC_HVC64		0x16
#define EC_SMC64		0x17
#define EC_SYSREG		0x18
#define EC_IABT_LOWER		0x20
#define EC_DABT_LOWER		0x24
#define EC_DABT_SAME		0x25
#define FSC_EXTERNAL		0x10

#define HCR_VM			(1ul << 0)
#define HCR_FMO			(1ul << 3)
#define HCR_IMO			(1ul << 4)
#define HCR_AMO			(1ul << 5)
#define HCR_TSC			(1ul << 19)
#define HCR_TGE			(1ul << 27)
#define HCR_RW			(1ul << 31)
#define HCR_E2H			(1ul << 34)
#define SCTLR_EL1_OFF		0x30d00800ul	/* RES1 bits: MMU and caches off */

#define PSTATE_EL1H		0x5ul
#define PSTATE_F		(1ul << 6)
#define PSTATE_I		(1ul << 7)
#define PSTATE_A		(1ul << 8)
#define PSTATE_D		(1ul << 9)
#define PSTATE_DAIF		0x3c0ul

/* Fields of a list register. */
#define LR_PENDING		(1ul << 62)
#define LR_ACTIVE		(1ul << 63)
#define LR_STATE		(3ul << 62)
#define LR_HW			(1ul << 61)
#define LR_GROUP1		(1ul << 60)
#define LR_PRIORITY(p)		((uint64_t)(p) << 48)
#define LR_EOI			(1ul << 41)
#define LR_VINTID(n)		((uint64_t)(n))

#define TIMER_ENABLE		(1ul << 0)
#define TIMER_IMASK		(1ul << 1)
#define TIMER_ISTATUS		(1ul << 2)

#define INTID_PMU		23u
#define INTID_MAINTENANCE	25u	/* of the virtual interrupt interface */
#define INTID_VTIMER		27u
#define INTID_PTIMER		30u
#define INTID_HTIMER		26u	/* the host's own, CNTHP */
#define INTID_WATCHDOG		28u	/* CNTHV */
#define INTID_SPURIOUS		1023u

#endif
