/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The format of a stage-2 entry: what hardware reads, and what the monitor notes in the bits that hardware ignores.
 *
 * VMSAv8-64, 4 KiB granule, 48-bit output, FEAT_S2FWB. An entry's state (DEN0137: HIPAS and RIPAS) stands in software
 * bits; hardware sees a valid entry only where the realm may reach memory: ASSIGNED with RIPAS RAM, ASSIGNED_NS, TABLE.
 * All zeros is UNASSIGNED, EMPTY. Nobody else looks at raw bits.
 */
#ifndef S2_ENTRY_H
#define S2_ENTRY_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/rmi.h"
#include "lib/addr.h"
#include "lib/bits.h"

#define S2_LEVEL_BLOCKS		1	/* the first; above it an entry is a table or UNASSIGNED */
#define S2_LEVEL_LAST		3
#define S2_ENTRIES		512u

#define S2E_VALID		BIT(0)
#define S2E_TABLE_OR_PAGE	BIT(1)
#define S2E_ADDRESS		BITS(47, 12)
/* Lower attributes. With FWB, MemAttr 0b110 is Normal Write-Back whatever stage 1 says. */
#define S2E_MEMATTR		BITS(4, 2)
#define S2E_MEMATTR_WB		(6ull << 2)
#define S2E_MEMATTR_RESERVED	(4ull << 2)
#define S2E_S2AP		BITS(7, 6)
#define S2E_SH_OUTER		(2ull << 8)
#define S2E_SH_INNER		(3ull << 8)
#define S2E_AF			BIT(10)
#define S2E_XN			(2ull << 53)	/* neither EL1 nor EL0 */
/* Software bits, 58:55. */
#define S2E_RIPAS_SHIFT		55
#define S2E_RIPAS		BITS(56, 55)
#define S2E_ASSIGNED		BIT(57)
#define S2E_UNPROTECTED		BIT(58)

/* What the host chooses in a shared mapping, and gets back from RTT_READ_ENTRY beside the address. */
#define S2E_HOST_ATTRIBUTES	(S2E_MEMATTR | S2E_S2AP)

/* Bytes that an entry of this level (Arm numbering) covers. */
static inline uint64_t s2_entry_size(int level)
{
	return PAGE_SIZE << (9 * (S2_LEVEL_LAST - level));
}

static inline uint64_t s2e_leaf_type(int level)
{
	return level == S2_LEVEL_LAST ? S2E_VALID | S2E_TABLE_OR_PAGE : S2E_VALID;
}

static inline uint64_t s2e_unassigned(enum rmi_ripas ripas)
{
	return (uint64_t)ripas << S2E_RIPAS_SHIFT;
}

static inline uint64_t s2e_unassigned_ns(void)
{
	return S2E_UNPROTECTED;
}

/* `page` is the (first) backing page; valid for the realm only with RIPAS RAM. */
static inline uint64_t s2e_assigned(struct pa page, enum rmi_ripas ripas, int level)
{
	uint64_t entry = page.v | S2E_ASSIGNED | ((uint64_t)ripas << S2E_RIPAS_SHIFT);

	if (ripas != RMI_RAM)
		return entry;
	return entry | s2e_leaf_type(level) | S2E_MEMATTR_WB | S2E_S2AP | S2E_SH_INNER | S2E_AF;
}

/* `desc`: address and S2E_HOST_ATTRIBUTES as checked. The realm never executes from it. */
static inline uint64_t s2e_assigned_ns(uint64_t desc, int level)
{
	/* DEN0137 wants it so: 0b110 is cacheable, 0b111 where stage 1 is, and nothing else. */
	uint64_t share = (desc & S2E_MEMATTR) >= S2E_MEMATTR_WB ? S2E_SH_INNER : S2E_SH_OUTER;

	return desc | S2E_UNPROTECTED | S2E_ASSIGNED | s2e_leaf_type(level) | share | S2E_AF | S2E_XN;
}

static inline uint64_t s2e_table(struct pa table)
{
	return table.v | S2E_VALID | S2E_TABLE_OR_PAGE;
}

