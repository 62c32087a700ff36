/* SPDX-License-Identifier: BSD-3-Clause */
/* The bits of a granule's word. Private to this folder. */
#ifndef GRANULE_WORD_H
#define GRANULE_WORD_H

#include <stdbool.h>
#include <stdint.h>

#include "granule/granule.h"

#define WORD_LOCK		1u
#define WORD_STATE_SHIFT	4u
#define WORD_STATE_MASK		(0xfu << WORD_STATE_SHIFT)
#define WORD_REF_SHIFT		16u
#define WORD_REF_ONE		(1u << WORD_REF_SHIFT)

static inline uint32_t word_of(enum granule_state state)
{
	return (uint32_t)state << WORD_STATE_SHIFT;
}

static inline enum granule_state word_state(uint32_t word)
{
	return (enum granule_state)((word & WORD_STATE_MASK) >> WORD_STATE_SHIFT);
}

static inline uint32_t word_read(const struct granule *g)
{
	return __atomic_load_n(&g->word, __ATOMIC_ACQUIRE);
}

/* By the holder of the lock, or of the pool's lock for pages that the host cannot name. Keeps lock and count. */
static inline void word_set_state(struct granule *g, enum granule_state state)
{
	uint32_t old = word_read(g);

	while (!__atomic_compare_exchange_n(&g->word, &old, (old & ~WORD_STATE_MASK) | word_of(state), false,
					    __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE))
		;
}

#endif
