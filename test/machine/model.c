// SPDX-License-Identifier: BSD-3-Clause
/* A small reference model of granule states, driven by the host's calls and their answers alone. */
#include "model.h"

#include <stdlib.h>

#include "abi/vendor.h"

static struct model_name *names[PORT_MAX_DRAM_RANGES + 1];
static struct model_realm realms[MODEL_REALMS];

static const struct pa_range *range_of(unsigned int i)
{
	const struct memory_map *map = &machine_config.map;

	return i < map->dram_count ? &map->dram[i] : &map->pool;
}

void model_start(void)
{
	for (unsigned int i = 0; i <= machine_config.map.dram_count; i++) {
		names[i] = calloc(range_of(i)->size / PAGE_SIZE, sizeof(struct model_name));
		if (!names[i])
			machine_fail("no memory for the model");
	}
}

void model_rewind(void)
{
	for (unsigned int i = 0; i <= machine_config.map.dram_count; i++) {
		for (uint64_t n = 0; n < range_of(i)->size / PAGE_SIZE; n++) {
			if (names[i][n].state != NAME_UNDELEGATED) {
				free(names[i][n].aux);
				names[i][n] = (struct model_name){ 0 };
			}
		}
	}
}

struct model_name *model_name(uint64_t pa)
{
	for (unsigned int i = 0; i <= machine_config.map.dram_count; i++) {
		const struct pa_range *r = range_of(i);

		if (range_contains(r, pa, PAGE_SIZE))
			return &names[i][(pa - r->base) / PAGE_SIZE];
	}
	return NULL;
}

void model_for_each(void (*visit)(uint64_t pa, struct model_name *n))
{
	for (unsigned int i = 0; i <= machine_config.map.dram_count; i++) {
		const struct pa_range *r = range_of(i);

		for (uint64_t n = 0; n < r->size / PAGE_SIZE; n++) {
			if (names[i][n].state != NAME_UNDELEGATED)
				visit(r->base + n * PAGE_SIZE, &names[i][n]);
		}
	}
}

struct model_realm *model_realms(void)
{
	return realms;
}

struct model_realm *model_realm(uint64_t rd)
{
	for (unsigned int i = 0; i < MODEL_REALMS; i++) {
		if (realms[i].rd == rd)
			return &realms[i];
	}
	return NULL;
}

/* ---- transitions ---- */

static struct model_name *expect_state(uint64_t pa, enum name_state state, const char *what)
{
	struct model_name *n = model_name(pa);

	if (!n)
		machine_fail("%s succeeded for 0x%llx, which is no granule", what, (unsigned long long)pa);
	if (n->state != state)
		machine_fail("%s succeeded for 0x%llx in state %d, not %d", what, (unsigned long long)pa,
			     (int)n->state, (int)state);
	return n;
}

static struct model_name *take(uint64_t pa, enum name_state role, uint64_t rd, const char *what)
{
	struct model_name *n = expect_state(pa, NAME_DELEGATED, what);

	*n = (struct model_name){ .state = role, .rd = rd };
	return n;
}

static void give(uint64_t pa, enum name_state role, uint64_t rd, const char *what)
{
	struct model_name *n = expect_state(pa, role, what);

	if (n->rd != rd)
		machine_fail("%s returned 0x%llx of another realm", what, (unsigned long long)pa);
	*n = (struct model_name){ .state = NAME_DELEGATED };
}

static void realm_create(uint64_t rd)
{
	/* As the monitor read them: by now the host may have changed them. */
	const struct rmi_realm_params *p = ns_last_bytes();
	struct model_realm *r = model_realm(0);

	if (!r)
		machine_fail("too many realms for the model");
	take(rd, NAME_RD, rd, "REALM_CREATE");
	*r = (struct model_realm){ .rd = rd, .rtt_base = p->rtt_base, .rtt_num = (unsigned int)p->rtt_num_start,
		.start_level = (int)p->rtt_level_start, .s2sz = (unsigned int)p->s2sz,
		.vmid = (uint16_t)p->vmid };
	for (unsigned int i = 0; i < r->rtt_num; i++)
		take(r->rtt_base + i * PAGE_SIZE, NAME_RTT, rd, "REALM_CREATE")->level = -2;
}

static uint64_t dying;

static void nothing_left(uint64_t pa, struct model_name *n)
{
	if (n->rd == dying)
		machine_fail("REALM_DESTROY left 0x%llx in state %d", (unsigned long long)pa, (int)n->state);
}

static void realm_destroy(uint64_t rd)
{
	struct model_realm *r = model_realm(rd);

	give(rd, NAME_RD, rd, "REALM_DESTROY");
	for (unsigned int i = 0; i < r->rtt_num; i++)
		give(r->rtt_base + i * PAGE_SIZE, NAME_RTT, rd, "REALM_DESTROY");
	dying = rd;
	model_for_each(nothing_left);
	tlb_check_vmid_unused(r->vmid);
	*r = (struct model_realm){ 0 };
}

