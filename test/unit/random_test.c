// SPDX-License-Identifier: BSD-3-Clause
/*
 * Random sequences of calls and of realm actions, with arguments that are often nearly right. The model and the
 * isolation oracle look after every call; at the end everything is torn down and nothing may be missing.
 */
#include <string.h>

#include "abi/psci.h"
#include "abi/rsi.h"
#include "model.h"
#include "oracle.h"
#include "runner.h"
#include "teardown.h"
#include "host.h"

#define L2	0x200000ull
#define L1	0x40000000ull
#define HALF	(1ull << 33)
#define RW_WB	(3ull << 6 | 6ull << 2)
#define NAMES	240u
#define CALLS	2500u
#define PAGES	4u

static uint64_t random_state;
static uint64_t names[NAMES];
static uint64_t pages[PAGES];		/* never delegated on purpose */

static uint64_t pick(uint64_t below)
{
	return machine_random(&random_state) % below;
}

/* A name in this state if a few tries find one; now and then just any. */
static uint64_t name_in(enum name_state state)
{
	uint64_t name = names[pick(NAMES)];

	for (unsigned int i = 0; i < 24 && oracle_state(name) != state; i++)
		name = names[pick(NAMES)];
	if (pick(64) == 0)
		name = pick(2) ? names[pick(NAMES)] : name ^ 1ull << pick(50);
	return name;
}

static uint64_t some_ipa(void)
{
	static const uint64_t bases[] = { 0, 0, 0, L2, L1, HALF - L2 };
	uint64_t ipa = bases[pick(6)] + pick(4) * PAGE_SIZE;

	if (pick(3) == 0)
		ipa |= HALF;
	if (pick(3) == 0)
		ipa &= ~(L2 - 1);
	if (pick(100) == 0)
		ipa ^= 1ull << pick(64);
	return ipa;
}

static uint64_t some_level(void)
{
	return pick(40) == 0 ? pick(10) - 4 : 2 + pick(2);
}

static uint64_t some_page(void)
{
	uint64_t page = pages[pick(PAGES)];

	return pick(50) == 0 ? names[pick(NAMES)] : page;
}

/* ---- realms ---- */

static uint64_t create_realm(void)
{
	uint64_t page = some_page();
	struct rmi_realm_params *p;

	if (!machine_is_dram(page, PAGE_SIZE))
		return page;
	p = ns_page(page);
	memset(p, 0, sizeof(*p));
	p->s2sz = 34;
	p->num_bps = p->num_wps = 1;
	p->hash_algo = pick(2);
	p->vmid = pick(12);
	p->rtt_base = name_in(NAME_DELEGATED);
	p->rtt_level_start = 1;
	p->rtt_num_start = 1;
	if (pick(16) == 0)
		((uint8_t *)p)[pick(2) ? pick(0x40) : 0x800 + pick(0x20)] ^= (uint8_t)(1u << pick(8));
	return page;
}

static uint64_t next_index(uint64_t rd)
{
	const struct model_realm *r = model_realm(rd);

	return r ? r->rec_count : 0;
}

static uint64_t create_rec(uint64_t rd)
{
	uint64_t page = some_page();
	struct rmi_rec_params *p = ns_page(page);

	memset(p, 0, sizeof(*p));
	p->flags = pick(4) != 0;
	p->mpidr = pick(8) ? next_index(rd) : pick(4);
	p->num_aux = rmi(RMI_REC_AUX_COUNT, name_in(NAME_RD)).x[1];
	for (unsigned int i = 0; i < p->num_aux; i++)
		p->aux[i] = name_in(NAME_DELEGATED);
	return page;
}

/* ---- what realms do ---- */

