// SPDX-License-Identifier: BSD-3-Clause
/*
 * All CPUs, all commands, few names: every CPU makes random calls about the same three realms, with arguments that are
 * often right. After each round, with all CPUs outside, the world must be in order; at the end everything goes back.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

#include "abi/psci.h"
#include "abi/rsi.h"
#include "granule/granule.h"
#include "oracle.h"
#include "peek.h"
#include "realm/rec.h"
#include "runner.h"
#include "smp.h"
#include "world.h"

#define L2		0x200000ull
#define HALF		(1ull << 33)
#define RW_WB		(3ull << 6 | 6ull << 2)

#define REALMS		3u
#define RECS		2u		/* per realm */
#define NAMES		96u
#define ROUNDS		40u
#define CALLS		60u		/* per CPU and round */

static struct stress_realm {
	uint64_t rd, rtt, rec[RECS], aux[RECS][REC_AUX_COUNT];
} realms[REALMS];
static uint64_t names[NAMES];
static pthread_barrier_t barrier;
#define VMIDS		2000u
static atomic_uint next_vmid = 1;

/* Calls that succeeded, by the low bits of their numbers: what never does is not tested. */
static atomic_uint succeeded[0x200];

static struct reply call(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5)
{
	struct reply reply = rmi5(fid, a1, a2, a3, a4, a5);

	if (reply.x[0] == RMI_SUCCESS)
		atomic_fetch_add(&succeeded[fid % 0x200], 1);
	return reply;
}
#define CALL_ARGS_(f, a, b, c, d, e, ...) call(f, a, b, c, d, e)
#define call(...) CALL_ARGS_(__VA_ARGS__, 0, 0, 0, 0, 0, 0)

static unsigned int some_realm(struct cpu *c)
{
	return (unsigned int)pick(c, REALMS);
}

static uint64_t some_name(struct cpu *c)
{
	return names[pick(c, NAMES)];
}

static uint64_t some_ipa(struct cpu *c)
{
	return pick(c, 2) * L2 + pick(c, 4) * PAGE_SIZE;
}

/* ---- what realms do ---- */

static void guest_life(struct guest *g, void *arg)
{
	uint64_t state = (uint64_t)(uintptr_t)arg, value;

	for (;;) {
		uint64_t n = machine_random(&state), ipa = n / 16 % 2 * L2 + n / 32 % 4 * PAGE_SIZE;

		switch (n % 16 / 2) {
		case 0:
			guest_load(g, ipa, &value);
			break;
		case 1:
			guest_store(g, ipa, n);
			break;
		case 2:
			guest_store(g, HALF | ipa, n);
			break;
		case 3:
			guest_call(g, RSI_IPA_STATE_SET, ipa, ipa + PAGE_SIZE, n / 256 % 2, 1);
			break;
		case 4:
			guest_call(g, RSI_IPA_STATE_GET, ipa, ipa + L2, 0, 0);
			break;
		case 5:
			guest_call(g, RSI_REALM_CONFIG, ipa, 0, 0, 0);
			break;
		case 6:
			guest_call(g, RSI_MEASUREMENT_EXTEND, 1 + n / 256 % 4, 8, n, 0);
			break;
		default:
			guest_call(g, n % 3 ? PSCI_CPU_ON_64 : PSCI_AFFINITY_INFO_64, n / 256 % RECS, 0, 0, 0);
			break;
		}
		guest_interrupted(g);
	}
}

/* The realm wants memory there. */
static void answer_fault(struct cpu *c, uint64_t rd, uint64_t ipa)
{
	uint64_t name = some_name(c);

	if (ipa >= HALF) {
		call(RMI_RTT_MAP_UNPROTECTED, rd, ipa, 3, (DRAM1_BASE + ipa % L2) | RW_WB);
	} else if (call(RMI_GRANULE_DELEGATE, name).x[0] == RMI_SUCCESS) {
		call(RMI_DATA_CREATE_UNKNOWN, rd, name, ipa);
		/* Refused where it became one. */
		call(RMI_GRANULE_UNDELEGATE, name);
	}
}

static void enter(struct cpu *c, const struct stress_realm *r, uint64_t run)
{
	const struct rmi_rec_exit *e = (const void *)((const char *)ns_look(run) + sizeof(struct rmi_rec_enter));
	unsigned int n = (unsigned int)pick(c, RECS);

	memset(ns_page(run), 0, sizeof(struct rmi_rec_enter));
	if (call(RMI_REC_ENTER, r->rec[n], run).x[0] != RMI_SUCCESS)
		return;
	if (e->exit_reason == RMI_EXIT_SYNC)
		answer_fault(c, r->rd, e->hpfar << 8);
	if (e->exit_reason == RMI_EXIT_RIPAS_CHANGE)
		call(RMI_RTT_SET_RIPAS, r->rd, r->rec[n], e->ripas_base, e->ripas_top);
	if (e->exit_reason == RMI_EXIT_PSCI)
		call(RMI_PSCI_COMPLETE, r->rec[n], r->rec[e->gprs[1] % RECS], 0);
}

