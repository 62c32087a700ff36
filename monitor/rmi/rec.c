/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_REC_AUX_COUNT, RMI_REC_CREATE and RMI_REC_DESTROY. */
#include "rmi/rmi.h"

#include "port/machine.h"
#include "port/memory.h"
#include "realm/rec.h"

#define MAX_REC_GRANULES	(1u + REC_AUX_COUNT)

/* DEN0137 RMI_REC_AUX_COUNT: x1 RD -> x1 count. */
void rmi_rec_aux_count(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	out->x[0] = RMI_SUCCESS;
	out->x[1] = rec_aux_count(realm);
	realm_unlock(realm);
}

/* The REC in set[0], then its auxiliary granules: all different, all DELEGATED. */
static bool lock_granules(struct pa rec, const struct rmi_rec_params *params, unsigned int aux_count,
			  struct granule **set)
{
	struct pa names[MAX_REC_GRANULES];

	if (params->num_aux != aux_count)
		return false;
	names[0] = rec;
	for (unsigned int i = 0; i < aux_count; i++)
		names[1 + i] = pa_of(params->aux[i]);
	return granule_lock_set(names, 1 + aux_count, GRANULE_DELEGATED, set);
}

static uint64_t check_rec_create(const struct realm *realm, const struct rmi_rec_params *params)
{
	/* Those that there are now; an index is not used again. */
	if (granule_refs(realm->granule) >= REALM_MAX_RECS)
		return RMI_RESULT(RMI_ERROR_REALM, 0);
	if (realm_state(realm) != REALM_NEW)
		return RMI_RESULT(RMI_ERROR_REALM, 0);
	if (rec_index_of_rmi_mpidr(params->mpidr) != realm->rec_count)
		return RMI_ERROR_INPUT;
	return RMI_SUCCESS;
}

/* Spoils the parameters. */
static void do_rec_create(struct realm *realm, struct granule *const *set, struct rmi_rec_params *params)
{
	struct rec *rec = granule_assume(set[0], GRANULE_REC);
	struct realm_cpu_identity identity = { .options = realm->options };

	rec->granule = set[0];
	rec->realm = realm;
	rec->index = realm->rec_count;
	for (unsigned int i = 0; i < rec_aux_count(realm); i++) {
		granule_assume(set[1 + i], GRANULE_REC_AUX);
		rec->aux[i] = set[1 + i];
	}
	if (realm->options.sve) {
		identity.sve_pages[0] = rec_aux_page(rec, REC_AUX_VECTORS_LOW);
		identity.sve_pages[1] = rec_aux_page(rec, REC_AUX_VECTORS_HIGH);
	}
	identity.mpidr = rec_mpidr_el1(rec->index);
	rec->runnable = (params->flags & RMI_REC_FLAG_RUNNABLE) != 0;
	port_realm_cpu_reset(&rec->cpu, &identity);
	rec->cpu.pc = params->pc;
	for (unsigned int i = 0; i < RMI_NUM_CREATE_GPRS; i++)
		rec->cpu.gprs[i] = params->gprs[i];
	granule_get(realm->granule, 1);
	__atomic_store_n(&realm->rec_count, realm->rec_count + 1, __ATOMIC_RELEASE);
	if (rec->runnable)
		measure_rec_create(&realm->measurements, params);
}

/* Inside the bracket of SIMD registers, by which the parameters come, and which hashing needs. */
static uint64_t rec_create(const struct call *in)
{
	struct granule *set[MAX_REC_GRANULES];
	struct rmi_rec_params params;
	struct pa source = pa_of(in->x[3]);
	uint64_t status = RMI_ERROR_INPUT;
	unsigned int aux_count;
	struct realm *realm;

	if (!granule_is_host_buffer(source) || !port_ns_read_page(&params, source))
		return RMI_ERROR_INPUT;
	realm = realm_lock(pa_of(in->x[1]));
	if (realm == NULL)
		return RMI_ERROR_INPUT;
	aux_count = rec_aux_count(realm);
	if (lock_granules(pa_of(in->x[2]), &params, aux_count, set)) {
		status = check_rec_create(realm, &params);
		if (status == RMI_SUCCESS)
			do_rec_create(realm, set, &params);
		granule_unlock_set(set, 1 + aux_count);
	}
	realm_unlock(realm);
	return status;
}

/*
 * DEN0137 RMI_REC_CREATE: x1 RD, x2 REC, x3 address of RmiRecParams. RMI_ERROR_INPUT, RMI_ERROR_REALM if not NEW or
 * full, RMI_ERROR_INPUT for an MPIDR out of turn.
 */
void rmi_rec_create(const struct call *in, struct reply *out)
{
	port_simd_begin();
	out->x[0] = rec_create(in);
	port_simd_end();
}

static void do_rec_destroy(struct rec *rec)
{
	struct granule *rd = rec->realm->granule, *granule = rec->granule;

	for (unsigned int i = 0; i < rec_aux_count(rec->realm); i++) {
		struct granule *aux = rec->aux[i];

		granule_lock_own(aux, GRANULE_REC_AUX);
		granule_vacate(aux);
		granule_unlock(aux);
	}
	granule_vacate(granule);
	/* Last, for it lets the realm go. */
	granule_put(rd, 1);
}

/* DEN0137 RMI_REC_DESTROY: x1 REC. RMI_ERROR_INPUT, RMI_ERROR_REC while it runs. */
void rmi_rec_destroy(const struct call *in, struct reply *out)
{
	struct rec *rec = rec_lock(pa_of(in->x[1]));
	struct granule *granule;

	out->x[0] = RMI_ERROR_INPUT;
	if (rec == NULL)
		return;
	granule = rec->granule;
	if (rec->running) {
		out->x[0] = RMI_ERROR_REC;
	} else {
		do_rec_destroy(rec);
		out->x[0] = RMI_SUCCESS;
	}
	granule_unlock(granule);
}
