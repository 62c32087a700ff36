// SPDX-License-Identifier: BSD-3-Clause
/*
 * The isolation oracle. After every call: no secure page has two owners; a realm's tables reach only its own pages;
 * pages that nobody uses are zero; no realm secret is where the normal world can see it; no TLB is stale.
 */
#include "oracle.h"

#include <stdlib.h>
#include <string.h>

#include "abi/rmi.h"
#include "abi/smccc.h"
#include "abi/vendor.h"
#include "model.h"
#include "peek.h"

#define SHARED_WORDS 64u

/* Per pool page: the name that owns it, or OWNER_REALM | rd for a page that a realm's tables use beside its names. */
static uint64_t *owner;
static uint64_t *owner_realm;
static uint64_t shared_words[SHARED_WORDS];
static unsigned int shared_count;

void canary_shared(uint64_t word)
{
	shared_words[shared_count++ % SHARED_WORDS] = word;
}

enum name_state oracle_state(uint64_t pa)
{
	const struct model_name *n = model_name(pa);

	return n ? n->state : NAME_UNDELEGATED;
}

/* ---- answers ---- */

struct shape {
	uint64_t fid;
	uint8_t on_success;	/* results after x0 */
	uint8_t on_rtt_error;	/* bit n: xn is valid */
	uint8_t on_input_error;
};

static const struct shape shapes[] = {
	{ RMI_VERSION, 2, 0, 6 },
	{ RMI_FEATURES, 1, 0, 0 },
	{ RMI_DATA_DESTROY, 2, 4, 0 },
	{ RMI_RTT_DESTROY, 2, 4, 0 },
	{ RMI_RTT_READ_ENTRY, 4, 0, 0 },
	{ RMI_RTT_UNMAP_UNPROTECTED, 1, 2, 0 },
	{ RMI_RTT_FOLD, 1, 0, 0 },
	{ RMI_REC_AUX_COUNT, 1, 0, 0 },
	{ RMI_RTT_INIT_RIPAS, 1, 0, 0 },
	{ RMI_RTT_SET_RIPAS, 1, 0, 0 },
	{ VENDOR_POOL_INFO, 4, 0, 0 },
	{ VENDOR_REVISION, 1, 0, 0 },
};

static unsigned int valid_results(const struct call *call, const struct reply *reply)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (shapes[i].fid != call->x[0])
			continue;
		if ((reply->x[0] & 0xff) == RMI_ERROR_RTT && call->x[0] != VENDOR_REVISION)
			return shapes[i].on_rtt_error;
		if (reply->x[0] == RMI_ERROR_INPUT && call->x[0] != VENDOR_REVISION)
			return shapes[i].on_input_error;
		if (reply->x[0] == RMI_SUCCESS || call->x[0] == VENDOR_REVISION)
			return (2u << shapes[i].on_success) - 2;
	}
	return call->x[0] == VENDOR_UID ? 0xe : 0;
}

static bool is_secret(uint64_t word)
{
	if (word >> 32 != CANARY_TAG)
		return false;
	for (unsigned int i = 0; i < SHARED_WORDS; i++) {
		if (shared_words[i] == word)
			return false;
	}
	return true;
}

void oracle_check_reply(const struct call *in, const struct reply *reply)
{
	struct call plain = *in, *call = &plain;
	unsigned int valid;

	plain.x[0] &= ~(uint64_t)SMCCC_SVE_HINT;
	valid = valid_results(call, reply);

	for (unsigned int i = 1; i < 8; i++) {
		bool result = i < SMCCC_FIRST_PRESERVED || (i == 4 && call->x[0] == RMI_RTT_READ_ENTRY);
		uint64_t idle = result ? 0 : in->x[i];

		if (reply->x[i] != idle && !(valid >> i & 1))
			machine_fail("call 0x%llx answers 0x%llx and leaves 0x%llx in x%u",
				     (unsigned long long)call->x[0], (unsigned long long)reply->x[0],
				     (unsigned long long)reply->x[i], i);
		if (is_secret(reply->x[i]))
			machine_fail("call 0x%llx leaks a secret in x%u", (unsigned long long)call->x[0], i);
	}
}

/* ---- owners ---- */

static size_t index_of(uint64_t page)
{
	return (page - machine_config.map.pool.base) / PAGE_SIZE;
}

static void own(uint64_t page, uint64_t name, uint64_t rd)
{
	size_t i;

	if (!machine_is_pool(page, PAGE_SIZE))
		machine_fail("0x%llx stands behind 0x%llx and is not in the pool", (unsigned long long)page,
			     (unsigned long long)name);
	i = index_of(page);
	if (owner[i] != 0)
		machine_fail("page 0x%llx has two owners: 0x%llx and 0x%llx", (unsigned long long)page,
			     (unsigned long long)owner[i], (unsigned long long)name);
	owner[i] = name;
	owner_realm[i] = rd;
}

static void own_name(uint64_t name, struct model_name *n)
{
	if (n->state != NAME_DELEGATED)
		own(peek_backing(name), name, n->rd);
}

static uint64_t level_size(int level)
{
	return PAGE_SIZE << (9 * (3 - level));
}

/* One realm's tables being walked. */
struct table_walk {
	const struct model_realm *realm;
	struct s2_space space;
};