static void rec_create(uint64_t rd, uint64_t rec)
{
	const struct rmi_rec_params *p = ns_last_bytes();
	struct model_name *n;

	expect_state(rd, NAME_RD, "REC_CREATE");
	n = take(rec, NAME_REC, rd, "REC_CREATE");
	model_realm(rd)->rec_count++;
	n->aux_count = (unsigned int)p->num_aux;
	n->aux = calloc(RMI_MAX_AUX, sizeof(*n->aux));
	for (unsigned int i = 0; i < n->aux_count; i++) {
		n->aux[i] = p->aux[i];
		take(p->aux[i], NAME_AUX, rd, "REC_CREATE");
	}
}

static void rec_destroy(uint64_t rec)
{
	struct model_name n = *expect_state(rec, NAME_REC, "REC_DESTROY");

	give(rec, NAME_REC, n.rd, "REC_DESTROY");
	for (unsigned int i = 0; i < n.aux_count; i++)
		give(n.aux[i], NAME_AUX, n.rd, "REC_DESTROY");
	free(n.aux);
}

static void rtt_create(const uint64_t *x)
{
	struct model_name *n = take(x[2], NAME_RTT, x[1], "RTT_CREATE");

	expect_state(x[1], NAME_RD, "RTT_CREATE");
	n->ipa = x[3];
	n->level = (int)x[4];
}

static void rtt_gone(const uint64_t *x, uint64_t rtt, const char *what)
{
	struct model_name *n = expect_state(rtt, NAME_RTT, what);

	if (n->ipa != x[2] || n->level != (int)x[3])
		machine_fail("%s returned the table of another range: 0x%llx", what, (unsigned long long)rtt);
	give(rtt, NAME_RTT, x[1], what);
}

static void data_create(uint64_t rd, uint64_t data, uint64_t ipa)
{
	expect_state(rd, NAME_RD, "DATA_CREATE");
	take(data, NAME_DATA, rd, "DATA_CREATE")->ipa = ipa;
}

static void data_destroy(uint64_t rd, uint64_t ipa, uint64_t data)
{
	struct model_name *n = expect_state(data, NAME_DATA, "DATA_DESTROY");

	if (n->ipa != ipa)
		machine_fail("DATA_DESTROY returned the page of another IPA");
	give(data, NAME_DATA, rd, "DATA_DESTROY");
}

/* What the host is told of an entry are its own names, and those of this realm. */
static void read_entry(uint64_t rd, uint64_t ipa, const uint64_t *out)
{
	uint64_t size = PAGE_SIZE << (9 * (3 - out[1]));
	const struct model_realm *r = model_realm(rd);
	const struct model_name *n;

	if (out[2] == RMI_TABLE) {
		n = expect_state(out[3], NAME_RTT, "READ_ENTRY");
	} else if (out[2] == RMI_ASSIGNED && !(ipa >> (r->s2sz - 1)) && out[4] != RMI_DESTROYED) {
		n = expect_state(out[3], NAME_DATA, "READ_ENTRY");
		if (n->ipa != (ipa & ~(size - 1)))
			machine_fail("READ_ENTRY names the page of another IPA");
	} else {
		return;
	}
	if (n->rd != rd)
		machine_fail("READ_ENTRY names a page of another realm");
}

static void pool_range(uint64_t base, uint64_t size)
{
	for (uint64_t at = base; at - base < size; at += PAGE_SIZE)
		expect_state(at, NAME_UNDELEGATED, "a claim or release");
}

void model_follow(const struct call *call, const struct reply *reply)
{
	const uint64_t *x = call->x;

	switch (x[0]) {
	case RMI_GRANULE_DELEGATE:
		expect_state(x[1], NAME_UNDELEGATED, "DELEGATE")->state = NAME_DELEGATED;
		break;
	case RMI_GRANULE_UNDELEGATE:
		expect_state(x[1], NAME_DELEGATED, "UNDELEGATE")->state = NAME_UNDELEGATED;
		break;
	case RMI_REALM_CREATE:
		realm_create(x[1]);
		break;
	case RMI_REALM_DESTROY:
		realm_destroy(x[1]);
		break;
	case RMI_REC_CREATE:
		rec_create(x[1], x[2]);
		break;
	case RMI_REC_DESTROY:
		rec_destroy(x[1]);
		break;
	case RMI_RTT_CREATE:
		rtt_create(x);
		break;
	case RMI_RTT_DESTROY:
		rtt_gone(x, reply->x[1], "RTT_DESTROY");
		break;
	case RMI_RTT_FOLD:
		rtt_gone(x, reply->x[1], "RTT_FOLD");
		break;
	case RMI_DATA_CREATE:
	case RMI_DATA_CREATE_UNKNOWN:
		data_create(x[1], x[2], x[3]);
		break;
	case RMI_DATA_DESTROY:
		data_destroy(x[1], x[2], reply->x[1]);
		break;
	case RMI_RTT_READ_ENTRY:
		read_entry(x[1], x[2], reply->x);
		break;
	case VENDOR_POOL_CLAIM:
	case VENDOR_POOL_RELEASE:
		pool_range(x[1], x[2]);
		break;
	default:
		break;
	}
}