/* ---- what the host does ---- */

static void create_table(struct cpu *c, uint64_t rd, uint64_t ipa, uint64_t level)
{
	uint64_t name = some_name(c);

	if (call(RMI_GRANULE_DELEGATE, name).x[0] != RMI_SUCCESS)
		return;
	call(RMI_RTT_CREATE, rd, name, ipa & ~(level == 3 ? L2 - 1 : (1ull << 30) - 1), level);
	/* Refused where it became one. */
	call(RMI_GRANULE_UNDELEGATE, name);
}

static void create_rec(const struct stress_realm *r, unsigned int n, uint64_t page)
{
	struct rmi_rec_params *p = ns_page(page);

	memset(p, 0, sizeof(*p));
	p->flags = n == 0 ? RMI_REC_FLAG_RUNNABLE : 0;
	p->mpidr = n;
	p->num_aux = call(RMI_REC_AUX_COUNT, r->rd).x[1];
	memcpy(p->aux, r->aux[n], sizeof(r->aux[n]));
	call(RMI_REC_CREATE, r->rd, r->rec[n], page);
}

/* Others interfere, so any of this may fail. */
static void create_realm(struct cpu *c, unsigned int i, uint64_t page)
{
	uint64_t rd = realms[i].rd;
	struct rmi_realm_params *p = ns_page(page);

	memset(p, 0, sizeof(*p));
	p->s2sz = 34;
	p->num_bps = p->num_wps = 1;
	/* Each realm has a number and guests of its own; the machine keeps them all. */
	p->vmid = atomic_fetch_add(&next_vmid, 1);
	p->rtt_base = realms[i].rtt;
	p->rtt_level_start = 1;
	p->rtt_num_start = 1;
	if (p->vmid >= VMIDS || call(RMI_REALM_CREATE, rd, page).x[0] != RMI_SUCCESS)
		return;
	for (unsigned int n = 0; n < RECS; n++)
		guest_create((uint16_t)p->vmid, guest_mpidr(n), guest_life, (void *)(uintptr_t)c->random);
	for (unsigned int n = 0; n < RECS; n++)
		create_rec(&realms[i], n, page);
	for (uint64_t half = 0; half <= HALF; half += HALF) {
		create_table(c, rd, half, 2);
		create_table(c, rd, half, 3);
		create_table(c, rd, half + L2, 3);
	}
	call(RMI_RTT_INIT_RIPAS, rd, 0, L2);
	call(RMI_RTT_INIT_RIPAS, rd, L2, 2 * L2);
}

static void give_back(struct reply reply)
{
	if (reply.x[0] == RMI_SUCCESS)
		call(RMI_GRANULE_UNDELEGATE, reply.x[1]);
}

static void destroy_realm(unsigned int i)
{
	uint64_t rd = realms[i].rd;

	for (unsigned int n = 0; n < RECS; n++)
		call(RMI_REC_DESTROY, realms[i].rec[n]);
	for (uint64_t ipa = 0; ipa < 2 * L2; ipa += ipa % L2 == 3 * PAGE_SIZE ? L2 - 3 * PAGE_SIZE : PAGE_SIZE)
		give_back(call(RMI_DATA_DESTROY, rd, ipa));
	for (uint64_t half = 0; half <= HALF; half += HALF) {
		give_back(call(RMI_RTT_DESTROY, rd, half, 3));
		give_back(call(RMI_RTT_DESTROY, rd, half + L2, 3));
		give_back(call(RMI_RTT_DESTROY, rd, half, 2));
	}
	call(RMI_REALM_DESTROY, rd);
}

static void object_call(struct cpu *c, uint64_t page)
{
	unsigned int i = some_realm(c), n = (unsigned int)pick(c, RECS);
	const struct stress_realm *r = &realms[i];

	switch (pick(c, 24)) {
	case 0:
	case 1:
		create_realm(c, i, page);
		break;
	case 2:
		destroy_realm(i);
		break;
	case 3:
		create_rec(r, n, page);
		break;
	case 4:
		call(RMI_REALM_ACTIVATE, r->rd);
		break;
	case 5:
		call(pick(c, 2) ? VENDOR_POOL_CLAIM : VENDOR_POOL_RELEASE, POOL_BASE + 7 * L2, L2);
		break;
	default:
		enter(c, r, page);
		break;
	}
}

static void create_page(struct cpu *c, uint64_t rd, uint64_t page)
{
	uint64_t name = some_name(c), ipa = some_ipa(c);

	if (call(RMI_GRANULE_DELEGATE, name).x[0] != RMI_SUCCESS)
		return;
	if (pick(c, 2))
		call(RMI_DATA_CREATE_UNKNOWN, rd, name, ipa);
	else
		call(RMI_DATA_CREATE, rd, name, ipa, page, pick(c, 2));
	call(RMI_GRANULE_UNDELEGATE, name);
}

