// SPDX-License-Identifier: BSD-3-Clause
/*
 * The order of locks, and who is served when. A pair taken the wrong way round stops the machine at once, and names
 * both locks, although nobody else is there to wait for.
 */
#include <stdatomic.h>

#include "granule/granule.h"
#include "granule/pool.h"
#include "host.h"
#include "peek.h"
#include "runner.h"
#include "smp.h"

static struct host_realm r;
static uint64_t delegated;

static struct granule *lock(uint64_t name, enum granule_state state)
{
	struct granule *g = granule_lock(pa_of(name), state);

	expect(g != NULL);
	return g;
}

static uint64_t table_of(uint64_t ipa, int level)
{
	struct entry e = realm_entry(&r, ipa, level - 1);

	expect_eq(e.state, RMI_TABLE);
	return e.desc;
}

static struct granule *lock_table(int level)
{
	struct granule *g = granule_find(pa_of(level == r.start_level ? r.rtt_base : table_of(0, level)));

	granule_lock_table(g, level);
	return g;
}

static void build(void)
{
	realm_create(&r);
	realm_data(&r, 0, 1);
	realm_rec(&r, NULL, NULL);
	realm_rec(&r, NULL, NULL);
	delegated = new_granule();
}

/* Every lock there is, one of each, the way it may be. */
static void in_order(void)
{
	struct granule *held[8];
	unsigned int n = 0;
	uint64_t data, level3;

	build();
	data = realm_entry(&r, 0, 3).desc;
	level3 = table_of(0, 3);
	held[n++] = lock(r.rd, GRANULE_RD);
	held[n++] = lock(r.rec[0].rec, GRANULE_REC);
	held[n++] = lock(r.rec[1].rec, GRANULE_REC);
	held[n++] = lock(delegated, GRANULE_DELEGATED);
	granule_lock_table(held[n++] = granule_find(pa_of(r.rtt_base)), 1);
	granule_lock_table(held[n++] = granule_find(pa_of(level3)), 3);
	held[n++] = lock(data, GRANULE_DATA);
	spin_lock(&pool_lock);
	spin_unlock(&pool_lock);
	/* Given back in whatever order. */
	for (unsigned int i = 0; i < n; i++)
		granule_unlock(held[i]);
	expect_ok(rmi(RMI_REALM_ACTIVATE, r.rd));
}

static void rd_last(void)
{
	build();
	lock(delegated, GRANULE_DELEGATED);
	machine_expect_stop_saying("holds UNDELEGATED or DELEGATED granule");
	lock(r.rd, GRANULE_RD);
}

static void two_realms(void)
{
	struct host_realm other;

	build();
	realm_create(&other);
	lock(r.rd, GRANULE_RD);
	machine_expect_stop_saying("and wants RD");
	lock(other.rd, GRANULE_RD);
}

static void recs_downwards(void)
{
	build();
	lock(r.rec[1].rec, GRANULE_REC);
	machine_expect_stop_saying("and wants REC");
	lock(r.rec[0].rec, GRANULE_REC);
}

static void granules_downwards(void)
{
	uint64_t second;

	build();
	second = new_granule();
	lock(second, GRANULE_DELEGATED);
	machine_expect_stop_saying("and wants UNDELEGATED or DELEGATED granule");
	lock(delegated, GRANULE_DELEGATED);
}

/* Something else has this name by now: a broken invariant, not a wait. */
static void not_a_table(void)
{
	build();
	machine_expect_stop_saying("lock_expected");
	granule_lock_table(granule_find(pa_of(delegated)), 2);
}

static void parent_after_child(void)
{
	uint64_t level2;

	build();
	level2 = table_of(0, 2);
	lock_table(3);
	machine_expect_stop_saying("holds RTT");
	granule_lock_table(granule_find(pa_of(level2)), 2);
}

static void siblings(void)
{
	uint64_t first, second;

	build();
	realm_tables(&r, 0x200000, 3);
	first = table_of(0, 3);
	second = table_of(0x200000, 3);
	granule_lock_table(granule_find(pa_of(first)), 3);
	machine_expect_stop_saying("and wants RTT");
	granule_lock_table(granule_find(pa_of(second)), 3);
}

