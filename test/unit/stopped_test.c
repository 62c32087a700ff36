// SPDX-License-Identifier: BSD-3-Clause
/*
 * CPUs that are stopped in the middle of a call, with whatever locks it has then, while another goes on. Who waits for
 * a stopped CPU here waits for ever: the machine fails with the call's name after some seconds.
 */
#include <stdatomic.h>
#include <time.h>

#include "abi/rsi.h"
#include "oracle.h"
#include "peek.h"
#include "runner.h"
#include "smp.h"

#define L2		0x200000ull
#define HALF		(1ull << 33)
#define RW_WB		(3ull << 6 | 6ull << 2)
#define PATIENCE	20	/* s */

static struct host_realm r;

static void wait_until(atomic_uint *what, unsigned int value, const char *who)
{
	time_t end = time(NULL) + PATIENCE;

	while (atomic_load(what) != value) {
		if (time(NULL) > end)
			machine_fail("%s still waits after %d s", who, PATIENCE);
		port_cpu_relax();
	}
}

/* ---- a call of CPU 0 stops at its first event of this kind, for as long as CPU 1 takes ---- */

static atomic_uint stopped, released;
static enum machine_event stop_at;
static const char *stopped_call;
static bool armed;

static void stop_once(enum machine_event event, uint64_t addr)
{
	(void)addr;
	if (port_cpu() != 0 || !armed || event != stop_at)
		return;
	armed = false;
	atomic_fetch_add(&stopped, 1);
	wait_until(&released, atomic_load(&stopped), stopped_call);
}

static void arm(enum machine_event event, const char *call)
{
	armed = true;
	stop_at = event;
	stopped_call = call;
}

/* ---- whatever one realm's call is doing, another realm lives its whole life meanwhile ---- */

static atomic_uint over;

static void short_life(struct guest *g, void *arg)
{
	(void)arg;
	guest_must_store(g, 0, CANARY(1));
	guest_call(g, RSI_IPA_STATE_SET, PAGE_SIZE, L2, 0, 0);
	guest_call(g, RSI_IPA_STATE_SET, PAGE_SIZE, L2, 1, 0);
	expect_eq(guest_must_load(g, 0), CANARY(1));
}

static void live(void)
{
	struct host_realm other;

	realm_create(&other);
	realm_tables(&other, 0, 3);
	realm_init_ripas(&other, 0, L2);
	realm_data(&other, 0, 7);
	realm_share(&other, 0);
	realm_rec(&other, short_life, NULL);
	realm_activate(&other);
	realm_run(&other, 0);
	realm_destroy(&other);
}

static void lives_while_other_is_stopped(struct cpu *c)
{
	for (;;) {
		while (atomic_load(&stopped) == c->count && !atomic_load(&over))
			port_cpu_relax();
		if (atomic_load(&stopped) == c->count)
			return;
		live();
		c->count++;
		atomic_store(&released, c->count);
	}
}

