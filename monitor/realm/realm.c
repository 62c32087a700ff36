/* SPDX-License-Identifier: BSD-3-Clause */
/* Realm state and identity. */
#include "realm/realm.h"

#include "lib/bits.h"
#include "lib/panic.h"

/* Bit n of a row: the realm may go on to state n. */
static const uint8_t next_states[] = {
	[REALM_NEW] = 1u << REALM_ACTIVE,
	[REALM_ACTIVE] = 1u << REALM_SYSTEM_OFF,
	/* Another vCPU may have been faster. */
	[REALM_SYSTEM_OFF] = 1u << REALM_SYSTEM_OFF,
};

struct realm *realm_lock(struct pa rd)
{
	struct granule *g = granule_lock(rd, GRANULE_RD);

	return g != NULL ? granule_page(g) : NULL;
}

void realm_lock_again(struct realm *realm)
{
	granule_lock_own(realm->granule, GRANULE_RD);
}

void realm_unlock(struct realm *realm)
{
	granule_unlock(realm->granule);
}

void realm_walk(struct realm *realm, struct ipa ipa, int level, struct s2_walk *walk)
{
	s2_walk_begin(&realm->s2, ipa, walk);
	realm_unlock(realm);
	s2_walk_down(ipa, level, walk);
}

enum realm_state realm_state(const struct realm *realm)
{
	return (enum realm_state)__atomic_load_n(&realm->state, __ATOMIC_ACQUIRE);
}

void realm_set_state(struct realm *realm, enum realm_state next)
{
	CHECK((next_states[realm->state] >> next) & 1);
	__atomic_store_n(&realm->state, (uint32_t)next, __ATOMIC_RELEASE);
}

uint32_t realm_rec_count(const struct realm *realm)
{
	return __atomic_load_n(&realm->rec_count, __ATOMIC_ACQUIRE);
}

/* Affinity 0 has 4 bits, the others 8: what a GICv3 can target with one SGI write. */
static uint32_t index_of_affinities(uint64_t aff3, uint64_t aff2, uint64_t aff1, uint64_t aff0)
{
	return (uint32_t)(aff0 | aff1 << 4 | aff2 << 12 | aff3 << 20);
}

uint32_t rec_index_of_rmi_mpidr(uint64_t mpidr)
{
	if ((mpidr & ~(BITS(31, 8) | BITS(3, 0))) != 0)
		return UINT32_MAX;
	return index_of_affinities(field_get(mpidr, 31, 24), field_get(mpidr, 23, 16), field_get(mpidr, 15, 8),
				   field_get(mpidr, 3, 0));
}

uint32_t rec_index_of_psci_mpidr(uint64_t mpidr)
{
	if ((mpidr & ~(BITS(39, 32) | BITS(23, 8) | BITS(3, 0))) != 0)
		return UINT32_MAX;
	return index_of_affinities(field_get(mpidr, 39, 32), field_get(mpidr, 23, 16), field_get(mpidr, 15, 8),
				   field_get(mpidr, 3, 0));
}

uint64_t rec_mpidr_el1(uint32_t index)
{
	uint64_t i = index;

	return BIT(31) | field_get(i, 3, 0) | field_get(i, 11, 4) << 8 | field_get(i, 19, 12) << 16 |
	       field_get(i, 27, 20) << 32;
}
