/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A realm's stage-2 tables: find entries and change them.
 *
 * Tables are granules with the role RTT. A table's granule lock guards its entries, the memory that they lead to as far
 * as the monitor reaches it, and its reference count: the number of protected ASSIGNED entries and of tables below.
 * Shared mappings do not count, so a table that holds nothing else can be destroyed. Its note says how far live entries
 * ever reached, in sixteenths of the table: behind that nobody need look for any.
 *
 * A walk goes hand over hand: it locks a table before it lets go of the one above. So two CPUs at different tables of a
 * realm work side by side, and a table cannot go while somebody is in it or below: who wants to destroy it must lock
 * it, and find it empty.
 */
#ifndef S2_S2_H
#define S2_S2_H

#include <stdbool.h>
#include <stdint.h>

#include "granule/granule.h"
#include "lib/addr.h"
#include "port/tlb.h"
#include "s2/entry.h"

#define S2_MAX_START_TABLES	16u

/* Constant after REALM_CREATE. */
struct s2 {
	struct s2_space space;		/* as hardware is told */
	int8_t start_level;		/* as the host chose it */
	uint8_t ipa_bits;
	uint8_t start_count;
	bool has_private_root;		/* start tables hang under space.root, a page of the monitor's own */
	struct pa start[S2_MAX_START_TABLES];
};

#define S2_REACH_UNIT	(S2_ENTRIES / (GRANULE_NOTE_MAX + 1))

/* Where a walk ended: the entry, and its place. Who has one has the lock of its table, until s2_walk_end. */
struct s2_walk {
	uint64_t *entry;
	uint64_t value;
	struct granule *table;		/* holds the entry; locked */
	struct ipa base;		/* first address that the entry covers */
	int level;
};

/* Index of the entry in its table. */
static inline unsigned int s2_index(const struct s2_walk *walk)
{
	return (unsigned int)((uintptr_t)walk->entry % PAGE_SIZE / sizeof(*walk->entry));
}

static inline bool s2_is_protected(const struct s2 *s2, struct ipa ipa)
{
	return ipa.v < (1ull << (s2->ipa_bits - 1));
}

static inline bool s2_contains(const struct s2 *s2, struct ipa ipa)
{
	return ipa.v < (1ull << s2->ipa_bits);
}

/* How many start tables this geometry takes (DEN0137: concatenation); 0 if it is none that the architecture knows. */
unsigned int s2_start_tables(int start_level, unsigned int ipa_bits);
/* Whether this machine's walks can start at a level. */
bool s2_can_start_at(int level);

/*
 * Make tables of granules that are DELEGATED, locked, named one after the other; all entries UNASSIGNED, EMPTY or
 * UNASSIGNED_NS. ipa_bits, start_level, start_count and vmid are set. False, and nothing changed, where the pool has
 * neither a run of pages nor a page for a root, or a walk could not start at that root.
 */
bool s2_init(struct s2 *s2, struct granule *const *tables);
/* Give the start tables back: they become DELEGATED. No table below may be left. */
void s2_destroy(struct s2 *s2);
/*
 * True where a start table has a reference. The realm is locked, so nobody begins a walk, and has no REC: who is still
 * in a start table is waited for, and who is further down has a reference above him.
 */
bool s2_is_live(const struct s2 *s2);

/*
 * Walk to the entry of `level` for an address inside the space; stops early at what is no table. To begin, the realm
 * must be locked, or a REC of it must run on this CPU. Once the walk has begun, its lock alone keeps the realm there.
 */
void s2_walk(const struct s2 *s2, struct ipa ipa, int level, struct s2_walk *walk);
/* The same in two steps: to the entry of the start level, and on from there. */
void s2_walk_begin(const struct s2 *s2, struct ipa ipa, struct s2_walk *walk);
void s2_walk_down(struct ipa ipa, int level, struct s2_walk *walk);
/* Unlock the table. The realm may be gone a moment later. */
void s2_walk_end(struct s2_walk *walk);

/* The table that the walk's entry leads to, locked, beside the one that holds the entry. */
struct granule *s2_lock_child(const struct s2_walk *walk);

/*
 * End of the run of non-live entries that begins where the walk ended, inside its table; `ipa` itself if that entry is
 * live. What DEN0137 calls top.
 */
struct ipa s2_top(const struct s2 *s2, const struct s2_walk *walk, struct ipa ipa);

/* Next entry of the same table; false at its end. */
bool s2_next(const struct s2 *s2, struct s2_walk *walk);

/* Change an entry; break-before-make and TLB invalidation where the old one was valid. Updates the walk's value. */
void s2_replace(const struct s2 *s2, struct s2_walk *walk, uint64_t value);

/*
 * Give a protected leaf another RIPAS. True where TLBs may still hold what it was: before the lock of the table is
 * given back, s2_forget must follow, once for all leaves that were changed.
 */
bool s2_set_ripas(const struct s2 *s2, struct s2_walk *walk, enum rmi_ripas ripas);
/* Leaves of this level, in [base, top), are no longer valid. */
void s2_forget(const struct s2 *s2, struct ipa base, struct ipa top, int level);

/* The backing page at an offset (bytes, page-aligned) into what an ASSIGNED leaf covers. */
struct pa s2_leaf_page(uint64_t leaf, int level, uint64_t offset);

/* Put `table`, a zeroed granule, in place of the leaf where the walk ended: the same state, 512 times. fold.c */
void s2_unfold(const struct s2 *s2, struct s2_walk *parent, struct granule *table);

/*
 * What the entries of a table make one level up. BLOCK: one leaf; they are alike, with output addresses in a row where
 * there are any. SCATTERED: one leaf to the host, as the names are in a row, but hardware needs its table.
 */
enum s2_fold { S2_FOLD_NONE, S2_FOLD_BLOCK, S2_FOLD_SCATTERED };

/* fold.c. `level`: the table's, which is locked, like that of the entry above. */
enum s2_fold s2_fold_as(const struct granule *table, int level);
/*
 * Put that leaf in place of the table where the walk ended. The entries of a scattered block stay in a hidden table;
 * false, and nothing changed, if the pool has no page for it. The granule of the table is as it was.
 */
bool s2_fold(const struct s2 *s2, struct s2_walk *parent, enum s2_fold as);

#endif