#define STOPPED(event, ...) \
	do { \
		arm(event, "another realm, while " #__VA_ARGS__ " is under way,"); \
		expect_ok(rmi(__VA_ARGS__)); \
		expect(!armed); \
	} while (0)

static void gives_memory_up(struct guest *g, void *arg)
{
	(void)arg;
	guest_call(g, RSI_IPA_STATE_SET, L2, 2 * L2, 0, 0);
	guest_interrupted(g);
}

static void memory_calls(uint64_t names, uint64_t source)
{
	uint64_t rd = r.rd;

	STOPPED(EVENT_S2_WRITE, RMI_RTT_CREATE, rd, names, 0, 2);
	STOPPED(EVENT_S2_WRITE, RMI_RTT_CREATE, rd, names + PAGE_SIZE, 0, 3);
	realm_tables(&r, L2, 3);
	realm_tables(&r, HALF, 3);
	STOPPED(EVENT_S2_WRITE, RMI_RTT_INIT_RIPAS, rd, 0, 4 * PAGE_SIZE);
	realm_init_ripas(&r, L2, 2 * L2);
	STOPPED(EVENT_NS_READ, RMI_DATA_CREATE, rd, names + 2 * PAGE_SIZE, 0, source, 1);
	STOPPED(EVENT_S2_WRITE, RMI_DATA_CREATE, rd, names + 3 * PAGE_SIZE, PAGE_SIZE, source, 0);
	STOPPED(EVENT_S2_WRITE, RMI_DATA_CREATE_UNKNOWN, rd, names + 4 * PAGE_SIZE, 2 * PAGE_SIZE);
	STOPPED(EVENT_TLB_INVALIDATE, RMI_DATA_DESTROY, rd, 0);
	STOPPED(EVENT_POOL_ZERO, RMI_DATA_DESTROY, rd, PAGE_SIZE);
	STOPPED(EVENT_S2_WRITE, RMI_RTT_MAP_UNPROTECTED, rd, HALF, 3, DRAM1_BASE | RW_WB);
	STOPPED(EVENT_TLB_INVALIDATE, RMI_RTT_UNMAP_UNPROTECTED, rd, HALF, 3);
	realm_block(&r, L2, 512);
	STOPPED(EVENT_TLB_INVALIDATE, RMI_RTT_FOLD, rd, L2, 3);
	STOPPED(EVENT_TLB_INVALIDATE, RMI_RTT_CREATE, rd, new_granule(), L2, 3);
	STOPPED(EVENT_POOL_ZERO, RMI_RTT_FOLD, rd, L2, 3);
	STOPPED(EVENT_POOL_ZERO, RMI_RTT_DESTROY, rd, HALF, 3);
	STOPPED(EVENT_TLB_INVALIDATE, RMI_RTT_DESTROY, rd, HALF, 2);
}

static void rec_calls(uint64_t rec_params)
{
	const struct rmi_rec_exit *e;

	STOPPED(EVENT_NS_READ, RMI_REC_CREATE, r.rd, new_granule(), rec_params);
	realm_rec(&r, gives_memory_up, NULL);
	realm_activate(&r);
	STOPPED(EVENT_REALM_LOAD, RMI_REC_ENTER, r.rec[1].rec, r.rec[1].run);
	e = run_exit(&r, 1);
	expect_eq(e->exit_reason, RMI_EXIT_RIPAS_CHANGE);
	STOPPED(EVENT_TLB_INVALIDATE, RMI_RTT_SET_RIPAS, r.rd, r.rec[1].rec, e->ripas_base, e->ripas_top);
	STOPPED(EVENT_NS_WRITE, RMI_REC_ENTER, r.rec[1].rec, r.rec[1].run);
	STOPPED(EVENT_POOL_ZERO, RMI_REC_DESTROY, r.rec[1].rec);
}

static void is_stopped_everywhere(struct cpu *c)
{
	uint64_t names = new_pages(8, PAGE_SIZE), rec_params;

	(void)c;
	for (unsigned int i = 0; i < 5; i++)
		delegate(names + i * PAGE_SIZE);
	realm_prepare(&r);
	STOPPED(EVENT_S2_WRITE, RMI_REALM_CREATE, r.rd, r.params);
	memory_calls(names, new_page());
	rec_params = rec_prepare(&r);
	r.rec_count = 1;
	rec_calls(rec_params);
	realm_prepare(&r);
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
	STOPPED(EVENT_TLB_INVALIDATE, RMI_REALM_DESTROY, r.rd);
	atomic_store(&over, 1);
}

static void other_realm_never_waits(void)
{
	smp_begin();
	machine_set_hook(stop_once);
	smp_add(is_stopped_everywhere);
	smp_add(lives_while_other_is_stopped);
	smp_go();
	expect_eq(cpus[1].count, atomic_load(&stopped));
}

/* ---- one realm, different tables ---- */

static void reads_and_faults(struct guest *g, void *arg)
{
	uint64_t x[11] = { RSI_IPA_STATE_GET, L2, L2 + PAGE_SIZE };

	(void)arg;
	guest_smc(g, x);
	expect_eq(x[0], RSI_SUCCESS);
	/* Host calls reach into the realm's memory. */
	guest_call(g, RSI_HOST_CALL, L2, 0, 0, 0);
	guest_must_store(g, L2 + PAGE_SIZE, CANARY(3));
}

/* Everything that a host does at a fault in the other table, and a vCPU that runs into it. */
static void works_in_other_table(struct cpu *c)
{
	const struct rmi_rec_exit *e;
	uint64_t table = new_granule();

	(void)c;
	wait_until(&stopped, 1, "the CPU that should be stopped");
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_HOST_CALL);
	e = realm_enter(&r, 0);
	expect_eq(e->exit_reason, RMI_EXIT_SYNC);
	expect_eq(e->hpfar, (L2 + PAGE_SIZE) >> 8);
	realm_page(&r, L2 + PAGE_SIZE);
	realm_run(&r, 0);
	expect_ok(rmi(RMI_DATA_DESTROY, r.rd, L2 + PAGE_SIZE));
	expect_ok(rmi(RMI_RTT_CREATE, r.rd, table, 2 * L2, 3));
	expect_ok(rmi(RMI_RTT_DESTROY, r.rd, 2 * L2, 3));
	expect_ok(rmi(RMI_REC_AUX_COUNT, r.rd));
	atomic_store(&released, 1);
}

