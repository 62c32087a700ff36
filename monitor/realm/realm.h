/* SPDX-License-Identifier: BSD-3-Clause */
/* The realm descriptor, which lives in the page of an RD granule. */
#ifndef REALM_REALM_H
#define REALM_REALM_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/rmi.h"
#include "granule/granule.h"
#include "lib/addr.h"
#include "measure/measure.h"
#include "port/realm_cpu.h"
#include "s2/s2.h"

enum realm_state {
	REALM_NEW,
	REALM_ACTIVE,
	REALM_SYSTEM_OFF,
};

/* 2^n - 1 RECs at most; told to the host in feature register 0. */
#define REALM_MAX_RECS_ORDER	6u
#define REALM_MAX_RECS		((1u << REALM_MAX_RECS_ORDER) - 1)

/*
 * The realm's lock is that of its RD granule; the stage-2 tables have their own. The granule's reference count is the number
 * of RECs there are; while one exists, so does the realm.
 */
struct realm {
	struct granule *granule;	/* constant after create, as up to options */
	struct s2 s2;
	uint8_t rpv[RMI_RPV_SIZE];
	struct realm_options options;
	/* Guarded by the lock to write. `state` and `rec_count` are read without it through the functions below. */
	uint32_t state;
	uint32_t rec_count;		/* RECs ever created: the next index */
	struct measurements measurements;
};
_Static_assert(sizeof(struct realm) <= PAGE_SIZE, "a realm descriptor fits its granule");

/* The realm whose RD granule has this name, locked; NULL where there is none (RMI_ERROR_INPUT). */
struct realm *realm_lock(struct pa rd);
/* Lock a realm that a REC keeps alive. */
void realm_lock_again(struct realm *realm);
void realm_unlock(struct realm *realm);
/*
 * From a locked realm to the table that s2_walk leads to: the realm's lock goes as soon as the start table's is there,
 * so commands on other tables need not wait. Of the realm only what is constant may be looked at until s2_walk_end.
 */
void realm_walk(struct realm *realm, struct ipa ipa, int level, struct s2_walk *walk);

enum realm_state realm_state(const struct realm *realm);
/* The one place that changes the state; the realm is locked. Panics on a change that DEN0137 does not know. */
void realm_set_state(struct realm *realm, enum realm_state next);

uint32_t realm_rec_count(const struct realm *realm);

/*
 * REC indices and the shapes of MPIDR that name them: as the host packs them (RmiRecMpidr), and as the realm reads
 * them. UINT32_MAX for a value with a reserved bit set.
 */
uint32_t rec_index_of_rmi_mpidr(uint64_t mpidr);
uint32_t rec_index_of_psci_mpidr(uint64_t mpidr);
uint64_t rec_mpidr_el1(uint32_t index);

#endif
