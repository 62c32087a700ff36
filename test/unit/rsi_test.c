// SPDX-License-Identifier: BSD-3-Clause
/* RSI calls, from the realm's side. */
#include "abi/el3.h"
#include "abi/psci.h"
#include "abi/rsi.h"
#include "abi/smccc.h"
#include "exits.h"
#include "oracle.h"
#include "runner.h"

#define HALF	(1ull << 33)
#define L2	0x200000ull

static struct host_realm r;

static void run_guest(guest_main *main)
{
	realm_simple(&r, 4, main, NULL);
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* x0..x10 of a call that is made with secrets in all other registers. */
static uint64_t *smc(struct guest *g, uint64_t fid, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4)
{
	static uint64_t x[11];

	for (unsigned int i = 0; i < 31; i++)
		guest_cpu(g)->gprs[i] = CANARY(i);
	for (unsigned int i = 0; i < 11; i++)
		x[i] = CANARY(i);
	x[0] = fid;
	x[1] = x1;
	x[2] = x2;
	x[3] = x3;
	x[4] = x4;
	expect_eq(guest_smc(g, x), DONE);
	for (unsigned int i = 11; i < 31; i++)
		expect_eq(guest_cpu(g)->gprs[i], CANARY(i));
	return x;
}

static void do_version(struct guest *g, void *arg)
{
	static const uint64_t wrong[] = { 0, 1, 0x10001, 0x20000, ~0ull, 1ull << 32 | 0x10000 };
	uint64_t *x = smc(g, RSI_VERSION, RSI_ABI_1_0, 0, 0, 0);

	(void)arg;
	expect_eq(x[0], RSI_SUCCESS);
	expect_eq(x[1], RSI_ABI_1_0);
	expect_eq(x[2], RSI_ABI_1_0);
	for (unsigned int i = 0; i < 6; i++) {
		x = smc(g, RSI_VERSION, wrong[i], 0, 0, 0);
		expect_eq(x[0], RSI_ERROR_INPUT);
		expect_eq(x[1], RSI_ABI_1_0);
		expect_eq(x[2], RSI_ABI_1_0);
	}
	for (uint64_t i = 0; i < 3; i++) {
		x = smc(g, RSI_FEATURES, i, 0, 0, 0);
		expect_eq(x[0], RSI_SUCCESS);
		expect_eq(x[1], 0);
	}
	expect_eq(smc(g, SMCCC_VERSION, 0, 0, 0, 0)[0], SMCCC_VERSION_1_3);
	expect_eq(smc(g, RSI_VERSION | SMCCC_SVE_HINT, RSI_ABI_1_0, 0, 0, 0)[0], RSI_SUCCESS);
}

static void version(void)
{
	run_guest(do_version);
}

/* The host's calls, unused numbers, and nonsense, from a realm. */
static void do_unknown(struct guest *g, void *arg)
{
	static const uint64_t fids[] = { RMI_VERSION, RMI_GRANULE_DELEGATE, RMI_REC_ENTER, RMI_FID_LAST, RSI_FID(0x19A),
		RSI_FID(0x1A0), RSI_FID_LAST, RSI_FID(0x1B0), VENDOR_POOL_INFO, VENDOR_UID, VENDOR_CALL_COUNT,
		TMMD_FID_RETURN, TMMD_FID_STAGE_SECRET, TMMD_FID_RANDOM, 0, 0x84000190, 0x80000001, 0xffffffff,
		0xC4000000 | 0x100 };

	(void)arg;
	for (unsigned int i = 0; i < sizeof(fids) / sizeof(fids[0]); i++) {
		uint64_t *x = smc(g, fids[i], 1, 2, 3, 4);

		expect_eq(x[0], SMCCC_NOT_SUPPORTED);
		expect_eq(x[1], 0);
		expect_eq(x[2], 0);
		expect_eq(x[3], 0);
		expect_eq(x[4], 4);
		expect_eq(x[5], CANARY(5));
	}
}

static void unknown(void)
{
	run_guest(do_unknown);
}

static void do_config(struct guest *g, void *arg)
{
	static const uint64_t bad[] = { 1, 8, 0x800, 0x1001, HALF, HALF + PAGE_SIZE, 2 * HALF, 1ull << 48, ~PAGE_MASK,
		/* RIPAS EMPTY */
		L2, 0x40000000 };
	uint64_t *x;

	(void)arg;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_eq(smc(g, RSI_REALM_CONFIG, bad[i], 0, 0, 0)[0], RSI_ERROR_INPUT);
	for (unsigned int i = 0; i < PAGE_SIZE; i += 8)
		guest_must_store(g, PAGE_SIZE + i, ~0ull);
	x = smc(g, RSI_REALM_CONFIG, PAGE_SIZE, 2, 3, 4);
	expect_eq(x[0], RSI_SUCCESS);
	/* No result: zero up to x3, and the realm's own from there on. */
	expect_eq(x[1] | x[2] | x[3], 0);
	expect_eq(x[4], 4);
	expect_eq(x[5], CANARY(5));
	for (unsigned int i = 0; i < PAGE_SIZE; i += 8) {
		uint64_t want = i == 0 ? 34 : i == 8 ? RMI_HASH_SHA_512 : i >= 0x200 && i < 0x240 ? 0x5050505050505050 : 0;

		expect_eq(guest_must_load(g, PAGE_SIZE + i), want);
	}
}

static void config(void)
{
	struct rmi_realm_params *p = realm_prepare(&r);

	p->hash_algo = RMI_HASH_SHA_512;
	memset(p->rpv, 0x50, sizeof(p->rpv));
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, L2);
	realm_data(&r, PAGE_SIZE, 7);
	realm_rec(&r, do_config, NULL);
	realm_activate(&r);
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* The shared alias of a page is not read or written for a call, whatever is mapped there. */
static void do_shared_buffers(struct guest *g, void *arg)
{
	(void)arg;
	expect_eq(smc(g, RSI_REALM_CONFIG, HALF, 0, 0, 0)[0], RSI_ERROR_INPUT);
	expect_eq(smc(g, RSI_HOST_CALL, HALF, 0, 0, 0)[0], RSI_ERROR_INPUT);
}

static void shared_buffers(void)
{
	realm_simple(&r, 4, do_shared_buffers, NULL);
	realm_share(&r, 0);
	realm_run(&r, 0);
	realm_destroy(&r);
}

/* ---- host call ---- */

static void do_host_call(struct guest *g, void *arg)
{
	static const uint64_t bad[] = { 1, 8, 0x80, 0xff, 0x1001, HALF, 2 * HALF, ~0xffull, L2 };
	uint64_t *x;

	(void)arg;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_eq(smc(g, RSI_HOST_CALL, bad[i], 0, 0, 0)[0], RSI_ERROR_INPUT);
	/* The last place in a page; secrets around it. */
	for (unsigned int i = 0; i < PAGE_SIZE; i += 8)
		guest_must_store(g, i, CANARY(i));
	guest_must_store(g, 0xf00, 0xffffffffffff1234);
	for (unsigned int i = 0; i < 31; i++)
		guest_must_store(g, 0xf08 + 8 * i, 0x1000 + i);
	for (unsigned int round = 0; round < 2; round++) {
		x = smc(g, RSI_HOST_CALL, 0xf00, CANARY(1), CANARY(2), CANARY(3));
		expect_eq(x[0], RSI_SUCCESS);
		expect_eq(x[1] | x[2] | x[3], 0);
		expect_eq(x[4], CANARY(3));
		for (unsigned int i = 0; i < 31; i++)
			expect_eq(guest_must_load(g, 0xf08 + 8 * i), 0x2000 + i);
		for (unsigned int i = 0; i < 0xf00; i += 8)
			expect_eq(guest_must_load(g, i), CANARY(i));
		for (unsigned int i = 0; i < 31; i++)
			guest_must_store(g, 0xf08 + 8 * i, 0x1000 + i);
	}
}

static void host_call(void)
{
	struct rmi_rec_exit want = { .exit_reason = RMI_EXIT_HOST_CALL, .imm = 0x1234 };

	for (unsigned int i = 0; i < 31; i++)
		want.gprs[i] = 0x1000 + i;
	realm_simple(&r, 4, do_host_call, NULL);
	for (unsigned int round = 0; round < 2; round++) {
		expect_exit(realm_enter(&r, 0), &want);
		for (unsigned int i = 0; i < 31; i++)
			run_enter(&r, 0)->gprs[i] = 0x2000 + i;
	}
	realm_enter(&r, 0);
	expect(guest_finished(r.rec[0].guest));
	realm_destroy(&r);
}

static uint64_t host_call_status;

static void one_host_call(struct guest *g, void *arg)
{
	(void)arg;
	guest_must_store(g, 0x108, 1);
	host_call_status = guest_call(g, RSI_HOST_CALL, 0x100, 0, 0, 0);
}

/* The structure's page is taken away before the answer: the host must bring one back first. */
static void host_call_page_gone(void)
{
	const struct rmi_rec_exit *e;

	realm_simple(&r, 1, one_host_call, NULL);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_HOST_CALL);
	undelegate(rmi(RMI_DATA_DESTROY, r.rd, 0).x[1]);
	run_enter(&r, 0)->gprs[0] = 0x77;
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_SYNC);
	expect_eq(e->esr, EC_DABT << 26 | 0x07);
	expect_eq(e->hpfar, 0);
	realm_destroy(&r);
}

