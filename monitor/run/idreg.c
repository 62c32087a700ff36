/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The ID registers as a realm reads them: of the CPU's features only those whose state is switched with the REC and
 * that nothing traps. What is not named here reads as zero.
 */
#include "run/run.h"

#include "lib/bits.h"
#include "port/realm_cpu.h"

/* A 4-bit field: show at most `max`. */
static uint64_t at_most(uint64_t value, unsigned int lo, uint64_t max)
{
	return field_set(value, lo + 3, lo, min_u64(field_get(value, lo + 3, lo), max));
}

/* Fields to show as the CPU has them. */
#define PFR0_KEPT	(BITS(23, 16) | BITS(51, 48) | BITS(63, 56))	/* FP AdvSIMD DIT CSV2 CSV3 */
/* EL0, EL1: no AArch32. EL3, which the monitor stands for: software takes its absence to mean that there is no SMC. */
#define PFR0_LEVELS	0x1011u
#define PFR0_GIC	BIT(24)						/* system registers, version 3 */
#define PFR1_KEPT	BITS(7, 0)					/* BT SSBS */
#define PFR0_SVE	BITS(35, 32)
/* SVEver AES BitPerm BF16 B16B16 SHA3 SM4 I8MM F32MM F64MM */
#define ZFR0_KEPT	(BITS(7, 0) | BITS(27, 16) | BITS(47, 32) | BITS(59, 52))
#define DFR0_NO_DOUBLE_LOCK	BITS(39, 36)
#define DFR0_PMU_IMPDEF	0xfu
#define ISAR0_KEPT	(BITS(23, 4) | BITS(63, 28))			/* all but TME */
#define ISAR1_KEPT	BITS(55, 0)					/* all but XS, LS64 */
#define ISAR2_KEPT	(BITS(15, 8) | BITS(31, 20))			/* GPA3 APA3 BC PAC_frac CLRBHB */
/* PARange ASIDBits BigEnd SNSMem BigEndEL0 TGran16 TGran64 TGran4 ExS; not stage 2, FGT, ECV */
#define MMFR0_KEPT	(BITS(31, 0) | BITS(47, 44))
/* HAFDBS HPDS PAN SpecSEI ETS; not VMIDBits VH LO XNX TWED HCX */
#define MMFR1_KEPT	(BITS(3, 0) | BITS(15, 12) | BITS(27, 20) | BITS(39, 36))
/*
 * CnP UAO LSM VARange CCIDX ST AT IDS TTL E0PD; not IESB NV FWB EVT. Not BBM: the TLB conflict that may come of its use would
 * be an abort to the monitor, which could not help the realm.
 */
#define MMFR2_KEPT	(BITS(11, 0) | BITS(23, 16) | BITS(39, 28) | BITS(51, 48) | BITS(63, 60))

static uint64_t pfr0(const struct realm_options *options, uint64_t raw)
{
	uint64_t kept = PFR0_KEPT | (options->sve ? PFR0_SVE : 0);

	/* CSV2 2 brings SCXTNUM registers, which are not switched. */
	return at_most(raw & kept, 56, 1) | PFR0_LEVELS | PFR0_GIC;
}

static uint64_t dfr0(const struct realm_options *options, uint64_t raw)
{
	/* Debug 8.9 brings banks of breakpoints behind a selector, PMU 3.9 registers of its own: neither is switched. */
	uint64_t value = at_most(raw & BITS(3, 0), 0, 10);
	uint64_t pmu = field_get(raw, 11, 8);

	value = field_set(value, 15, 12, options->num_bps);
	value = field_set(value, 23, 20, options->num_wps);
	/* Context-aware breakpoints are the last of all, and a realm that has fewer has the last ones. */
	value = field_set(value, 31, 28, min_u64(field_get(raw, 31, 28), options->num_bps));
	if (options->pmu && pmu != DFR0_PMU_IMPDEF)
		value = field_set(value, 11, 8, min_u64(pmu, 8));
	return value | DFR0_NO_DOUBLE_LOCK;
}

static uint64_t mmfr0(uint64_t raw)
{
	uint64_t value = raw & MMFR0_KEPT;

	/* No LPA2: 48-bit addresses with every granule; 0xf is "no such granule" and stays. */
	value = at_most(value, 0, 5);
	if (field_get(value, 31, 28) == 1)
		value = field_set(value, 31, 28, 0);
	if (field_get(value, 23, 20) == 2)
		value = field_set(value, 23, 20, 1);
	return value;
}

#define ID(crm, op2)	((crm) << 3 | (op2))

uint64_t run_id_register(const struct realm *realm, unsigned int crm, unsigned int op2)
{
	const struct realm_options *options = &realm->options;
	uint64_t raw = port_id_register(crm, op2);

	switch (ID(crm, op2)) {
	case ID(4, 0):
		return pfr0(options, raw);
	case ID(4, 1):
		return raw & PFR1_KEPT;
	case ID(4, 4):
		return options->sve ? raw & ZFR0_KEPT : 0;
	case ID(5, 0):
		return dfr0(options, raw);
	case ID(6, 0):
		return raw & ISAR0_KEPT;
	case ID(6, 1):
		return raw & ISAR1_KEPT;
	case ID(6, 2):
		return raw & ISAR2_KEPT;
	case ID(7, 0):
		return mmfr0(raw);
	case ID(7, 1):
		/* HAFDBS beyond 2 is switched on in a register that realms have not got. */
		return at_most(raw & MMFR1_KEPT, 0, 2);
	case ID(7, 2):
		return raw & MMFR2_KEPT;
	default:
		return 0;
	}
}
