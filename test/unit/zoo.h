/* SPDX-License-Identifier: BSD-3-Clause */
/* A granule of every state and a list of addresses that are no granule: what wrong arguments are made of. */
#ifndef UNIT_ZOO_H
#define UNIT_ZOO_H

#include "host.h"
#include "oracle.h"

#define ZOO_STATES	7u
#define ZOO_DATA_IPA	0x0ull
#define ZOO_FREE_IPA	0x1000ull	/* UNASSIGNED, table at level 3 */
#define ZOO_HOLE_IPA	0x40000000ull	/* no table below level 1 */

struct zoo {
	struct host_realm realm;		/* NEW, one page of data, one REC, a shared page at ZOO_DATA_IPA */
	uint64_t of[ZOO_STATES];		/* one granule of each state; of[NAME_UNDELEGATED] is a plain page */
	uint64_t spare;				/* DELEGATED */
	uint64_t params;			/* valid for another realm; its parts are delegated */
	uint64_t rec_params;			/* valid for the next REC */
	struct host_realm next;
};
extern struct zoo zoo;

void zoo_build(void);

#define NO_GRANULES	17u
extern const uint64_t no_granule[NO_GRANULES];

/*
 * The call is right but for argument `arg`: with every address that is no granule, and every granule of another state,
 * it must be refused with INPUT and change nothing.
 */
struct valid_call {
	uint64_t x[6];
};
void refuse_granules(const struct valid_call *call, unsigned int arg, enum name_state wanted);
/* The same for a buffer of the normal world. */
void refuse_buffers(const struct valid_call *call, unsigned int arg);

#endif