/* ---- RIPAS ---- */

static void do_get(struct guest *g, void *arg)
{
	static const struct { uint64_t base, top; } bad[] = {
		{ 0, 0 }, { PAGE_SIZE, 0 }, { PAGE_SIZE, PAGE_SIZE }, { 1, PAGE_SIZE }, { 0, 0xfff }, { 0, HALF + PAGE_SIZE },
		{ HALF, HALF + PAGE_SIZE }, { HALF - PAGE_SIZE, 2 * HALF }, { 0, ~PAGE_MASK }, { ~PAGE_MASK, 0 },
		{ 1ull << 48, (1ull << 48) + PAGE_SIZE },
	};
	uint64_t *x;

	(void)arg;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_eq(smc(g, RSI_IPA_STATE_GET, bad[i].base, bad[i].top, 0, 0)[0], RSI_ERROR_INPUT);
	x = smc(g, RSI_IPA_STATE_GET, 0, HALF, 0, 0);
	expect_eq(x[0], RSI_SUCCESS);
	expect(x[1] > 0 && x[1] <= 3 * PAGE_SIZE);
	expect_eq(x[2], RMI_RAM);
	expect_eq(x[1], 3 * PAGE_SIZE);
	x = smc(g, RSI_IPA_STATE_GET, PAGE_SIZE, 2 * PAGE_SIZE, 0, 0);
	expect_eq(x[1], 2 * PAGE_SIZE);
	x = smc(g, RSI_IPA_STATE_GET, 3 * PAGE_SIZE, HALF, 0, 0);
	expect_eq(x[1], 5 * PAGE_SIZE);
	expect_eq(x[2], RMI_EMPTY);
	x = smc(g, RSI_IPA_STATE_GET, 5 * PAGE_SIZE, HALF, 0, 0);
	expect_eq(x[1], 6 * PAGE_SIZE);
	expect_eq(x[2], RMI_DESTROYED);
	/* The whole space, run by run. */
	for (uint64_t at = 0; at < HALF; at = x[1]) {
		x = smc(g, RSI_IPA_STATE_GET, at, HALF, 0, 0);
		expect_eq(x[0], RSI_SUCCESS);
		expect(x[1] > at && x[1] <= HALF);
	}
}

