// SPDX-License-Identifier: BSD-3-Clause
/* The host's side of tests: calls with oracles behind them, names of pages, and the parts of a realm. */
#include "host.h"

#include <stdatomic.h>
#include <string.h>

#include "oracle.h"

static _Atomic uint64_t next_page;
static bool oracles = true, hurry;

void host_start(void)
{
	const char *why;

	machine_start();
	why = monitor_init();
	if (why)
		machine_fail("monitor_init: %s", why);
	atomic_store(&next_page, machine_config.map.dram[0].base + 0x10000);
	oracle_start();
}

void host_end(void)
{
	if (oracles)
		oracle_check_all();
}

void host_oracles(bool on)
{
	oracles = on;
	if (on)
		oracle_check_all();
}

void host_hurry(bool on)
{
	hurry = on;
	if (!on)
		oracle_check_all();
}

/* ---- calls ---- */

static _Thread_local unsigned int calls;

bool host_is_in_call(void)
{
	return calls > 0;
}

struct reply rmi5(uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3, uint64_t a4, uint64_t a5)
{
	struct call call = { .x = { fid, a1, a2, a3, a4, a5, HOST_X6, HOST_X7 } };
	struct reply reply;

	/* Whatever the monitor does not set shows. */
	memset(&reply, 0xa5, sizeof(reply));
	ns_log_reset();
	calls++;
	monitor_call(&call, &reply);
	calls--;
	cpu_check_quiet();
	oracle_check_reply(&call, &reply);
	if (oracles)
		oracle_after_call(&call, &reply, hurry);
	return reply;
}


struct reply refused5(const char *where, uint64_t result, uint64_t fid, uint64_t a1, uint64_t a2, uint64_t a3,
		      uint64_t a4, uint64_t a5)
{
	struct reply reply;
	const char *differs;

	snapshot_take();
	reply = rmi5(fid, a1, a2, a3, a4, a5);
	if (reply.x[0] != result)
		machine_fail("%s: call 0x%llx answers 0x%llx, not 0x%llx", where, (unsigned long long)fid,
			     (unsigned long long)reply.x[0], (unsigned long long)result);
	differs = snapshot_differs();
	if (differs)
		machine_fail("%s: refused call 0x%llx changed %s", where, (unsigned long long)fid, differs);
	return reply;
}

/* ---- names of pages ---- */

uint64_t new_pages(uint64_t count, uint64_t align)
{
	const struct pa_range *r = &machine_config.map.dram[0];
	uint64_t at = atomic_load(&next_page), start;

	do {
		start = (at + align - 1) & ~(align - 1);
	} while (!atomic_compare_exchange_weak(&next_page, &at, start + count * PAGE_SIZE));
	if (!range_contains(r, start, count * PAGE_SIZE))
		machine_fail("the test used up all DRAM");
	return start;
}

uint64_t new_page(void)
{
	return new_pages(1, PAGE_SIZE);
}

void delegate(uint64_t pa)
{
	expect_ok(rmi(RMI_GRANULE_DELEGATE, pa));
}

void undelegate(uint64_t pa)
{
	expect_ok(rmi(RMI_GRANULE_UNDELEGATE, pa));
}

static struct pa_range direct;
static uint64_t next_direct;

void host_use_direct(uint64_t base, uint64_t size)
{
	direct = (struct pa_range){ base, size };
	next_direct = base;
	if (size != 0)
		expect_ok(rmi(VENDOR_POOL_CLAIM, base, size));
}

uint64_t new_names(uint64_t count, uint64_t align)
{
	uint64_t start;

	if (direct.size == 0)
		return new_pages(count, align);
	start = (next_direct + align - 1) & ~(align - 1);
	next_direct = start + count * PAGE_SIZE;
	expect(range_contains(&direct, start, count * PAGE_SIZE));
	return start;
}

uint64_t new_granule(void)
{
	uint64_t pa = new_names(1, PAGE_SIZE);

	delegate(pa);
	return pa;
}

struct host_pool host_pool(void)
{
	struct reply r = rmi(VENDOR_POOL_INFO);

	expect_ok(r);
	return (struct host_pool){ r.x[1], r.x[2], r.x[3], r.x[4] };
}

/* ---- realms ---- */

