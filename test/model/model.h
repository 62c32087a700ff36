/* SPDX-License-Identifier: BSD-3-Clause */
/* What the harnesses for CBMC share: any value, claims, and a panic that must not be reached. */
#ifndef MODEL_MODEL_H
#define MODEL_MODEL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/panic.h"

/* CBMC's own: whatever a 64-bit register can hold. */
uint64_t nondet_u64(void);
#define any nondet_u64

#define assume(condition)	__CPROVER_assume(condition)
#define claim(condition)	__CPROVER_assert(condition, #condition)

static inline uint64_t any_below(uint64_t limit)
{
	uint64_t v = any();

	assume(v < limit);
	return v;
}

/* The monitor's own checks of its invariants hold. */
void port_panic(const struct panic_place *place)
{
	(void)place;
	__CPROVER_assert(0, "no CHECK of the monitor fails");
	assume(false);
	for (;;)
		;
}

#endif