/* One step of a guest, by its own choice; a secret in every register. */
static void guest_step(struct guest *g)
{
	uint64_t x[11] = { 0 }, ipa = some_ipa(), value;

	for (unsigned int i = 0; i < 31; i++)
		guest_cpu(g)->gprs[i] = CANARY(i);
	switch (pick(10)) {
	case 0:
	case 1:
		guest_load(g, ipa, &value);
		break;
	case 2:
		/* Into memory that it shares no secret goes. */
		guest_store(g, ipa, ipa >= HALF ? 1 : CANARY(ipa));
		break;
	case 3:
		guest_fetch(g, ipa);
		break;
	case 4:
		x[0] = RSI_IPA_STATE_SET;
		x[1] = ipa & ~PAGE_MASK;
		x[2] = x[1] + (pick(2) ? PAGE_SIZE : L2);
		x[3] = pick(3);
		x[4] = pick(2);
		guest_smc(g, x);
		break;
	case 5:
		x[0] = pick(2) ? RSI_REALM_CONFIG : RSI_HOST_CALL;
		x[1] = ipa;
		/* A host call shows what is in the page: only one without secrets may. */
		if (x[0] == RSI_REALM_CONFIG)
			guest_smc(g, x);
		break;
	case 6:
		x[0] = RSI_IPA_STATE_GET;
		x[1] = ipa;
		x[2] = ipa + L2;
		guest_smc(g, x);
		break;
	case 7:
		x[0] = pick(2) ? PSCI_CPU_ON_64 : PSCI_AFFINITY_INFO_64;
		x[1] = pick(4);
		x[2] = x[0] == PSCI_CPU_ON_64 ? 0x1000 : 0;
		guest_smc(g, x);
		break;
	case 8:
		x[0] = pick(8) == 0 ? PSCI_CPU_OFF : PSCI_CPU_SUSPEND_64;
		guest_smc(g, x);
		break;
	default:
		x[0] = RSI_MEASUREMENT_EXTEND;
		x[1] = pick(6);
		x[2] = pick(70);
		guest_smc(g, x);
		break;
	}
}

static void guest_life(struct guest *g, void *arg)
{
	(void)arg;
	for (;;) {
		guest_step(g);
		guest_interrupted(g);
	}
}

static struct reply enter(uint64_t rec)
{
	uint64_t run = pages[pick(PAGES)];
	struct rmi_rec_enter *e = ns_page(run);
	const struct rmi_rec_exit *x = ns_look(run + sizeof(*e));
	struct reply reply;

	memset(e, 0, sizeof(*e));
	e->flags = pick(3) == 0 ? pick(32) : 0;
	if (pick(4) == 0)
		e->gicv3_lrs[pick(4)] = 1ull << 62 | pick(1100);
	reply = rmi(RMI_REC_ENTER, rec, pick(60) == 0 ? names[pick(NAMES)] : run);
	if (reply.x[0] != RMI_SUCCESS)
		return reply;
	if (x->exit_reason == RMI_EXIT_RIPAS_CHANGE)
		rmi(RMI_RTT_SET_RIPAS, model_name(rec)->rd, rec, x->ripas_base, x->ripas_top);
	if (x->exit_reason == RMI_EXIT_PSCI)
		rmi(RMI_PSCI_COMPLETE, rec, name_in(NAME_REC), pick(3) ? 0 : (uint64_t)PSCI_DENIED);
	return reply;
}

/* ---- the host ---- */

static void memory_call(void)
{
	uint64_t rd = name_in(NAME_RD), ipa = some_ipa();

	switch (pick(8)) {
	case 0:
		rmi(RMI_GRANULE_DELEGATE, name_in(NAME_UNDELEGATED));
		break;
	case 1:
		rmi(RMI_GRANULE_UNDELEGATE, name_in(NAME_DELEGATED));
		break;
	case 2:
		rmi(RMI_DATA_CREATE_UNKNOWN, rd, name_in(NAME_DELEGATED), ipa);
		break;
	case 3:
		rmi(RMI_DATA_CREATE, rd, name_in(NAME_DELEGATED), ipa, some_page(), pick(2));
		break;
	case 4:
		rmi(RMI_DATA_DESTROY, rd, ipa);
		break;
	case 5:
		rmi(RMI_RTT_MAP_UNPROTECTED, rd, ipa | HALF, some_level(), pages[0] | RW_WB);
		break;
	case 6:
		rmi(RMI_RTT_UNMAP_UNPROTECTED, rd, ipa | HALF, some_level());
		break;
	default:
		rmi(RMI_RTT_INIT_RIPAS, rd, ipa, ipa + (pick(2) ? PAGE_SIZE : L2));
		break;
	}
}