static uint64_t level_size(int level)
{
	return PAGE_SIZE << (9 * (3 - level));
}

static atomic_uint next_vmid = 1;

struct rmi_realm_params *realm_prepare_as(struct host_realm *r, unsigned int s2sz, int start_level)
{
	unsigned int bits = 12 + 9 * (unsigned int)(4 - start_level);
	struct rmi_realm_params *p;

	memset(r, 0, sizeof(*r));
	r->s2sz = s2sz;
	r->start_level = start_level;
	r->rtt_num = s2sz <= bits ? 1 : 1u << (s2sz - bits);
	r->vmid = (uint16_t)atomic_fetch_add(&next_vmid, 1);
	r->params = new_page();
	r->rd = new_granule();
	r->rtt_base = new_names(r->rtt_num, r->rtt_num * PAGE_SIZE);
	for (unsigned int i = 0; i < r->rtt_num; i++)
		delegate(r->rtt_base + i * PAGE_SIZE);

	p = ns_page(r->params);
	p->s2sz = s2sz;
	p->num_bps = 1;
	p->num_wps = 1;
	p->hash_algo = RMI_HASH_SHA_256;
	p->vmid = r->vmid;
	p->rtt_base = r->rtt_base;
	p->rtt_level_start = start_level;
	p->rtt_num_start = r->rtt_num;
	return p;
}

struct rmi_realm_params *realm_prepare(struct host_realm *r)
{
	return realm_prepare_as(r, 34, 1);
}

void realm_create_as(struct host_realm *r, unsigned int s2sz, int start_level)
{
	realm_prepare_as(r, s2sz, start_level);
	expect_ok(rmi(RMI_REALM_CREATE, r->rd, r->params));
}

void realm_create(struct host_realm *r)
{
	realm_create_as(r, 34, 1);
}

void realm_activate(struct host_realm *r)
{
	expect_ok(rmi(RMI_REALM_ACTIVATE, r->rd));
}

void realm_tables(struct host_realm *r, uint64_t ipa, int level)
{
	for (;;) {
		struct reply e = rmi(RMI_RTT_READ_ENTRY, r->rd, ipa & ~PAGE_MASK, 3);
		uint64_t at;

		expect_ok(e);
		if ((int)e.x[1] >= level)
			return;
		at = ipa & ~(level_size((int)e.x[1]) - 1);
		expect_ok(rmi(RMI_RTT_CREATE, r->rd, new_granule(), at, e.x[1] + 1));
	}
}

uint64_t realm_data(struct host_realm *r, uint64_t ipa, uint64_t word)
{
	uint64_t src = new_page(), data = new_granule();
	uint64_t *p = ns_page(src);

	for (unsigned int i = 0; i < PAGE_SIZE / sizeof(*p); i++)
		p[i] = word;
	realm_tables(r, ipa, 3);
	expect_ok(rmi(RMI_DATA_CREATE, r->rd, data, ipa, src, 1));
	return data;
}

uint64_t realm_page(struct host_realm *r, uint64_t ipa)
{
	uint64_t data = new_granule();

	realm_tables(r, ipa, 3);
	expect_ok(rmi(RMI_DATA_CREATE_UNKNOWN, r->rd, data, ipa));
	return data;
}

uint64_t realm_block(struct host_realm *r, uint64_t ipa, unsigned int count)
{
	uint64_t first = new_names(count, count * PAGE_SIZE);

	realm_tables(r, ipa, 3);
	for (unsigned int i = 0; i < count; i++) {
		delegate(first + i * PAGE_SIZE);
		expect_ok(rmi(RMI_DATA_CREATE_UNKNOWN, r->rd, first + i * PAGE_SIZE, ipa + i * PAGE_SIZE));
	}
	return first;
}

struct entry realm_entry(struct host_realm *r, uint64_t ipa, int level)
{
	struct reply e = rmi(RMI_RTT_READ_ENTRY, r->rd, ipa, (uint64_t)level);

	expect_ok(e);
	return (struct entry){ (int)e.x[1], e.x[2], e.x[3], e.x[4] };
}