static void fault_is_stopped(struct cpu *c)
{
	uint64_t name = new_granule();

	(void)c;
	arm(EVENT_S2_WRITE, "a fault in one table, while a fault in another is under way,");
	expect_ok(rmi(RMI_DATA_CREATE_UNKNOWN, r.rd, name, 5 * PAGE_SIZE));
	expect(!armed);
}

static void destroy_is_stopped(struct cpu *c)
{
	(void)c;
	arm(EVENT_TLB_INVALIDATE, "a fault in one table, while a page of another goes,");
	expect_ok(rmi(RMI_DATA_DESTROY, r.rd, 0));
	expect(!armed);
}

static void one_realm_two_tables(void (*what)(struct cpu *c))
{
	realm_create(&r);
	realm_tables(&r, 0, 3);
	realm_tables(&r, L2, 3);
	realm_init_ripas(&r, 0, L2);
	realm_init_ripas(&r, L2, 2 * L2);
	realm_data(&r, 0, 0);
	realm_data(&r, L2, 0);
	realm_rec(&r, reads_and_faults, NULL);
	realm_activate(&r);
	smp_begin();
	machine_set_hook(stop_once);
	smp_add(what);
	smp_add(works_in_other_table);
	smp_go();
}

static void parallel_faults(void)
{
	one_realm_two_tables(fault_is_stopped);
}

static void fault_beside_destroy(void)
{
	one_realm_two_tables(destroy_is_stopped);
}

/* ---- who must wait does ---- */

static atomic_uint calling, resumed;
static uint64_t awaited;	/* whose lock the other CPU must be waiting for */
static uint64_t stop_page;	/* if not 0, only there */

/* The call is stopped until the other one waits for a lock that it has, and has taken nothing down before that. */
static void stop_until_awaited(enum machine_event event, uint64_t addr)
{
	time_t end = time(NULL) + PATIENCE;

	if (port_cpu() == 1 && event == EVENT_TLB_INVALIDATE && atomic_load(&resumed) == 0)
		machine_fail("tables are taken down under %s", stopped_call);
	if (port_cpu() != 0 || !armed || event != stop_at || (stop_page != 0 && addr != stop_page))
		return;
	armed = false;
	atomic_store(&stopped, 1);
	while (peek_queue(awaited) < 2) {
		if (atomic_load(&calling) == 2 || time(NULL) > end)
			machine_fail("nobody waited for %s", stopped_call);
		port_cpu_relax();
	}
	atomic_store(&resumed, 1);
}

static void shares_block(struct cpu *c)
{
	(void)c;
	arm(EVENT_S2_WRITE, "a mapping in a start table");
	expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, HALF, 2, DRAM1_BASE | RW_WB));
}

static void destroys_realm(struct cpu *c)
{
	(void)c;
	wait_until(&stopped, 1, "the CPU that should be stopped");
	expect_ok(rmi(RMI_REALM_DESTROY, r.rd));
	atomic_store(&calling, 2);
}

