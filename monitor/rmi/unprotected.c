/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_RTT_MAP_UNPROTECTED and RMI_RTT_UNMAP_UNPROTECTED: memory that a realm shares with the host. */
#include "rmi/rmi.h"

static bool place_ok(const struct realm *realm, uint64_t ipa, uint64_t level)
{
	int lowest = realm->s2.start_level > S2_LEVEL_BLOCKS ? realm->s2.start_level : S2_LEVEL_BLOCKS;

	return rmi_level_ok(level, lowest) && rmi_ipa_ok(realm, ipa, (int)level) &&
	       !s2_is_protected(&realm->s2, ipa_of(ipa));
}

/*
 * What the host may ask for: an output address aligned to the level, a memory type that FEAT_S2FWB knows, access
 * permissions. Beyond DEN0137, the whole range must be normal DRAM: in this mode a shared access is a Secure access,
 * and must never reach a device or secure memory. A delegated name is harmless there: its own page is the host's.
 */
static bool desc_ok(uint64_t desc, int level)
{
	uint64_t address = desc & S2E_ADDRESS & ~(s2_entry_size(level) - 1);

	if ((desc & ~(address | S2E_HOST_ATTRIBUTES)) != 0)
		return false;
	if ((desc & S2E_MEMATTR) == S2E_MEMATTR_RESERVED)
		return false;
	return granule_is_host_memory(pa_of(address), s2_entry_size(level));
}

/* DEN0137 RMI_RTT_MAP_UNPROTECTED: x1 RD, x2 IPA, x3 level, x4 desc. RMI_ERROR_INPUT, RMI_ERROR_RTT(level). */
void rmi_rtt_map_unprotected(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	if (place_ok(realm, in->x[2], in->x[3]) && desc_ok(in->x[4], (int)in->x[3])) {
		int level = (int)in->x[3];

		realm_walk(realm, ipa_of(in->x[2]), level, &walk);
		if (walk.level != level || !s2e_is_unassigned_ns(walk.value, walk.level)) {
			out->x[0] = rmi_error_rtt(walk.level);
		} else {
			s2_replace(&realm->s2, &walk, s2e_assigned_ns(in->x[4], level));
			out->x[0] = RMI_SUCCESS;
		}
		s2_walk_end(&walk);
	} else {
		realm_unlock(realm);
	}
}

/* DEN0137 RMI_RTT_UNMAP_UNPROTECTED: x1 RD, x2 IPA, x3 level -> x1 top. RMI_ERROR_INPUT, RMI_ERROR_RTT(level) with x1. */
void rmi_rtt_unmap_unprotected(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	struct ipa ipa = ipa_of(in->x[2]);
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	if (!place_ok(realm, ipa.v, in->x[3])) {
		realm_unlock(realm);
		return;
	}
	realm_walk(realm, ipa, (int)in->x[3], &walk);
	if (walk.level == (int)in->x[3] && s2e_is_assigned_ns(walk.value, walk.level)) {
		s2_replace(&realm->s2, &walk, s2e_unassigned_ns());
		out->x[0] = RMI_SUCCESS;
	} else {
		out->x[0] = rmi_error_rtt(walk.level);
	}
	out->x[1] = s2_top(&realm->s2, &walk, ipa).v;
	s2_walk_end(&walk);
}