static void ipa_state_get(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, 3 * PAGE_SIZE);
	realm_page(&r, PAGE_SIZE);
	realm_data(&r, 5 * PAGE_SIZE, 1);
	undelegate(rmi(RMI_DATA_DESTROY, r.rd, 5 * PAGE_SIZE).x[1]);
	realm_rec(&r, do_get, NULL);
	realm_activate(&r);
	realm_run(&r, 0);
	realm_destroy(&r);
}

static void do_set_bad(struct guest *g, void *arg)
{
	static const struct { uint64_t base, top, ripas; } bad[] = {
		{ 0, 0, 1 }, { PAGE_SIZE, 0, 1 }, { 1, PAGE_SIZE, 1 }, { 0, PAGE_SIZE + 1, 1 }, { 0, HALF + PAGE_SIZE, 1 },
		{ HALF, HALF + PAGE_SIZE, 0 }, { HALF - PAGE_SIZE, HALF + PAGE_SIZE, 1 }, { 0, PAGE_SIZE, 2 },
		{ 0, PAGE_SIZE, 3 }, { 0, PAGE_SIZE, ~0ull }, { 0, PAGE_SIZE, 1ull << 32 }, { ~PAGE_MASK, 0, 1 },
		{ 0, ~PAGE_MASK, 1 }, { 2 * HALF, 2 * HALF + PAGE_SIZE, 1 },
	};

	(void)arg;
	for (unsigned int i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		expect_eq(smc(g, RSI_IPA_STATE_SET, bad[i].base, bad[i].top, bad[i].ripas, 0)[0], RSI_ERROR_INPUT);
}

static void ipa_state_set_refused(void)
{
	unsigned int before;

	realm_simple(&r, 1, do_set_bad, NULL);
	before = machine_realm_runs();
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect(machine_realm_runs() > before + 10);
	realm_destroy(&r);
}

/* What the realm asks for, and what it is told. */
static struct set_case {
	uint64_t base, top, ripas, flags;
	uint64_t status, progress, response;
} set;

static void do_set(struct guest *g, void *arg)
{
	for (;;) {
		uint64_t *x = smc(g, RSI_IPA_STATE_SET, set.base, set.top, set.ripas, set.flags);

		(void)arg;
		set.status = x[0];
		set.progress = x[1];
		set.response = x[2];
		guest_interrupted(g);
	}
}

static void ask(uint64_t base, uint64_t top, uint64_t ripas, uint64_t flags)
{
	const struct rmi_rec_exit *e;

	set = (struct set_case){ base, top, ripas, flags, ~0ull, ~0ull, ~0ull };
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_RIPAS_CHANGE);
	expect_eq(e->ripas_base, base);
	expect_eq(e->ripas_top, top);
	expect_eq(e->ripas_value, ripas);
}

