/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_DATA_CREATE, RMI_DATA_CREATE_UNKNOWN and RMI_DATA_DESTROY: pages of a realm. */
#include "rmi/rmi.h"

#include "port/machine.h"
#include "port/memory.h"

#define DATA_FLAG_MEASURE	1u

static bool place_ok(const struct realm *realm, uint64_t ipa)
{
	return rmi_ipa_ok(realm, ipa, S2_LEVEL_LAST) && s2_is_protected(&realm->s2, ipa_of(ipa));
}

/* A new page can go to where the walk ended. */
static bool is_vacant(const struct s2_walk *walk)
{
	return walk->level == S2_LEVEL_LAST && s2e_is_unassigned(walk->value, walk->level);
}

/* The page of the DATA granule becomes visible to the realm, as its RIPAS says. */
static void map_page(struct realm *realm, struct s2_walk *walk, const struct granule *data, enum rmi_ripas ripas)
{
	granule_get(walk->table, 1);
	s2_replace(&realm->s2, walk, s2e_assigned(granule_backing(data), ripas, S2_LEVEL_LAST));
}

/* All checks have passed but one, that the source can be read; where it cannot, nothing has changed. */
static uint64_t do_data_create(struct realm *realm, struct granule *data, struct s2_walk *walk, const struct call *in)
{
	void *page = granule_assume(data, GRANULE_DATA);
	bool copied;

	port_simd_begin();
	copied = port_ns_read_page(page, pa_of(in->x[4]));
	if (copied)
		measure_data_create(&realm->measurements, walk->base, in->x[5], page);
	port_simd_end();
	if (!copied) {
		granule_vacate(data);
		return RMI_ERROR_INPUT;
	}
	map_page(realm, walk, data, RMI_RAM);
	return RMI_SUCCESS;
}

/* The realm stays locked, as its measurements change. */
static uint64_t data_create(struct realm *realm, struct granule *data, const struct call *in)
{
	struct s2_walk walk;
	uint64_t status;

	if (realm_state(realm) != REALM_NEW)
		return RMI_RESULT(RMI_ERROR_REALM, 0);
	if (!place_ok(realm, in->x[3]))
		return RMI_ERROR_INPUT;
	s2_walk(&realm->s2, ipa_of(in->x[3]), S2_LEVEL_LAST, &walk);
	status = is_vacant(&walk) ? do_data_create(realm, data, &walk, in) : rmi_error_rtt(walk.level);
	s2_walk_end(&walk);
	return status;
}

/*
 * DEN0137 RMI_DATA_CREATE: x1 RD, x2 DATA, x3 IPA, x4 source, x5 flags. RMI_ERROR_INPUT, RMI_ERROR_REALM if not NEW,
 * RMI_ERROR_INPUT for the IPA, RMI_ERROR_RTT(level).
 */
void rmi_data_create(const struct call *in, struct reply *out)
{
	struct realm *realm;
	struct granule *data;

	out->x[0] = RMI_ERROR_INPUT;
	if (in->x[5] > DATA_FLAG_MEASURE || !granule_is_host_buffer(pa_of(in->x[4])))
		return;
	realm = realm_lock(pa_of(in->x[1]));
	if (realm == NULL)
		return;
	data = granule_lock(pa_of(in->x[2]), GRANULE_DELEGATED);
	if (data != NULL) {
		out->x[0] = data_create(realm, data, in);
		granule_unlock(data);
	}
	realm_unlock(realm);
}

/* DEN0137 RMI_DATA_CREATE_UNKNOWN: x1 RD, x2 DATA, x3 IPA. RMI_ERROR_INPUT, RMI_ERROR_RTT(level). */
void rmi_data_create_unknown(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	struct granule *data;
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	data = granule_lock(pa_of(in->x[2]), GRANULE_DELEGATED);
	if (data != NULL && place_ok(realm, in->x[3])) {
		realm_walk(realm, ipa_of(in->x[3]), S2_LEVEL_LAST, &walk);
		out->x[0] = rmi_error_rtt(walk.level);
		if (is_vacant(&walk)) {
			granule_assume(data, GRANULE_DATA);
			map_page(realm, &walk, data, s2e_ripas(walk.value));
			out->x[0] = RMI_SUCCESS;
		}
		s2_walk_end(&walk);
	} else {
		realm_unlock(realm);
	}
	if (data != NULL)
		granule_unlock(data);
}

/* Returns the name that the host gave the page. */
static struct pa do_data_destroy(struct realm *realm, struct s2_walk *walk)
{
	struct granule *data = granule_of_backing(s2e_address(walk->value));
	enum rmi_ripas ripas = s2e_ripas(walk->value);
	struct pa name = granule_name(data);

	/* What the realm thought to be memory is lost, and it shall learn of that. */
	s2_replace(&realm->s2, walk, s2e_unassigned(ripas == RMI_EMPTY ? RMI_EMPTY : RMI_DESTROYED));
	granule_put(walk->table, 1);
	granule_lock_own(data, GRANULE_DATA);
	granule_vacate(data);
	granule_unlock(data);
	return name;
}

/* DEN0137 RMI_DATA_DESTROY: x1 RD, x2 IPA -> x1 DATA, x2 top. RMI_ERROR_INPUT, RMI_ERROR_RTT(level) with x2. */
void rmi_data_destroy(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	struct ipa ipa = ipa_of(in->x[2]);
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	if (!place_ok(realm, ipa.v)) {
		realm_unlock(realm);
		return;
	}
	realm_walk(realm, ipa, S2_LEVEL_LAST, &walk);
	if (walk.level == S2_LEVEL_LAST && s2e_is_assigned(walk.value, walk.level)) {
		out->x[1] = do_data_destroy(realm, &walk).v;
		out->x[0] = RMI_SUCCESS;
	} else {
		out->x[0] = rmi_error_rtt(walk.level);
	}
	out->x[2] = s2_top(&realm->s2, &walk, ipa).v;
	s2_walk_end(&walk);
}