static void check_leaf(const struct table_walk *w, uint64_t ipa, uint64_t desc, int level)
{
	uint64_t out = desc & S2_ADDR, size = level_size(level);

	if (ipa >> (w->realm->s2sz - 1)) {
		if (!machine_is_dram(out, size))
			machine_fail("shared IPA 0x%llx leads to 0x%llx", (unsigned long long)ipa,
				     (unsigned long long)out);
		return;
	}
	for (uint64_t at = 0; at < size; at += PAGE_SIZE) {
		const struct model_name *n = NULL;

		if (machine_is_pool(out + at, PAGE_SIZE) && owner[index_of(out + at)] != 0)
			n = model_name(owner[index_of(out + at)]);
		if (!n || n->state != NAME_DATA || n->rd != w->realm->rd || n->ipa != ipa + at)
			machine_fail("IPA 0x%llx of the realm 0x%llx leads to page 0x%llx, which is not its own",
				     (unsigned long long)(ipa + at), (unsigned long long)w->realm->rd,
				     (unsigned long long)(out + at));
	}
}

static void walk_table(const struct table_walk *w, uint64_t table, uint64_t ipa, int level, unsigned int entries);

static void own_table(const struct table_walk *w, uint64_t page)
{
	const struct model_name *n;
	size_t i;

	if (!machine_is_pool(page, PAGE_SIZE))
		machine_fail("a table of the realm 0x%llx lies at 0x%llx", (unsigned long long)w->realm->rd,
			     (unsigned long long)page);
	i = index_of(page);
	if (owner[i] == 0) {
		/* A page of the monitor's own, such as a root above concatenated tables. */
		own(page, w->realm->rd, w->realm->rd);
		return;
	}
	n = model_name(owner[i]);
	if (owner_realm[i] != w->realm->rd || !n || n->state != NAME_RTT)
		machine_fail("a table of the realm 0x%llx is page 0x%llx of 0x%llx",
			     (unsigned long long)w->realm->rd, (unsigned long long)page,
			     (unsigned long long)owner[i]);
}

static void walk_table(const struct table_walk *w, uint64_t table, uint64_t ipa, int level, unsigned int entries)
{
	const uint64_t *entry = (const uint64_t *)pool_look(table);

	for (unsigned int i = 0; i < entries; i++, ipa += level_size(level)) {
		uint64_t desc = __atomic_load_n(&entry[i], __ATOMIC_RELAXED);

		if (!(desc & S2_VALID))
			continue;
		if (ipa >> w->realm->s2sz)
			machine_fail("an entry beyond the IPA space is valid");
		if (level < 3 && (desc & 3) == 3) {
			own_table(w, desc & S2_ADDR);
			walk_table(w, desc & S2_ADDR, ipa, level + 1, 512);
		} else {
			check_leaf(w, ipa, desc, level);
		}
	}
}

static void walk_realm(const struct model_realm *r)
{
	struct table_walk w = { .realm = r };
	uint64_t span;

	peek_space(r->rd, &w.space);
	if (w.space.vmid != r->vmid || w.space.ipa_bits != r->s2sz)
		machine_fail("the realm 0x%llx runs in another space", (unsigned long long)r->rd);
	span = level_size(w.space.start_level) * 512;
	for (uint64_t at = 0, table = w.space.root.v; at < 1ull << r->s2sz; at += span, table += PAGE_SIZE) {
		own_table(&w, table);
		walk_table(&w, table, at, w.space.start_level, 512);
	}
}

static void check_unused_pages(bool all)
{
	uint64_t base = machine_config.map.pool.base;

	for (size_t i = 0; i < pool_pages(); i++) {
		if (owner[i] == 0 && (all || pool_marked(i, FOR_ORACLE)) &&
		    !page_is_zero(pool_look(base + i * PAGE_SIZE)) && !peek_is_private(base + i * PAGE_SIZE))
			machine_fail("page 0x%llx is not in use and not zero",
				     (unsigned long long)(base + i * PAGE_SIZE));
	}
	pool_clear_marks(FOR_ORACLE);
}

static void look_for_secrets(uint64_t pa, const void *page, void *arg)
{
	const uint64_t *word = page;

	(void)arg;
	/* What the host itself gave as content it may have: sources of measured pages are marked so. */
	for (unsigned int i = 0; i < PAGE_SIZE / sizeof(*word); i++) {
		if (is_secret(__atomic_load_n(&word[i], __ATOMIC_RELAXED)))
			machine_fail("a secret is at 0x%llx in normal memory",
				     (unsigned long long)(pa + i * sizeof(*word)));
	}
}

static void check(bool all)
{
	memset(owner, 0, pool_pages() * sizeof(*owner));
	memset(owner_realm, 0, pool_pages() * sizeof(*owner_realm));
	model_for_each(own_name);
	for (unsigned int i = 0; i < MODEL_REALMS; i++) {
		if (model_realms()[i].rd != 0)
			walk_realm(&model_realms()[i]);
	}
	check_unused_pages(all);
	tlb_check_current();
}

void oracle_start(void)
{
	model_start();
	owner = calloc(pool_pages(), sizeof(*owner));
	owner_realm = calloc(pool_pages(), sizeof(*owner_realm));
	if (!owner || !owner_realm)
		machine_fail("no memory for the oracle");
}

void oracle_after_call(const struct call *call, const struct reply *reply, bool only_follow)
{
	static unsigned int calls;
	bool read_only = call->x[0] == RMI_RTT_READ_ENTRY || call->x[0] == RMI_FEATURES;

	if (reply->x[0] == RMI_SUCCESS)
		model_follow(call, reply);
	if (read_only || only_follow)
		return;
	check(false);
	if (ns_writes() != 0 || ++calls % 64 == 0)
		ns_for_each_touched(look_for_secrets, NULL);
}

void oracle_check_all(void)
{
	check(true);
	ns_for_each_touched(look_for_secrets, NULL);
}