static void table_call(void)
{
	uint64_t rd = name_in(NAME_RD), ipa = some_ipa(), level = some_level();

	if (pick(8) != 0)
		ipa &= ~((level == 3 ? L2 : L1) - 1);
	switch (pick(6)) {
	case 0:
	case 1:
	case 2:
		rmi(RMI_RTT_CREATE, rd, name_in(NAME_DELEGATED), ipa, level);
		break;
	case 3:
		rmi(RMI_RTT_DESTROY, rd, ipa, level);
		break;
	case 4:
		rmi(RMI_RTT_FOLD, rd, ipa, level);
		break;
	default:
		rmi(RMI_RTT_READ_ENTRY, rd, ipa, level);
		break;
	}
}

static void add_rec(uint64_t rd)
{
	uint64_t rec = name_in(NAME_DELEGATED), page = create_rec(rd);
	const struct rmi_rec_params *p = ns_look(page);

	if (rmi(RMI_REC_CREATE, rd, rec, page).x[0] == RMI_SUCCESS)
		guest_create(model_realm(rd)->vmid, guest_mpidr(p->mpidr), guest_life, NULL);
}

static void add_realm(void)
{
	uint64_t rd = name_in(NAME_DELEGATED), page = create_realm();

	if (rmi(RMI_REALM_CREATE, rd, page).x[0] != RMI_SUCCESS || pick(4) == 0)
		return;
	for (unsigned int i = 0; i < 6; i++)
		add_rec(rd);
	rmi(RMI_RTT_CREATE, rd, name_in(NAME_DELEGATED), 0, 2);
	rmi(RMI_RTT_CREATE, rd, name_in(NAME_DELEGATED), 0, 3);
	rmi(RMI_RTT_INIT_RIPAS, rd, 0, L2);
	if (pick(4) != 0)
		rmi(RMI_REALM_ACTIVATE, rd);
}

static void object_call(void)
{
	switch (pick(16)) {
	case 0:
		add_realm();
		break;
	case 1:
		rmi(RMI_REALM_ACTIVATE, name_in(NAME_RD));
		break;
	case 2:
		if (pick(4) == 0)
			rmi(RMI_REALM_DESTROY, name_in(NAME_RD));
		break;
	case 3:
		add_rec(name_in(NAME_RD));
		break;
	case 4:
		if (pick(2) == 0)
			rmi(RMI_REC_DESTROY, name_in(NAME_REC));
		break;
	default:
		for (uint64_t n = 1 + pick(3); n > 0; n--)
			enter(name_in(NAME_REC));
		break;
	}
}

/* ---- the end ---- */

static void end(uint64_t free)
{
	teardown();
	expect_eq(host_pool().free, free);
}

static void sequence(unsigned int number)
{
	uint64_t free = host_pool().free;

	random_state = machine_seed() * 1000003 + number;
	for (unsigned int i = 0; i < NAMES; i++)
		names[i] = new_page();
	for (unsigned int i = 0; i < PAGES; i++)
		pages[i] = new_page();
	for (unsigned int i = 0; i < NAMES / 2; i++)
		delegate(names[i]);
	for (unsigned int i = 0; i < CALLS; i++) {
		switch (pick(3)) {
		case 0:
			object_call();
			break;
		case 1:
			table_call();
			break;
		default:
			memory_call();
			break;
		}
	}
	end(free);
}

static void sequence_1(void)
{
	sequence(1);
}

static void sequence_2(void)
{
	sequence(2);
}

static void sequence_3(void)
{
	sequence(3);
}

static void sequence_4(void)
{
	sequence(4);
}

static const struct test random_tests[] = {
	TEST(sequence_1), TEST(sequence_2), TEST(sequence_3), TEST(sequence_4),
};
GROUP(random);
