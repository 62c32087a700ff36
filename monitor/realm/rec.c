/* SPDX-License-Identifier: BSD-3-Clause */
/* REC locking and hand-over. */
#include "realm/rec.h"

#include "lib/bits.h"

struct rec *rec_lock(struct pa rec)
{
	struct granule *g = granule_lock(rec, GRANULE_REC);

	return g != NULL ? granule_page(g) : NULL;
}

bool rec_lock_two(struct pa a, struct pa b, struct rec **first, struct rec **second)
{
	const struct pa names[2] = { a, b };
	struct granule *set[2];

	if (!granule_lock_set(names, 2, GRANULE_REC, set))
		return false;
	*first = granule_page(set[0]);
	*second = granule_page(set[1]);
	return true;
}

void rec_unlock(struct rec *rec)
{
	granule_unlock(rec->granule);
}

void rec_begin_run(struct rec *rec)
{
	rec->running = true;
	granule_unlock(rec->granule);
}

void rec_end_run(struct rec *rec)
{
	/* The granule cannot have changed its role: REC_DESTROY refuses a running REC. */
	granule_lock_own(rec->granule, GRANULE_REC);
	rec->running = false;
	granule_unlock(rec->granule);
}

#define PSTATE_BTYPE	BITS(11, 10)
#define PSTATE_SS	BIT(21)

void rec_advance(struct rec *rec)
{
	rec->cpu.pc += 4;
	/* The step of a realm that steps itself is done: it takes the exception at the next instruction. */
	rec->cpu.pstate &= ~(PSTATE_BTYPE | PSTATE_SS);
}
