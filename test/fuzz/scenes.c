// SPDX-License-Identifier: BSD-3-Clause
/* What takes a host many calls, in one go: programs of the fuzzer begin from here. */
#include <string.h>

#include "world.h"

void world_populate_block(uint64_t rd)
{
	host_hurry(true);
	rmi(RMI_RTT_CREATE, rd, world_name(NAME_DELEGATED, 0), L2 & ~(L1 - 1), 2);
	rmi(RMI_RTT_CREATE, rd, world_name(NAME_DELEGATED, 0), L2, 3);
	for (uint64_t at = 0; at < L2; at += PAGE_SIZE) {
		rmi(RMI_GRANULE_DELEGATE, WORLD_BLOCK + at);
		rmi(RMI_DATA_CREATE_UNKNOWN, rd, WORLD_BLOCK + at, L2 + at);
	}
	host_hurry(false);
}

void world_build_realm(unsigned int how)
{
	uint64_t rd, page = world_page(7);
	struct rmi_realm_params *p = ns_page(page);
	struct rmi_rec_params *r = ns_page(page);

	host_hurry(true);
	for (unsigned int i = 0; i < 12; i++)
		rmi(RMI_GRANULE_DELEGATE, world_name(NAME_UNDELEGATED, 2 * i));
	memset(p, 0, sizeof(*p));
	p->s2sz = 34;
	p->num_bps = p->num_wps = p->rtt_num_start = 1;
	p->rtt_level_start = 1;
	p->vmid = how & 7;
	p->rtt_base = world_name(NAME_DELEGATED, 1);
	rd = world_name(NAME_DELEGATED, 0);
	rmi(RMI_REALM_CREATE, rd, page);
	for (uint64_t at = 0; at <= 1ull << 33; at += 1ull << 33) {
		rmi(RMI_RTT_CREATE, rd, world_name(NAME_DELEGATED, 0), at, 2);
		rmi(RMI_RTT_CREATE, rd, world_name(NAME_DELEGATED, 0), at, 3);
	}
	rmi(RMI_RTT_INIT_RIPAS, rd, 0, how & 8 ? L2 : 2 * PAGE_SIZE);
	rmi(RMI_DATA_CREATE_UNKNOWN, rd, world_name(NAME_DELEGATED, 0), 3 * PAGE_SIZE);
	rmi(RMI_DATA_CREATE, rd, world_name(NAME_DELEGATED, 0), 0, world_page(6), how >> 4 & 1);
	for (unsigned int i = 0; i < 2; i++) {
		memset(r, 0, sizeof(*r));
		r->flags = i == 0 || (how & 0x20);
		r->mpidr = i;
		r->num_aux = rmi(RMI_REC_AUX_COUNT, rd).x[1];
		for (unsigned int n = 0; n < r->num_aux && n < RMI_MAX_AUX; n++)
			r->aux[n] = world_name(NAME_DELEGATED, 1 + n);
		rmi(RMI_REC_CREATE, rd, world_name(NAME_DELEGATED, 0), page);
	}
	if (how & 0x40)
		rmi(RMI_REALM_ACTIVATE, rd);
	host_hurry(false);
}