void realm_init_ripas(struct host_realm *r, uint64_t base, uint64_t top)
{
	while (base < top) {
		struct reply reply = rmi(RMI_RTT_INIT_RIPAS, r->rd, base, top);

		expect_ok(reply);
		expect(reply.x[1] > base && reply.x[1] <= top);
		base = reply.x[1];
	}
}

uint64_t realm_share(struct host_realm *r, uint64_t ipa)
{
	uint64_t page = new_page();

	ipa = shared_ipa(r, ipa);
	realm_tables(r, ipa, 3);
	/* Normal write-back, readable and writable. */
	expect_ok(rmi(RMI_RTT_MAP_UNPROTECTED, r->rd, ipa, 3, page | 3 << 6 | 6 << 2));
	return page;
}

/* ---- RECs ---- */

uint64_t mpidr_of_index(unsigned int index)
{
	return (index & 0xf) | (uint64_t)(index >> 4 & 0xff) << 8 | (uint64_t)(index >> 12 & 0xff) << 16;
}

uint64_t guest_mpidr(uint64_t m)
{
	return (m & 0xffffff) | (m >> 24 & 0xff) << 32 | 1ull << 31;
}

uint64_t rec_prepare(struct host_realm *r)
{
	uint64_t page = new_page();
	struct rmi_rec_params *p = ns_page(page);
	struct reply reply = rmi(RMI_REC_AUX_COUNT, r->rd);

	expect_ok(reply);
	expect(reply.x[1] <= RMI_MAX_AUX);
	p->flags = RMI_REC_FLAG_RUNNABLE;
	p->mpidr = mpidr_of_index(r->rec_count);
	p->pc = 0x1000;
	p->num_aux = reply.x[1];
	for (unsigned int i = 0; i < p->num_aux; i++)
		p->aux[i] = new_granule();
	return page;
}

static unsigned int make_rec(struct host_realm *r, uint64_t flags, guest_main *main, void *arg)
{
	struct host_rec *rec = &r->rec[r->rec_count];
	uint64_t page = rec_prepare(r);
	struct rmi_rec_params *p = ns_page(page);

	expect(r->rec_count < HOST_RECS);
	p->flags = flags;
	rec->rec = new_granule();
	rec->run = new_page();
	rec->mpidr = p->mpidr;
	rec->num_aux = p->num_aux;
	memcpy(rec->aux, p->aux, sizeof(rec->aux));
	expect_ok(rmi(RMI_REC_CREATE, r->rd, rec->rec, page));
	if (main)
		rec->guest = guest_create(r->vmid, guest_mpidr(p->mpidr), main, arg);
	return r->rec_count++;
}

unsigned int realm_rec(struct host_realm *r, guest_main *main, void *arg)
{
	return make_rec(r, RMI_REC_FLAG_RUNNABLE, main, arg);
}

unsigned int realm_rec_off(struct host_realm *r, guest_main *main, void *arg)
{
	return make_rec(r, 0, main, arg);
}

struct rmi_rec_enter *run_enter(struct host_realm *r, unsigned int rec)
{
	return ns_page(r->rec[rec].run);
}

const struct rmi_rec_exit *run_exit(struct host_realm *r, unsigned int rec)
{
	return (const struct rmi_rec_exit *)((const char *)ns_look(r->rec[rec].run) + sizeof(struct rmi_rec_enter));
}

const struct rmi_rec_exit *realm_enter(struct host_realm *r, unsigned int rec)
{
	expect_ok(rmi(RMI_REC_ENTER, r->rec[rec].rec, r->rec[rec].run));
	memset(run_enter(r, rec), 0, sizeof(struct rmi_rec_enter));
	return run_exit(r, rec);
}

/* What a host must do before it enters again; false when it cannot. */
static bool answer_exit(struct host_realm *r, unsigned int rec, const struct rmi_rec_exit *e)
{
	struct reply reply;

	if (e->exit_reason == RMI_EXIT_RIPAS_CHANGE) {
		uint64_t base = e->ripas_base;

		while (base < e->ripas_top) {
			reply = rmi(RMI_RTT_SET_RIPAS, r->rd, r->rec[rec].rec, base, e->ripas_top);
			if ((reply.x[0] & 0xff) == RMI_ERROR_RTT)
				realm_tables(r, base, (int)(reply.x[0] >> 8) + 1);
			else
				expect_ok(reply);
			base = reply.x[0] ? base : reply.x[1];
		}
		return true;
	}
	return e->exit_reason == RMI_EXIT_HOST_CALL || e->exit_reason == RMI_EXIT_IRQ ||
	       e->exit_reason == RMI_EXIT_FIQ;
}

