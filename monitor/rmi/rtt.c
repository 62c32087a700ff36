/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_RTT_CREATE, RMI_RTT_DESTROY, RMI_RTT_FOLD and RMI_RTT_READ_ENTRY: the tables themselves. */
#include "rmi/rmi.h"

/* The arguments that create, destroy and fold share: x`n` is the IPA, the next one the level of the table. */
static bool table_place_ok(const struct realm *realm, uint64_t ipa, uint64_t level)
{
	return rmi_level_ok(level, realm->s2.start_level + 1) && rmi_ipa_ok(realm, ipa, (int)level - 1);
}

static uint64_t do_rtt_create(struct realm *realm, struct granule *table, struct s2_walk *parent)
{
	granule_assume(table, GRANULE_RTT);
	if (s2e_is_assigned(parent->value, parent->level))
		/* The block's reference becomes the table's; the table gets one for each child. */
		granule_get(table, S2_ENTRIES);
	else
		granule_get(parent->table, 1);
	s2_unfold(&realm->s2, parent, table);
	return RMI_SUCCESS;
}

/* DEN0137 RMI_RTT_CREATE: x1 RD, x2 RTT, x3 IPA, x4 level. RMI_ERROR_INPUT, RMI_ERROR_RTT(level of the walk). */
void rmi_rtt_create(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	struct granule *table;
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	table = granule_lock(pa_of(in->x[2]), GRANULE_DELEGATED);
	if (table != NULL && table_place_ok(realm, in->x[3], in->x[4])) {
		int level = (int)in->x[4];

		realm_walk(realm, ipa_of(in->x[3]), level - 1, &walk);
		if (walk.level != level - 1 || s2e_is_table(walk.value, walk.level))
			out->x[0] = rmi_error_rtt(walk.level);
		else
			out->x[0] = do_rtt_create(realm, table, &walk);
		s2_walk_end(&walk);
	} else {
		realm_unlock(realm);
	}
	if (table != NULL)
		granule_unlock(table);
}

/* A locked table without references that hardware no longer sees goes back to the host. Returns its name. */
static struct pa release_table(struct granule *table)
{
	struct pa name = granule_name(table);

	granule_vacate(table);
	return name;
}

/* From a walk that ended at the parent's level, at a table, which is locked too. */
static void destroy_at(struct realm *realm, struct s2_walk *parent, struct granule *table, struct reply *out)
{
	bool protected = s2_is_protected(&realm->s2, parent->base);

	if (granule_refs(table) != 0) {
		out->x[0] = rmi_error_rtt(parent->level + 1);
		out->x[2] = parent->base.v;
		return;
	}
	s2_replace(&realm->s2, parent, protected ? s2e_unassigned(RMI_DESTROYED) : s2e_unassigned_ns());
	out->x[1] = release_table(table).v;
	granule_put(parent->table, 1);
	out->x[2] = s2_top(&realm->s2, parent, parent->base).v;
	out->x[0] = RMI_SUCCESS;
}

/*
 * DEN0137 RMI_RTT_DESTROY: x1 RD, x2 IPA, x3 level -> x1 RTT, x2 top. RMI_ERROR_INPUT; RMI_ERROR_RTT(level of the
 * walk) or, for a live table, RMI_ERROR_RTT(its level), both with x2.
 */
void rmi_rtt_destroy(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	struct ipa ipa = ipa_of(in->x[2]);
	int level = (int)in->x[3];
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	if (!table_place_ok(realm, ipa.v, in->x[3])) {
		realm_unlock(realm);
		return;
	}
	realm_walk(realm, ipa, level - 1, &walk);
	if (walk.level == level - 1 && s2e_is_table(walk.value, walk.level)) {
		struct granule *table = s2_lock_child(&walk);

		destroy_at(realm, &walk, table, out);
		granule_unlock(table);
	} else {
		out->x[0] = rmi_error_rtt(walk.level);
		out->x[2] = s2_top(&realm->s2, &walk, ipa).v;
	}
	s2_walk_end(&walk);
}

static void fold_at(struct realm *realm, struct s2_walk *parent, struct granule *table, struct reply *out)
{
	int level = parent->level + 1;
	enum s2_fold as = s2_fold_as(table, level);

	out->x[0] = rmi_error_rtt(level);
	if (as == S2_FOLD_NONE || !s2_fold(&realm->s2, parent, as))
		return;
	/* Its pages are the block's now. */
	granule_put(table, granule_refs(table));
	out->x[1] = release_table(table).v;
	/* The table's reference becomes the block's, if a block counts. */
	if (!s2e_is_assigned(parent->value, parent->level))
		granule_put(parent->table, 1);
	out->x[0] = RMI_SUCCESS;
}

/*
 * DEN0137 RMI_RTT_FOLD: x1 RD, x2 IPA, x3 level -> x1 RTT. RMI_ERROR_INPUT; RMI_ERROR_RTT(level of the walk), or of
 * the table where its entries make no entry of its parent.
 */
void rmi_rtt_fold(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	int level = (int)in->x[3];
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	if (!table_place_ok(realm, in->x[2], in->x[3])) {
		realm_unlock(realm);
		return;
	}
	realm_walk(realm, ipa_of(in->x[2]), level - 1, &walk);
	if (walk.level == level - 1 && s2e_is_table(walk.value, walk.level)) {
		struct granule *table = s2_lock_child(&walk);

		fold_at(realm, &walk, table, out);
		granule_unlock(table);
	} else {
		out->x[0] = rmi_error_rtt(walk.level);
	}
	s2_walk_end(&walk);
}

/* The entry in the host's terms: names in place of pages, and of attributes only the host's own. */
static void describe(const struct s2_walk *walk, struct reply *out)
{
	uint64_t value = walk->value;
	int level = walk->level;

	out->x[1] = (uint64_t)level;
	if (s2e_is_table(value, level)) {
		out->x[2] = RMI_TABLE;
		out->x[3] = granule_name(granule_of_backing(s2e_address(value))).v;
	} else if (s2e_is_assigned_ns(value, level)) {
		out->x[2] = RMI_ASSIGNED;
		out->x[3] = s2e_address(value).v | (value & S2E_HOST_ATTRIBUTES);
	} else if (s2e_is_assigned(value, level)) {
		out->x[2] = RMI_ASSIGNED;
		out->x[4] = s2e_ripas(value);
		out->x[3] = granule_name(granule_of_backing(s2_leaf_page(value, level, 0))).v;
	} else {
		out->x[2] = RMI_UNASSIGNED;
		if (s2e_is_unassigned(value, level))
			out->x[4] = s2e_ripas(value);
	}
}

/* DEN0137 RMI_RTT_READ_ENTRY: x1 RD, x2 IPA, x3 level -> x1 level, x2 state, x3 desc, x4 RIPAS. RMI_ERROR_INPUT. */
void rmi_rtt_read_entry(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	out->x[4] = 0;
	if (realm == NULL)
		return;
	if (rmi_level_ok(in->x[3], realm->s2.start_level) && rmi_ipa_ok(realm, in->x[2], (int)in->x[3])) {
		realm_walk(realm, ipa_of(in->x[2]), (int)in->x[3], &walk);
		describe(&walk, out);
		s2_walk_end(&walk);
		out->x[0] = RMI_SUCCESS;
	} else {
		realm_unlock(realm);
	}
}