/* An ASSIGNED block whose pages do not follow each other: to hardware a table, which only the monitor knows of. */
static inline uint64_t s2e_scattered(struct pa hidden, enum rmi_ripas ripas)
{
	return s2e_table(hidden) | S2E_ASSIGNED | ((uint64_t)ripas << S2E_RIPAS_SHIFT);
}

static inline bool s2e_points_to_table(uint64_t entry, int level)
{
	return level < S2_LEVEL_LAST && (entry & (S2E_VALID | S2E_TABLE_OR_PAGE)) == (S2E_VALID | S2E_TABLE_OR_PAGE);
}

static inline bool s2e_is_scattered(uint64_t entry, int level)
{
	return s2e_points_to_table(entry, level) && (entry & S2E_ASSIGNED) != 0;
}

/* A table of the host's. */
static inline bool s2e_is_table(uint64_t entry, int level)
{
	return s2e_points_to_table(entry, level) && (entry & S2E_ASSIGNED) == 0;
}

/* Any leaf state of a protected address. */
static inline bool s2e_is_protected_leaf(uint64_t entry, int level)
{
	return !s2e_is_table(entry, level) && (entry & S2E_UNPROTECTED) == 0;
}

static inline bool s2e_is_unassigned(uint64_t entry, int level)
{
	return s2e_is_protected_leaf(entry, level) && (entry & S2E_ASSIGNED) == 0;
}

static inline bool s2e_is_assigned(uint64_t entry, int level)
{
	return s2e_is_protected_leaf(entry, level) && (entry & S2E_ASSIGNED) != 0;
}

static inline bool s2e_is_unassigned_ns(uint64_t entry, int level)
{
	return !s2e_is_table(entry, level) && (entry & (S2E_UNPROTECTED | S2E_ASSIGNED)) == S2E_UNPROTECTED;
}

static inline bool s2e_is_assigned_ns(uint64_t entry, int level)
{
	return !s2e_is_table(entry, level) &&
	       (entry & (S2E_UNPROTECTED | S2E_ASSIGNED)) == (S2E_UNPROTECTED | S2E_ASSIGNED);
}

/* RIPAS of a protected leaf. */
static inline enum rmi_ripas s2e_ripas(uint64_t entry)
{
	return (enum rmi_ripas)((entry & S2E_RIPAS) >> S2E_RIPAS_SHIFT);
}

static inline bool s2e_is_valid(uint64_t entry)
{
	return (entry & S2E_VALID) != 0;
}

/* The (first) backing page, table, or shared address in an entry that has one. */
static inline struct pa s2e_address(uint64_t entry)
{
	return pa_of(entry & S2E_ADDRESS);
}

/* The same leaf state with another RIPAS; not for a scattered block. */
static inline uint64_t s2e_with_ripas(uint64_t entry, enum rmi_ripas ripas, int level)
{
	return s2e_is_assigned(entry, level) ? s2e_assigned(s2e_address(entry), ripas, level) : s2e_unassigned(ripas);
}

/* Live (DEN0137): a table, or something is mapped. */
static inline bool s2e_is_live(uint64_t entry)
{
	return (entry & (S2E_VALID | S2E_ASSIGNED)) != 0;
}

/* Child number `index` of the table that takes the place of this leaf; not for a scattered block. */
static inline uint64_t s2e_unfold(uint64_t entry, int level, unsigned int index)
{
	struct pa page = pa_of(s2e_address(entry).v + index * s2_entry_size(level + 1));

	if (s2e_is_assigned(entry, level))
		return s2e_assigned(page, s2e_ripas(entry), level + 1);
	if (s2e_is_assigned_ns(entry, level))
		return s2e_assigned_ns(page.v | (entry & S2E_HOST_ATTRIBUTES), level + 1);
	return entry;
}

/* The leaf one level up that stands for 512 children like this first one of `level`. */
static inline uint64_t s2e_fold(uint64_t first, int level)
{
	if (s2e_is_assigned(first, level))
		return s2e_assigned(s2e_address(first), s2e_ripas(first), level - 1);
	if (s2e_is_assigned_ns(first, level))
		return s2e_assigned_ns(s2e_address(first).v | (first & S2E_HOST_ATTRIBUTES), level - 1);
	return first;
}

#endif
