/* SPDX-License-Identifier: BSD-3-Clause */
/* The bits of a granule's word. Private to this folder. */
#ifndef GRANULE_WORD_H
#define GRANULE_WORD_H

#include <stdbool.h>
#include <stdint.h>

#include "granule/granule.h"
#include "port/machine.h"

/*
 * 31:25 the ticket that has the lock, 24:15 reference count, 14:11 the role's note, 10:7 state, 6:0 the ticket for who
 * comes next. The lock is free where both tickets are equal. The one that is served stands on top, so that adding to it
 * wraps around by itself.
 */
#define WORD_NEXT_MASK		0x7fu
#define WORD_STATE_SHIFT	7u
#define WORD_STATE_MASK		(0xfu << WORD_STATE_SHIFT)
#define WORD_NOTE_SHIFT		11u
#define WORD_NOTE_MASK		(GRANULE_NOTE_MAX << WORD_NOTE_SHIFT)
#define WORD_REF_SHIFT		15u
#define WORD_REF_MAX		0x3ffu
#define WORD_REF_ONE		(1u << WORD_REF_SHIFT)
#define WORD_OWNER_SHIFT	25u
#define WORD_OWNER_ONE		(1u << WORD_OWNER_SHIFT)
_Static_assert(PORT_MAX_CPUS < WORD_NEXT_MASK, "every CPU can hold a ticket");

static inline uint32_t word_of(enum granule_state state)
{
	return (uint32_t)state << WORD_STATE_SHIFT;
}

static inline enum granule_state word_state(uint32_t word)
{
	return (enum granule_state)((word & WORD_STATE_MASK) >> WORD_STATE_SHIFT);
}

static inline unsigned int word_refs(uint32_t word)
{
	return (word >> WORD_REF_SHIFT) & WORD_REF_MAX;
}

static inline bool word_is_locked(uint32_t word)
{
	return word >> WORD_OWNER_SHIFT != (word & WORD_NEXT_MASK);
}

/* The word after somebody has drawn the next ticket. */
static inline uint32_t word_draw(uint32_t word)
{
	return (word & ~WORD_NEXT_MASK) | ((word + 1) & WORD_NEXT_MASK);
}

static inline uint32_t word_read(const struct granule *g)
{
	return __atomic_load_n(&g->word, __ATOMIC_ACQUIRE);
}

/*
 * By the holder of the lock, or of the pool's lock for pages that the host cannot name. Keeps tickets and count; the
 * note was the old role's.
 */
static inline void word_set_state(struct granule *g, enum granule_state state)
{
	/* Nobody else changes these bits, so those that differ are known; others may draw tickets meanwhile. */
	__atomic_fetch_xor(&g->word, (word_read(g) ^ word_of(state)) & (WORD_STATE_MASK | WORD_NOTE_MASK),
			   __ATOMIC_ACQ_REL);
}

#endif
