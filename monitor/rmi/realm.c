/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_REALM_CREATE, RMI_REALM_ACTIVATE and RMI_REALM_DESTROY. */
#include "rmi/rmi.h"

#include "lib/bits.h"
#include "lib/mem.h"
#include "port/machine.h"
#include "port/memory.h"
#include "realm/vmid.h"

/* Counts of debug registers are "number minus 1", and 0 is reserved. */
static bool debug_count_ok(uint64_t wanted, uint64_t have)
{
	return wanted != 0 && wanted <= have;
}

/* Optional parts of the CPU. More than there is is refused even of what is not asked for. */
static bool options_ok(const struct rmi_realm_params *p)
{
	const struct machine_features *m = port_machine();
	bool sve = (p->flags & RMI_REALM_FLAG_SVE) != 0, pmu = (p->flags & RMI_REALM_FLAG_PMU) != 0;

	if (!debug_count_ok(p->num_bps, m->num_bps - 1u) || !debug_count_ok(p->num_wps, m->num_wps - 1u))
		return false;
	if ((sve && m->sve_vectors == 0) || (p->sve_vl != 0 && p->sve_vl >= m->sve_vectors))
		return false;
	if ((pmu && !m->has_pmu) || p->pmu_num_ctrs > m->pmu_num_ctrs)
		return false;
	return !pmu || p->pmu_num_ctrs >= m->pmu_min_ctrs;
}

/* DEN0137 RmiRealmParams, but for what stands in memory or in tables: VMID and granules. */
static bool params_ok(const struct rmi_realm_params *p)
{
	/* LPA2 is not offered. */
	if ((p->flags & ~(RMI_REALM_FLAG_SVE | RMI_REALM_FLAG_PMU)) != 0 || !options_ok(p))
		return false;
	if (p->s2sz > port_machine()->ipa_bits)
		return false;
	if (p->hash_algo != RMI_HASH_SHA_256 && p->hash_algo != RMI_HASH_SHA_512)
		return false;
	if (p->rtt_level_start < 0 || p->rtt_level_start > S2_LEVEL_LAST)
		return false;
	if (!s2_can_start_at((int)p->rtt_level_start))
		return false;
	if (p->rtt_num_start == 0 ||
	    p->rtt_num_start != s2_start_tables((int)p->rtt_level_start, (unsigned int)p->s2sz))
		return false;
	return is_aligned(p->rtt_base, p->rtt_num_start * PAGE_SIZE);
}

static struct realm_options options_of(const struct rmi_realm_params *p)
{
	struct realm_options options = {
		.num_bps = (uint8_t)p->num_bps,
		.num_wps = (uint8_t)p->num_wps,
		.sve = (p->flags & RMI_REALM_FLAG_SVE) != 0,
		.pmu = (p->flags & RMI_REALM_FLAG_PMU) != 0,
	};

	if (options.sve)
		options.sve_vl = (uint8_t)p->sve_vl;
	if (options.pmu)
		options.pmu_num_ctrs = (uint8_t)p->pmu_num_ctrs;
	return options;
}

/* The RD in set[0], then the start tables: all different, all DELEGATED. */
static bool lock_granules(struct pa rd, const struct rmi_realm_params *p, struct granule **set)
{
	struct pa names[1 + S2_MAX_START_TABLES];

	names[0] = rd;
	for (uint64_t i = 0; i < p->rtt_num_start; i++)
		names[1 + i] = pa_of(p->rtt_base + i * PAGE_SIZE);
	return granule_lock_set(names, 1 + (unsigned int)p->rtt_num_start, GRANULE_DELEGATED, set);
}

/* Spoils the parameters. False, and nothing changed, where the start tables find no place. */
static bool build(struct granule *const *set, struct rmi_realm_params *p)
{
	struct s2 s2 = {
		.space = { .ipa_bits = (uint8_t)p->s2sz, .vmid = (uint16_t)p->vmid },
		.start_level = (int8_t)p->rtt_level_start,
		.ipa_bits = (uint8_t)p->s2sz,
		.start_count = (uint8_t)p->rtt_num_start,
	};
	struct realm *realm;

	if (!s2_init(&s2, set + 1))
		return false;
	realm = granule_assume(set[0], GRANULE_RD);
	realm->granule = set[0];
	realm->s2 = s2;
	realm->options = options_of(p);
	realm->state = REALM_NEW;
	memcpy(realm->rpv, p->rpv, sizeof(realm->rpv));
	measure_realm_create(&realm->measurements, p);
	return true;
}

/* Inside the bracket of SIMD registers, by which the parameters come, and which hashing needs. */
static uint64_t realm_create(const struct call *in)
{
	struct granule *set[1 + S2_MAX_START_TABLES];
	struct rmi_realm_params params;
	struct pa source = pa_of(in->x[2]);
	unsigned int count;
	uint16_t vmid;
	bool ok;

	if (!granule_is_host_buffer(source) || !port_ns_read_page(&params, source))
		return RMI_ERROR_INPUT;
	if (!params_ok(&params) || !lock_granules(pa_of(in->x[1]), &params, set))
		return RMI_ERROR_INPUT;
	count = 1 + (unsigned int)params.rtt_num_start;
	vmid = (uint16_t)params.vmid;
	ok = vmid_take(params.vmid);
	if (ok && !build(set, &params)) {
		vmid_give(vmid);
		ok = false;
	}
	granule_unlock_set(set, count);
	return ok ? RMI_SUCCESS : RMI_ERROR_INPUT;
}

/* DEN0137 RMI_REALM_CREATE: x1 RD, x2 address of RmiRealmParams. Every failure is RMI_ERROR_INPUT. */
void rmi_realm_create(const struct call *in, struct reply *out)
{
	port_simd_begin();
	out->x[0] = realm_create(in);
	port_simd_end();
}

/* DEN0137 RMI_REALM_ACTIVATE: x1 RD. RMI_ERROR_INPUT, RMI_ERROR_REALM if not NEW. */
void rmi_realm_activate(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	if (realm_state(realm) == REALM_NEW) {
		realm_set_state(realm, REALM_ACTIVE);
		out->x[0] = RMI_SUCCESS;
	} else {
		out->x[0] = RMI_RESULT(RMI_ERROR_REALM, 0);
	}
	realm_unlock(realm);
}

/* DEN0137 RMI_REALM_DESTROY: x1 RD. RMI_ERROR_INPUT, RMI_ERROR_REALM while it has RECs or live start tables. */
void rmi_realm_destroy(const struct call *in, struct reply *out)
{
	struct realm *realm = realm_lock(pa_of(in->x[1]));
	struct granule *granule;
	uint16_t vmid;

	out->x[0] = RMI_ERROR_INPUT;
	if (realm == NULL)
		return;
	granule = realm->granule;
	if (granule_refs(granule) != 0 || s2_is_live(&realm->s2)) {
		out->x[0] = RMI_RESULT(RMI_ERROR_REALM, 0);
	} else {
		vmid = realm->s2.space.vmid;
		s2_destroy(&realm->s2);
		granule_vacate(granule);
		vmid_give(vmid);
		out->x[0] = RMI_SUCCESS;
	}
	granule_unlock(granule);
}
