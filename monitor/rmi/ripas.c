/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_RTT_INIT_RIPAS and RMI_RTT_SET_RIPAS: what the realm believes to be memory. */
#include "rmi/rmi.h"

#include "port/machine.h"
#include "realm/rec.h"

/* The walk's entry ends by `top`. */
static bool fits(const struct s2_walk *walk, uint64_t top)
{
	return walk->base.v + s2_entry_size(walk->level) <= top;
}

static bool init_entry(struct realm *realm, struct s2_walk *walk)
{
	if (!s2e_is_unassigned(walk->value, walk->level))
		return false;
	if (s2e_ripas(walk->value) != RMI_RAM)
		s2_replace(&realm->s2, walk, s2e_unassigned(RMI_RAM));
	measure_init_ripas(&realm->measurements, walk->base,
			   ipa_of(walk->base.v + s2_entry_size(walk->level)));
	return true;
}

/* One table's worth; returns how far it came. */
static uint64_t init_range(struct realm *realm, struct s2_walk *walk, uint64_t top)
{
	uint64_t done = walk->base.v;

	while (fits(walk, top) && init_entry(realm, walk)) {
		done = walk->base.v + s2_entry_size(walk->level);
		if (!s2_next(&realm->s2, walk))
			break;
	}
	return done;
}

/* The realm stays locked, as its measurements change. */
static void init_ripas(struct realm *realm, const struct call *in, struct reply *out)
{
	uint64_t base = in->x[2], top = in->x[3], done;
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	/* The base is below the top; whether an entry begins there, the walk will tell. */
	if (!is_aligned(top, PAGE_SIZE) || !s2_is_protected(&realm->s2, ipa_of(top - 1)))
		return;
	out->x[0] = RMI_RESULT(RMI_ERROR_REALM, 0);
	if (realm_state(realm) != REALM_NEW)
		return;
	s2_walk(&realm->s2, ipa_of(base), S2_LEVEL_LAST, &walk);
	out->x[0] = rmi_error_rtt(walk.level);
	port_simd_begin();
	done = walk.base.v == base ? init_range(realm, &walk, top) : base;
	port_simd_end();
	s2_walk_end(&walk);
	if (done == base)
		return;
	out->x[0] = RMI_SUCCESS;
	out->x[1] = done;
}

/*
 * DEN0137 RMI_RTT_INIT_RIPAS: x1 RD, x2 base, x3 top -> x1 top of what was done. RMI_ERROR_INPUT, RMI_ERROR_REALM if
 * not NEW, RMI_ERROR_RTT(level) if nothing could be done.
 */
void rmi_rtt_init_ripas(const struct call *in, struct reply *out)
{
	struct realm *realm;

	out->x[0] = RMI_ERROR_INPUT;
	if (in->x[3] <= in->x[2])
		return;
	realm = realm_lock(pa_of(in->x[1]));
	if (realm == NULL)
		return;
	init_ripas(realm, in, out);
	realm_unlock(realm);
}

/* What one call has changed so far. */
struct progress {
	uint64_t done;			/* first address that has not been looked at */
	unsigned int entries;		/* written */
	bool stale;			/* TLBs may hold what was there */
};

/*
 * A call ends early when it has written as much as a full table has: a scattered block is 512 entries, and a table may
 * hold 512 of those. The host calls again; meanwhile others have their turn at the table.
 */
#define ENTRIES_PER_CALL	S2_ENTRIES

/* The entry is what the realm asks for: it need not be split to cover a part of it. */
static bool is_set(const struct s2_walk *walk, const struct rec_ripas_change *change)
{
	return s2e_is_protected_leaf(walk->value, walk->level) && s2e_ripas(walk->value) == change->ripas;
}

static bool set_entry(struct realm *realm, struct s2_walk *walk, uint64_t top, const struct rec_ripas_change *change,
		      struct progress *progress)
{
	if (is_set(walk, change))
		return true;
	if (!fits(walk, top) || !s2e_is_protected_leaf(walk->value, walk->level))
		return false;
	/* The realm must know that content may have been lost. */
	if (s2e_ripas(walk->value) == RMI_DESTROYED && !change->change_destroyed)
		return false;
	progress->entries += s2e_is_scattered(walk->value, walk->level) ? S2_ENTRIES : 1;
	progress->stale |= s2_set_ripas(&realm->s2, walk, change->ripas);
	return true;
}

/* One table's worth at most; returns how far it came. */
static uint64_t set_range(struct realm *realm, struct s2_walk *walk, uint64_t top, const struct rec_ripas_change *change)
{
	struct ipa base = walk->base;
	struct progress progress = { .done = change->next };

	while (walk->base.v < top && progress.entries < ENTRIES_PER_CALL &&
	       set_entry(realm, walk, top, change, &progress)) {
		progress.done = min_u64(top, walk->base.v + s2_entry_size(walk->level));
		if (!s2_next(&realm->s2, walk))
			break;
	}
	if (progress.stale)
		s2_forget(&realm->s2, base, ipa_of(progress.done), walk->level);
	return progress.done;
}

/* The failure conditions behind the locked REC, as far as no table is needed for them. */
static uint64_t check_set_ripas(const struct realm *realm, const struct rec *rec, const struct call *in)
{
	if (rec->running || rec->realm != realm)
		return RMI_ERROR_REC;
	if (in->x[3] != rec->ripas.next || in->x[4] > rec->ripas.top)
		return RMI_ERROR_INPUT;
	return RMI_SUCCESS;
}

/* From a walk to where the range begins, or as near as it came. */
static void set_ripas(struct realm *realm, struct rec *rec, struct s2_walk *walk, const struct call *in,
		      struct reply *out)
{
	uint64_t base = in->x[3], top = in->x[4], done;

	out->x[0] = rmi_error_rtt(walk->level);
	if (walk->base.v != base && !is_set(walk, &rec->ripas))
		return;
	out->x[0] = RMI_ERROR_INPUT;
	if (!is_aligned(top, PAGE_SIZE))
		return;
	out->x[0] = rmi_error_rtt(walk->level);
	done = set_range(realm, walk, top, &rec->ripas);
	if (done == base)
		return;
	rec->ripas.next = done;
	out->x[0] = RMI_SUCCESS;
	out->x[1] = done;
}

/*
 * DEN0137 RMI_RTT_SET_RIPAS: x1 RD, x2 REC, x3 base, x4 top -> x1 top of what was done. RMI_ERROR_INPUT, RMI_ERROR_REC
 * if running or of another realm, RMI_ERROR_INPUT if not what the REC asked for, RMI_ERROR_RTT(level).
 */
void rmi_rtt_set_ripas(const struct call *in, struct reply *out)
{
	struct realm *realm;
	struct rec *rec;
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (in->x[4] <= in->x[3])
		return;
	realm = realm_lock(pa_of(in->x[1]));
	if (realm == NULL)
		return;
	rec = rec_lock(pa_of(in->x[2]));
	if (rec != NULL)
		out->x[0] = check_set_ripas(realm, rec, in);
	if (out->x[0] == RMI_SUCCESS) {
		realm_walk(realm, ipa_of(in->x[3]), S2_LEVEL_LAST, &walk);
		set_ripas(realm, rec, &walk, in, out);
		s2_walk_end(&walk);
	} else {
		realm_unlock(realm);
	}
	if (rec != NULL)
		rec_unlock(rec);
}