/* A mapping has no reference that would keep the realm: its lock does. */
static void destroy_waits_for_walker(void)
{
	smp_begin();
	realm_create_as(&r, 34, 2);
	awaited = r.rtt_base + 8 * PAGE_SIZE;
	machine_set_hook(stop_until_awaited);
	smp_add(shares_block);
	smp_add(destroys_realm);
	smp_go();
	undelegate(r.rd);
	for (unsigned int i = 0; i < r.rtt_num; i++)
		undelegate(r.rtt_base + i * PAGE_SIZE);
	expect_pristine();
}

/* On the way from a table to the next one: who would destroy that must wait for the one above. */
static void reads_entry(struct cpu *c)
{
	struct reply e;

	(void)c;
	arm(EVENT_POOL_PAGE, "a walk between two tables");
	e = rmi(RMI_RTT_READ_ENTRY, r.rd, 0, 3);
	expect_ok(e);
	expect_eq(e.x[1], 3);
}

static void destroys_table(struct cpu *c)
{
	struct reply reply;

	(void)c;
	wait_until(&stopped, 1, "the CPU that should be stopped");
	reply = rmi(RMI_RTT_DESTROY, r.rd, 0, 3);
	expect_ok(reply);
	undelegate(reply.x[1]);
	atomic_store(&calling, 2);
}

static void destroy_waits_for_hand(void)
{
	smp_begin();
	realm_create(&r);
	realm_tables(&r, 0, 3);
	awaited = realm_entry(&r, 0, 1).desc;
	stop_page = peek_backing(realm_entry(&r, 0, 2).desc);
	machine_set_hook(stop_until_awaited);
	smp_add(reads_entry);
	smp_add(destroys_table);
	smp_go();
	realm_destroy(&r);
	expect_pristine();
}

/* ---- memory that is mapped all the time ---- */

static uint64_t block;

static void stores_when_broken(struct guest *g, void *arg)
{
	(void)arg;
	/* Its first access: no TLB knows of the place yet. */
	wait_until(&stopped, 1, "the CPU that should be stopped");
	guest_must_store(g, block + 3 * PAGE_SIZE, 2);
	expect_eq(guest_must_load(g, block + 3 * PAGE_SIZE), 2);
}

/* No exit is expected but the last. */
static void runs_to_end(struct cpu *c)
{
	(void)c;
	realm_run(&r, 0);
	atomic_store(&calling, 2);
}

static void folds(struct cpu *c)
{
	struct reply f;

	(void)c;
	arm(EVENT_TLB_INVALIDATE, "a fold");
	f = rmi(RMI_RTT_FOLD, r.rd, block, 3);
	expect_ok(f);
	undelegate(f.x[1]);
}

static void accessed_while_folded(uint64_t ipa)
{
	block = ipa;
	smp_begin();
	realm_create(&r);
	realm_tables(&r, ipa, 3);
	if (ipa < HALF) {
		realm_init_ripas(&r, ipa, ipa + L2);
		realm_block(&r, ipa, 512);
	} else {
		for (uint64_t i = 0; i < 512; i++)
			expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r.rd, ipa + i * PAGE_SIZE, 3,
				      (DRAM1_BASE + i * PAGE_SIZE) | RW_WB));
	}
	awaited = realm_entry(&r, ipa, 1).desc;
	realm_rec(&r, stores_when_broken, NULL);
	realm_activate(&r);
	machine_set_hook(stop_until_awaited);
	smp_add(folds);
	smp_add(runs_to_end);
	smp_go();
	realm_destroy(&r);
	expect_pristine();
}

static void protected_block(void)
{
	accessed_while_folded(0);
}

static void shared_block(void)
{
	accessed_while_folded(HALF);
}

static const struct test stopped_tests[] = {
	TEST(other_realm_never_waits), TEST(parallel_faults), TEST(fault_beside_destroy),
	TEST(destroy_waits_for_walker), TEST(destroy_waits_for_hand), TEST(protected_block), TEST(shared_block),
};
GROUP(stopped);