static void told(uint64_t flags, uint64_t progress, uint64_t response)
{
	run_enter(&r, 0)->flags = flags;
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	expect_eq(set.status, RSI_SUCCESS);
	expect_eq(set.progress, progress);
	expect_eq(set.response, response);
}

static void set_realm(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_page(&r, 0);
	realm_rec(&r, do_set, NULL);
	realm_rec_off(&r, NULL, NULL);
	realm_activate(&r);
}

static struct reply set_ripas(uint64_t base, uint64_t top)
{
	return rmi(RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, base, top);
}

static void set_and_progress(void)
{
	struct reply s;

	set_realm();
	ask(0, 2 * L2, RMI_RAM, 0);
	/* At most one table's worth; then on from there. */
	s = set_ripas(0, 2 * L2);
	expect_ok(s);
	expect_eq(s.x[1], L2);
	expect_entry(&r, 0, 3, RMI_ASSIGNED, RMI_RAM);
	expect_entry(&r, L2 - PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_RAM);
	expect_entry(&r, L2, 2, RMI_UNASSIGNED, RMI_EMPTY);
	refused_input(RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, 0, 2 * L2);
	s = set_ripas(L2, 2 * L2);
	expect_ok(s);
	expect_eq(s.x[1], 2 * L2);
	expect_entry(&r, L2, 2, RMI_UNASSIGNED, RMI_RAM);
	told(0, 2 * L2, RSI_ACCEPT);
	/* All done: nothing is pending. */
	refused_input(RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, 2 * L2, 3 * L2);
	refused_input(RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, 0, PAGE_SIZE);
	realm_destroy(&r);
}

static void set_partial(void)
{
	set_realm();
	ask(0, 100 * PAGE_SIZE, RMI_RAM, 0);
	expect_eq(set_ripas(0, 30 * PAGE_SIZE).x[1], 30 * PAGE_SIZE);
	told(0, 30 * PAGE_SIZE, RSI_ACCEPT);
	expect_entry(&r, 30 * PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_EMPTY);
	/* None at all. */
	ask(30 * PAGE_SIZE, 40 * PAGE_SIZE, RMI_RAM, 0);
	told(0, 30 * PAGE_SIZE, RSI_ACCEPT);
	realm_destroy(&r);
}