void realm_run(struct host_realm *r, unsigned int rec)
{
	while (!guest_finished(r->rec[rec].guest)) {
		const struct rmi_rec_exit *e = realm_enter(r, rec);

		if (guest_finished(r->rec[rec].guest))
			return;
		if (!answer_exit(r, rec, e))
			machine_fail("unexpected exit %llu, ESR 0x%llx, HPFAR 0x%llx",
				     (unsigned long long)e->exit_reason, (unsigned long long)e->esr,
				     (unsigned long long)e->hpfar);
	}
}

/* ---- the end ---- */

/* A live leaf at `level` where destruction of tables stopped. */
static void destroy_leaf(struct host_realm *r, uint64_t ipa, int level)
{
	if (ipa >= 1ull << (r->s2sz - 1))
		expect_ok(rmi(RMI_RTT_UNMAP_UNPROTECTED, r->rd, ipa, (uint64_t)level));
	else	/* a block: make a table of it */
		expect_ok(rmi(RMI_RTT_CREATE, r->rd, new_granule(), ipa, (uint64_t)level + 1));
}

static uint64_t destroy_page(struct host_realm *r, uint64_t ipa)
{
	bool shared = ipa >= 1ull << (r->s2sz - 1);
	struct reply reply = shared ? rmi(RMI_RTT_UNMAP_UNPROTECTED, r->rd, ipa, 3)
				    : rmi(RMI_DATA_DESTROY, r->rd, ipa);
	uint64_t top = shared ? reply.x[1] : reply.x[2];

	if (reply.x[0] == RMI_SUCCESS && !shared)
		undelegate(reply.x[1]);
	else if (reply.x[0] != RMI_SUCCESS)
		expect_rtt(reply, 3);
	expect(top > ipa);
	return top;
}

/* All entries of one table, which is at `level` and begins at `ipa`. */
static void destroy_entries(struct host_realm *r, uint64_t ipa, uint64_t end, int level)
{
	while (ipa < end) {
		struct reply reply;

		if (level == 3) {
			ipa = destroy_page(r, ipa);
			continue;
		}
		reply = rmi(RMI_RTT_DESTROY, r->rd, ipa, (uint64_t)level + 1);
		if (reply.x[0] == RMI_SUCCESS)
			undelegate(reply.x[1]);
		else if (reply.x[0] == RMI_RESULT(RMI_ERROR_RTT, level + 1))
			destroy_entries(r, ipa, ipa + level_size(level), level + 1);
		else if (reply.x[2] > ipa)
			expect_rtt(reply, level);
		else
			destroy_leaf(r, ipa, level);
		if (reply.x[0] == RMI_SUCCESS || reply.x[2] > ipa) {
			expect(reply.x[2] > ipa);
			ipa = reply.x[2];
		}
	}
}

void realm_destroy(struct host_realm *r)
{
	for (unsigned int i = 0; i < r->rec_count; i++) {
		expect_ok(rmi(RMI_REC_DESTROY, r->rec[i].rec));
		undelegate(r->rec[i].rec);
		for (unsigned int n = 0; n < r->rec[i].num_aux; n++)
			undelegate(r->rec[i].aux[n]);
	}
	r->rec_count = 0;
	destroy_entries(r, 0, 1ull << r->s2sz, r->start_level);
	expect_ok(rmi(RMI_REALM_DESTROY, r->rd));
	undelegate(r->rd);
	for (unsigned int i = 0; i < r->rtt_num; i++)
		undelegate(r->rtt_base + i * PAGE_SIZE);
}

void realm_simple(struct host_realm *r, unsigned int pages, guest_main *main, void *arg)
{
	realm_create(r);
	realm_tables(r, 0, 3);
	realm_init_ripas(r, 0, 512 * PAGE_SIZE);
	for (unsigned int i = 0; i < pages; i++)
		realm_data(r, i * PAGE_SIZE, 0);
	realm_rec(r, main, arg);
	realm_activate(r);
}