static void table_after_data(void)
{
	uint64_t data;

	build();
	data = realm_entry(&r, 0, 3).desc;
	lock(data, GRANULE_DATA);
	machine_expect_stop_saying("holds REC_AUX or DATA granule");
	lock_table(1);
}

static void granule_after_pool(void)
{
	build();
	spin_lock(&pool_lock);
	machine_expect_stop_saying("holds pool");
	lock(r.rec[0].rec, GRANULE_REC);
}

static void pool_twice(void)
{
	spin_lock(&pool_lock);
	machine_expect_stop_saying("and wants pool");
	spin_lock(&pool_lock);
}

static void not_held(void)
{
	machine_expect_stop_saying("does not hold");
	spin_unlock(&pool_lock);
}

/* ---- first come, first served ---- */

static uint64_t wanted;
static atomic_uint served;

static void wait_for_queue(unsigned int length)
{
	while (peek_queue(wanted) != length)
		port_cpu_relax();
}

/* Has it first; then wants it again, behind the others. */
static void comes_back(struct cpu *c)
{
	struct granule *g = lock(wanted, GRANULE_DELEGATED);

	wait_for_queue(3);
	granule_unlock(g);
	g = lock(wanted, GRANULE_DELEGATED);
	c->count = atomic_fetch_add(&served, 1);
	granule_unlock(g);
}

static void comes_in_turn(struct cpu *c)
{
	struct granule *g;

	wait_for_queue(c->number);
	g = lock(wanted, GRANULE_DELEGATED);
	c->count = atomic_fetch_add(&served, 1);
	/* Who had it before is waiting by now: he cannot have passed anyone. */
	if (c->number == 1)
		wait_for_queue(3);
	granule_unlock(g);
}

static void served_in_order(void)
{
	wanted = new_granule();
	smp_begin();
	smp_add(comes_back);
	smp_add(comes_in_turn);
	smp_add(comes_in_turn);
	smp_go();
	expect_eq(cpus[1].count, 0);
	expect_eq(cpus[2].count, 1);
	expect_eq(cpus[0].count, 2);
}

/* Many rounds, so that both tickets go around their bits several times. */
static void counts_alone(struct cpu *c)
{
	for (unsigned int i = 0; i < 400; i++) {
		struct granule *g = lock(wanted, GRANULE_DELEGATED);
		unsigned int before = c->count;

		expect_eq(atomic_fetch_add(&served, 1), 0);
		port_cpu_relax();
		atomic_fetch_sub(&served, 1);
		c->count = before + 1;
		granule_unlock(g);
	}
}

static void tickets_wrap(void)
{
	wanted = new_granule();
	smp_begin();
	for (unsigned int i = 0; i < 4; i++)
		smp_add(counts_alone);
	smp_go();
	expect_eq(peek_queue(wanted), 0);
	undelegate(wanted);
}

/* The granule becomes something else while two wait for what it was: they give up, and nothing stays locked. */
static void turns_it_into_data(struct cpu *c)
{
	struct granule *g = lock(wanted, GRANULE_DELEGATED);

	(void)c;
	wait_for_queue(3);
	granule_assume(g, GRANULE_DATA);
	granule_unlock(g);
}

static void waits_in_vain(struct cpu *c)
{
	wait_for_queue(c->number);
	c->count = granule_lock(pa_of(wanted), GRANULE_DELEGATED) != NULL;
}

static void state_changes(void)
{
	struct granule *g;

	smp_begin();
	wanted = new_granule();
	smp_add(turns_it_into_data);
	smp_add(waits_in_vain);
	smp_add(waits_in_vain);
	smp_go();
	expect_eq(cpus[1].count + cpus[2].count, 0);
	expect_eq(peek_queue(wanted), 0);
	g = lock(wanted, GRANULE_DATA);
	granule_vacate(g);
	granule_unlock(g);
	undelegate(wanted);
	expect_pristine();
}

static const struct test order_tests[] = {
	TEST(in_order), TEST(rd_last), TEST(two_realms), TEST(recs_downwards), TEST(granules_downwards),
	TEST(not_a_table), TEST(parent_after_child), TEST(siblings), TEST(table_after_data),
	TEST(granule_after_pool), TEST(pool_twice), TEST(not_held), TEST(served_in_order), TEST(tickets_wrap),
	TEST(state_changes),
};
GROUP(order);