static void set_rejected(void)
{
	set_realm();
	ask(0, 100 * PAGE_SIZE, RMI_RAM, 0);
	expect_ok(set_ripas(0, 30 * PAGE_SIZE));
	told(RMI_ENTER_RIPAS_REJECT, 30 * PAGE_SIZE, RSI_REJECT);
	/* Not when all of it was done, and not when memory is given up. */
	ask(0, PAGE_SIZE, RMI_RAM, 0);
	expect_ok(set_ripas(0, PAGE_SIZE));
	told(RMI_ENTER_RIPAS_REJECT, PAGE_SIZE, RSI_ACCEPT);
	ask(0, PAGE_SIZE, RMI_EMPTY, 0);
	told(RMI_ENTER_RIPAS_REJECT, 0, RSI_ACCEPT);
	realm_destroy(&r);
}

static void set_arguments(void)
{
	uint64_t rd, rec;

	set_realm();
	rd = r.rd;
	rec = r.rec[0].rec;
	/* Nothing asked for. */
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, 0, PAGE_SIZE);
	ask(PAGE_SIZE, 9 * PAGE_SIZE, RMI_RAM, 0);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, 0, 9 * PAGE_SIZE);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, 2 * PAGE_SIZE, 9 * PAGE_SIZE);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, PAGE_SIZE + 1, 9 * PAGE_SIZE);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, PAGE_SIZE, 10 * PAGE_SIZE);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, PAGE_SIZE, 9 * PAGE_SIZE + 1);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, PAGE_SIZE, PAGE_SIZE);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, PAGE_SIZE, 0);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, PAGE_SIZE, ~0ull);
	/* Unaligned top: INPUT, before "no progress". */
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, PAGE_SIZE, PAGE_SIZE + 8);
	refused_input(RMI_RTT_SET_RIPAS, rd, rec, PAGE_SIZE, 2 * PAGE_SIZE + 8);
	/* Another REC of the realm has asked for nothing. */
	refused_input(RMI_RTT_SET_RIPAS, rd, r.rec[1].rec, PAGE_SIZE, 9 * PAGE_SIZE);
	realm_destroy(&r);
}

static void set_other_owner(void)
{
	struct host_realm other;

	realm_create(&other);
	set_realm();
	ask(0, PAGE_SIZE, RMI_RAM, 0);
	refused_rec(RMI_RTT_SET_RIPAS, other.rd, r.rec[0].rec, 0, PAGE_SIZE);
	realm_destroy(&r);
	realm_destroy(&other);
}

/* No table for the granularity that is asked for. */
static void set_walk(void)
{
	set_realm();
	ask(L2 + PAGE_SIZE, L2 + 2 * PAGE_SIZE, RMI_RAM, 0);
	refused_rtt(2, RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, L2 + PAGE_SIZE, L2 + 2 * PAGE_SIZE);
	told(0, L2 + PAGE_SIZE, RSI_ACCEPT);
	/* Aligned, but shorter than the entry. */
	ask(L2, L2 + PAGE_SIZE, RMI_RAM, 0);
	refused_rtt(2, RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, L2, L2 + PAGE_SIZE);
	realm_tables(&r, L2, 3);
	expect_ok(set_ripas(L2, L2 + PAGE_SIZE));
	told(0, L2 + PAGE_SIZE, RSI_ACCEPT);
	realm_destroy(&r);
}

/* What is already as asked need not be split: progress ends with the entry or with what was asked. */
static void set_as_it_is(void)
{
	set_realm();
	ask(L2 + PAGE_SIZE, L2 + 3 * PAGE_SIZE, RMI_EMPTY, 0);
	refused_input(RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, L2 + PAGE_SIZE, L2 + 2 * PAGE_SIZE + 8);
	expect_eq(set_ripas(L2 + PAGE_SIZE, L2 + 2 * PAGE_SIZE).x[1], L2 + 2 * PAGE_SIZE);
	expect_eq(set_ripas(L2 + 2 * PAGE_SIZE, L2 + 3 * PAGE_SIZE).x[1], L2 + 3 * PAGE_SIZE);
	told(0, L2 + 3 * PAGE_SIZE, RSI_ACCEPT);
	/* A block that is, then one that must be changed and is too large, then one with a table. */
	ask(L2, 2 * L2, RMI_RAM, 0);
	expect_eq(set_ripas(L2, 2 * L2).x[1], 2 * L2);
	told(0, 2 * L2, RSI_ACCEPT);
	ask(2 * L2 - PAGE_SIZE, 2 * L2 + PAGE_SIZE, RMI_RAM, 0);
	expect_eq(set_ripas(2 * L2 - PAGE_SIZE, 2 * L2 + PAGE_SIZE).x[1], 2 * L2);
	refused_rtt(2, RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, 2 * L2, 2 * L2 + PAGE_SIZE);
	told(0, 2 * L2, RSI_ACCEPT);
	realm_destroy(&r);
}