static void memory_call(struct cpu *c, uint64_t page)
{
	uint64_t rd = realms[some_realm(c)].rd, ipa = some_ipa(c), half = pick(c, 3) ? 0 : HALF;

	switch (pick(c, 10)) {
	case 0:
	case 1:
		create_page(c, rd, page);
		break;
	case 2:
		give_back(call(RMI_DATA_DESTROY, rd, ipa));
		break;
	case 3:
	case 4:
		create_table(c, rd, half | ipa, 2 + pick(c, 2));
		break;
	case 5:
		give_back(call(RMI_RTT_DESTROY, rd, (half | ipa) & ~(L2 - 1), 3));
		break;
	case 6:
		give_back(call(RMI_RTT_FOLD, rd, (half | ipa) & ~(L2 - 1), 3));
		break;
	case 7:
		call(RMI_RTT_MAP_UNPROTECTED, rd, HALF | (ipa & ~(L2 - 1)), 2 + pick(c, 2), DRAM1_BASE | RW_WB);
		break;
	case 8:
		call(RMI_RTT_UNMAP_UNPROTECTED, rd, HALF | (ipa & ~(L2 - 1)), 2 + pick(c, 2));
		break;
	default:
		call(RMI_RTT_INIT_RIPAS, rd, ipa, ipa + PAGE_SIZE);
		call(RMI_RTT_READ_ENTRY, rd, ipa, 3);
		break;
	}
}

static void rounds(struct cpu *c)
{
	uint64_t page = new_page();

	for (unsigned int round = 0; round < ROUNDS; round++) {
		for (unsigned int i = 0; i < CALLS; i++) {
			if (pick(c, 3) == 0)
				object_call(c, page);
			else
				memory_call(c, page);
		}
		pthread_barrier_wait(&barrier);
		if (c->number == 0)
			world_check();
		pthread_barrier_wait(&barrier);
	}
}

/* ---- begin and end ---- */

static void begin(void)
{
	for (unsigned int i = 0; i < REALMS; i++) {
		realms[i].rd = new_granule();
		realms[i].rtt = new_granule();
		for (unsigned int n = 0; n < RECS; n++) {
			realms[i].rec[n] = new_granule();
			for (unsigned int a = 0; a < REC_AUX_COUNT; a++)
				realms[i].aux[n][a] = new_granule();
		}
	}
	for (unsigned int i = 0; i < NAMES; i++)
		names[i] = new_page();
}

static void end(void)
{
	for (unsigned int i = 0; i < REALMS; i++) {
		struct host_realm r = { .rd = realms[i].rd, .rtt_base = realms[i].rtt, .rtt_num = 1, .start_level = 1,
			.s2sz = 34 };

		for (unsigned int n = 0; n < RECS; n++) {
			rmi(RMI_REC_DESTROY, realms[i].rec[n]);
			undelegate(realms[i].rec[n]);
			for (unsigned int a = 0; a < REC_AUX_COUNT; a++)
				undelegate(realms[i].aux[n][a]);
		}
		if (granule_state(granule_find(pa_of(r.rd))) == GRANULE_RD) {
			realm_destroy(&r);
		} else {
			undelegate(r.rd);
			undelegate(r.rtt_base);
		}
	}
	for (unsigned int i = 0; i < NAMES; i++)
		rmi(RMI_GRANULE_UNDELEGATE, names[i]);
	rmi(VENDOR_POOL_RELEASE, POOL_BASE + 7 * L2, L2);
}

static const uint64_t every[] = {
	RMI_GRANULE_DELEGATE, RMI_GRANULE_UNDELEGATE, RMI_REALM_CREATE, RMI_REALM_ACTIVATE, RMI_REALM_DESTROY,
	RMI_REC_CREATE, RMI_REC_ENTER, RMI_REC_DESTROY, RMI_PSCI_COMPLETE, RMI_DATA_CREATE, RMI_DATA_CREATE_UNKNOWN,
	RMI_DATA_DESTROY, RMI_RTT_CREATE, RMI_RTT_DESTROY, RMI_RTT_FOLD, RMI_RTT_MAP_UNPROTECTED,
	RMI_RTT_UNMAP_UNPROTECTED, RMI_RTT_INIT_RIPAS, RMI_RTT_SET_RIPAS, RMI_RTT_READ_ENTRY, VENDOR_POOL_CLAIM,
	VENDOR_POOL_RELEASE,
};

static void all_cpus_all_commands(void)
{
	smp_begin();
	begin();
	pthread_barrier_init(&barrier, NULL, MACHINE_CPUS);
	for (unsigned int i = 0; i < MACHINE_CPUS; i++)
		smp_add(rounds);
	smp_go();
	end();
	world_check();
	for (unsigned int i = 0; i < sizeof(every) / sizeof(every[0]); i++) {
		if (atomic_load(&succeeded[every[i] % 0x200]) == 0)
			machine_fail("call 0x%llx never succeeded", (unsigned long long)every[i]);
	}
	expect_pristine();
}

static const struct test stress_tests[] = {
	TEST(all_cpus_all_commands),
};
GROUP(stress);
