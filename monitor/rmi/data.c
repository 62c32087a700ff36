/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_DATA_CREATE, RMI_DATA_CREATE_UNKNOWN and RMI_DATA_DESTROY: pages of a realm. */
#include "rmi/rmi.h"

#include "lib/panic.h"
#include "port/memory.h"

#define DATA_FLAG_MEASURE	1u

/* The place of a new page: *walk is at an UNASSIGNED entry of level 3 on success. */
static uint64_t check_place(const struct realm *realm, uint64_t ipa, struct s2_walk *walk)
{
	if (!rmi_ipa_ok(realm, ipa, S2_LEVEL_LAST) || !s2_is_protected(&realm->s2, ipa_of(ipa)))
		return RMI_ERROR_INPUT;
	s2_walk(&realm->s2, ipa_of(ipa), S2_LEVEL_LAST, walk);
	if (walk->level != S2_LEVEL_LAST || !s2e_is_unassigned(walk->value, walk->level))
		return rmi_error_rtt(walk->level);
	return RMI_SUCCESS;
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

	if (!port_ns_read(page, pa_of(in->x[4]), PAGE_SIZE)) {
		granule_vacate(data);
		return RMI_ERROR_INPUT;
	}
	measure_data_create(&realm->measurements, walk->base, in->x[5], page);
	map_page(realm, walk, data, RMI_RAM);
	return RMI_SUCCESS;
}

/*
 * DEN0137 RMI_DATA_CREATE: x1 RD, x2 DATA, x3 IPA, x4 source, x5 flags. RMI_ERROR_INPUT, RMI_ERROR_REALM if not NEW,
 * RMI_ERROR_INPUT for the IPA, RMI_ERROR_RTT(level).
 */
void rmi_data_create(const struct call *in, struct reply *out)
{
	struct realm *realm;
	struct granule *data;
	struct s2_walk walk;

	out->x[0] = RMI_ERROR_INPUT;
	if (in->x[5] > DATA_FLAG_MEASURE || !granule_is_host_buffer(pa_of(in->x[4])))
		return;
	realm = realm_lock(pa_of(in->x[1]));
	if (realm == NULL)
		return;
	data = granule_lock(pa_of(in->x[2]), GRANULE_DELEGATED);
	if (data != NULL) {
		if (realm_state(realm) != REALM_NEW)
			out->x[0] = RMI_RESULT(RMI_ERROR_REALM, 0);
		else
			out->x[0] = check_place(realm, in->x[3], &walk);
		if (out->x[0] == RMI_SUCCESS)
			out->x[0] = do_data_create(realm, data, &walk, in);
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
	if (data != NULL) {
		out->x[0] = check_place(realm, in->x[3], &walk);
		if (out->x[0] == RMI_SUCCESS) {
			granule_assume(data, GRANULE_DATA);
			map_page(realm, &walk, data, s2e_ripas(walk.value));
		}
		granule_unlock(data);
	}
	realm_unlock(realm);
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
	CHECK(granule_lock(name, GRANULE_DATA) == data);
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
	if (rmi_ipa_ok(realm, ipa.v, S2_LEVEL_LAST) && s2_is_protected(&realm->s2, ipa)) {
		s2_walk(&realm->s2, ipa, S2_LEVEL_LAST, &walk);
		if (walk.level == S2_LEVEL_LAST && s2e_is_assigned(walk.value, walk.level)) {
			out->x[1] = do_data_destroy(realm, &walk).v;
			out->x[0] = RMI_SUCCESS;
		} else {
			out->x[0] = rmi_error_rtt(walk.level);
		}
		out->x[2] = s2_top(&realm->s2, &walk, ipa).v;
	}
	realm_unlock(realm);
}