static void change_destroyed(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_init_ripas(&r, 0, 4 * PAGE_SIZE);
	realm_data(&r, PAGE_SIZE, 1);
	undelegate(rmi(RMI_DATA_DESTROY, r.rd, PAGE_SIZE).x[1]);
	realm_rec(&r, do_set, NULL);
	realm_activate(&r);
	/* Stops in front of what was destroyed ... */
	ask(0, 4 * PAGE_SIZE, RMI_EMPTY, 0);
	expect_eq(set_ripas(0, 4 * PAGE_SIZE).x[1], PAGE_SIZE);
	refused_rtt(3, RMI_RTT_SET_RIPAS, r.rd, r.rec[0].rec, PAGE_SIZE, 4 * PAGE_SIZE);
	told(0, PAGE_SIZE, RSI_ACCEPT);
	expect_entry(&r, PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_DESTROYED);
	/* ... unless the realm knows. */
	ask(PAGE_SIZE, 4 * PAGE_SIZE, RMI_RAM, RSI_CHANGE_DESTROYED);
	expect_eq(set_ripas(PAGE_SIZE, 4 * PAGE_SIZE).x[1], 4 * PAGE_SIZE);
	told(0, 4 * PAGE_SIZE, RSI_ACCEPT);
	expect_entry(&r, PAGE_SIZE, 3, RMI_UNASSIGNED, RMI_RAM);
	realm_destroy(&r);
}

/* RAM -> EMPTY of a page in use: the realm's next access must not reach it. */
static enum outcome after;

static void gives_up_page(struct guest *g, void *arg)
{
	uint64_t x;

	(void)arg;
	guest_must_store(g, 0, CANARY(9));
	smc(g, RSI_IPA_STATE_SET, 0, PAGE_SIZE, RMI_EMPTY, 0);
	after = guest_load(g, 0, &x);
	smc(g, RSI_IPA_STATE_SET, 0, PAGE_SIZE, RMI_RAM, 0);
	expect_eq(guest_must_load(g, 0), CANARY(9));
}

static void ram_to_empty(void)
{
	realm_simple(&r, 1, gives_up_page, NULL);
	realm_run(&r, 0);
	expect_eq(after, EXCEPTION);
	realm_destroy(&r);
}

/* The boot of a Linux guest: all of RAM, in a realm with few tables. */
static void do_boot(struct guest *g, void *arg)
{
	uint64_t at = 0;

	(void)arg;
	while (at < 64 * L2) {
		uint64_t *x = smc(g, RSI_IPA_STATE_SET, at, 64 * L2, RMI_RAM, 0);

		expect_eq(x[0], RSI_SUCCESS);
		expect_eq(x[2], RSI_ACCEPT);
		at = x[1];
	}
}

static void boot(void)
{
	realm_create(&r);
	realm_tables(&r, 0, 2);
	realm_data(&r, 3 * L2, 1);
	realm_rec(&r, do_boot, NULL);
	realm_activate(&r);
	realm_run(&r, 0);
	expect_entry(&r, 63 * L2, 2, RMI_UNASSIGNED, RMI_RAM);
	realm_destroy(&r);
}

static const struct test rsi_tests[] = {
	TEST(version), TEST(unknown), TEST(config), TEST(shared_buffers), TEST(host_call), TEST(host_call_page_gone),
	TEST(ipa_state_get), TEST(ipa_state_set_refused), TEST(set_and_progress), TEST(set_partial), TEST(set_rejected),
	TEST(set_arguments), TEST(set_other_owner), TEST(set_walk), TEST(set_as_it_is), TEST(change_destroyed), TEST(ram_to_empty),
	TEST(boot),
};
GROUP(rsi);
