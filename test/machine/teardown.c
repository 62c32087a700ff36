// SPDX-License-Identifier: BSD-3-Clause
/* The end of all realms: each REC, page, table and realm destroyed, each name undelegated. */
#include "teardown.h"

#include "host.h"
#include "model.h"

static void destroy_rec(uint64_t pa, struct model_name *n)
{
	if (n->state == NAME_REC)
		expect_ok(rmi(RMI_REC_DESTROY, pa));
}

static void undelegate_unused(uint64_t pa, struct model_name *n)
{
	if (n->state == NAME_DELEGATED)
		undelegate(pa);
}

static void release_pool(void)
{
	const struct pa_range *pool = &machine_config.map.pool;

	for (uint64_t at = pool->base; at < pool->base + pool->size; at += VENDOR_POOL_CLAIM_SIZE)
		rmi(VENDOR_POOL_RELEASE, at, VENDOR_POOL_CLAIM_SIZE);
	expect_eq(host_pool().claimed, 0);
}

void teardown(void)
{
	model_for_each(destroy_rec);
	model_for_each(undelegate_unused);
	for (unsigned int i = 0; i < MODEL_REALMS; i++) {
		const struct model_realm *m = &model_realms()[i];
		struct host_realm r = { .rd = m->rd, .rtt_base = m->rtt_base, .rtt_num = m->rtt_num,
			.start_level = m->start_level, .s2sz = m->s2sz, .vmid = m->vmid };

		if (m->rd != 0)
			realm_destroy(&r);
	}
	model_for_each(undelegate_unused);
	release_pool();
}
