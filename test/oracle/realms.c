/* SPDX-License-Identifier: BSD-3-Clause */
/* From each realm down: what it uses is used once, in one role, by this realm alone. */
#include "checks.h"

#include <stdlib.h>
#include <string.h>

#include "granule/word.h"
#include "memory.h"
#include "monitor.h"
#include "realm/rec.h"
#include "s2/s2.h"

/* Per page of the pool: the page of the descriptor of the realm that uses it, and where. Per page of DRAM: a realm shares it. */
static uint64_t *users, *ipas;
static uint8_t *shared;

/* One realm's tables being walked. */
struct walk {
	const struct realm *realm;
	uint64_t rd;			/* the descriptor's page */
};

static void use(uint64_t page, enum granule_state role, uint64_t rd, const char *as)
{
	uint64_t index = pool_index(page);

	if (page % PAGE_SIZE != 0 || index == monitor.page_count)
		fault("the realm 0x%lx has 0x%lx as %s, which is no page of the pool", rd, page, as);
	else if (users[index] != 0)
		fault("page 0x%lx has two users: the realm 0x%lx, and 0x%lx as %s", page, users[index], rd, as);
	else if (page_role(index) != role)
		fault("page 0x%lx is %s of the realm 0x%lx and has the state %u", page, as, rd, page_role(index));
	else
		users[index] = rd;
}

uint64_t page_user(uint64_t index)
{
	return users[index];
}

uint64_t page_ipa(uint64_t index)
{
	return ipas[index];
}

bool is_shared(uint64_t page)
{
	uint64_t index = name_index(page);

	return index < monitor.name_count && shared[index];
}

static void share(const struct walk *w, uint64_t ipa, uint64_t base, uint64_t size)
{
	if (!is_dram(base, size)) {
		fault("the shared IPA 0x%lx of the realm 0x%lx leads to 0x%lx, which is no normal DRAM", ipa, w->rd, base);
		return;
	}
	memset(shared + name_index(base), 1, size / PAGE_SIZE);
	tally.shared += size / PAGE_SIZE;
}

static uint64_t name_of(uint64_t page)
{
	const struct granule *g = granule_before(pool_index(page));

	if (g >= monitor.names && g < monitor.names + monitor.name_count)
		return name_address((uint64_t)(g - monitor.names));
	return page;
}

/* A page for each page; where it is a block, the host's names of them are in a row, as only a fold makes blocks. */
static void check_data(const struct walk *w, uint64_t ipa, uint64_t entry, int level)
{
	uint64_t base = s2e_address(entry).v, size = s2_entry_size(level), first;

	if (entry != s2e_assigned(pa_of(base), s2e_ripas(entry), level))
		fault("the entry 0x%lx for IPA 0x%lx of the realm 0x%lx is none", entry, ipa, w->rd);
	if (!is_aligned(base, size) || !range_contains(&monitor.pool->range, base, size)) {
		fault("IPA 0x%lx of the realm 0x%lx leads to 0x%lx, which is not its own", ipa, w->rd, base);
		return;
	}
	first = name_of(base);
	if (!is_aligned(first, size))
		fault("the block at IPA 0x%lx of the realm 0x%lx has the name 0x%lx", ipa, w->rd, first);
	for (uint64_t at = 0; at < size; at += PAGE_SIZE) {
		use(base + at, GRANULE_DATA, w->rd, "memory");
		ipas[pool_index(base + at)] = ipa + at;
		tally.data++;
		if (name_of(base + at) != first + at)
			fault("the block at IPA 0x%lx of the realm 0x%lx has names that are not in a row", ipa, w->rd);
	}
}

static void check_shared(const struct walk *w, uint64_t ipa, uint64_t entry, int level)
{
	uint64_t kept = entry & (S2E_ADDRESS | S2E_HOST_ATTRIBUTES);

	if (!s2e_is_assigned_ns(entry, level)) {
		if (entry != s2e_unassigned_ns())
			fault("the entry 0x%lx for the shared IPA 0x%lx of the realm 0x%lx is none", entry, ipa, w->rd);
		return;
	}
	if (entry != s2e_assigned_ns(kept, level))
		fault("the entry 0x%lx for the shared IPA 0x%lx of the realm 0x%lx is none", entry, ipa, w->rd);
	share(w, ipa, s2e_address(entry).v, s2_entry_size(level));
}

/* A hidden table: leaves alone, as the block that it stands for is one state to the host. */
static void check_scattered(const struct walk *w, uint64_t ipa, uint64_t entry, int level)
{
	uint64_t hidden = s2e_address(entry).v, first = 0;

	if (entry != s2e_scattered(pa_of(hidden), s2e_ripas(entry)))
		fault("the entry 0x%lx for IPA 0x%lx of the realm 0x%lx is none", entry, ipa, w->rd);
	use(hidden, POOL_PAGE_PRIVATE, w->rd, "a hidden table");
	tally.private_pages++;
	if (pool_index(hidden) == monitor.page_count)
		return;
	for (unsigned int i = 0; i < S2_ENTRIES; i++) {
		uint64_t child = memory_page(hidden)[i], size = s2_entry_size(level + 1);

		if (s2e_points_to_table(child, level + 1) || !s2e_is_assigned(child, level + 1) ||
		    s2e_ripas(child) != s2e_ripas(entry)) {
			fault("a hidden table of the realm 0x%lx has the entry 0x%lx", w->rd, child);
			return;
		}
		check_data(w, ipa + i * size, child, level + 1);
		if (pool_index(s2e_address(child).v) == monitor.page_count)
			return;
		first = i == 0 ? name_of(s2e_address(child).v) : first;
		if (name_of(s2e_address(child).v) != first + i * size)
			fault("the block at IPA 0x%lx of the realm 0x%lx has names that are not in a row", ipa, w->rd);
	}
}

static void check_table(const struct walk *w, uint64_t table, uint64_t ipa, int level);

/* True where the entry holds a reference of its table. */
static bool check_entry(const struct walk *w, uint64_t ipa, uint64_t entry, int level)
{
	bool protected = s2_is_protected(&w->realm->s2, ipa_of(ipa));

	if (!s2_contains(&w->realm->s2, ipa_of(ipa))) {
		if (s2e_is_live(entry))
			fault("the realm 0x%lx has an entry for 0x%lx, beyond its space", w->rd, ipa);
		return false;
	}
	if (s2e_is_table(entry, level)) {
		if (entry != s2e_table(s2e_address(entry)))
			fault("the entry 0x%lx for IPA 0x%lx of the realm 0x%lx is none", entry, ipa, w->rd);
		check_table(w, s2e_address(entry).v, ipa, level + 1);
		return true;
	}
	if (!protected)
		check_shared(w, ipa, entry, level);
	else if (s2e_is_scattered(entry, level))
		check_scattered(w, ipa, entry, level);
	else if (s2e_is_assigned(entry, level))
		check_data(w, ipa, entry, level);
	else if (entry != s2e_unassigned(s2e_ripas(entry)))
		fault("the entry 0x%lx for IPA 0x%lx of the realm 0x%lx is none", entry, ipa, w->rd);
	return protected && s2e_is_assigned(entry, level);
}

static void check_table(const struct walk *w, uint64_t table, uint64_t ipa, int level)
{
	unsigned int references = 0, before = fault_count(), noted;

	use(table, GRANULE_RTT, w->rd, "a table");
	if (fault_count() != before)
		return;
	tally.tables++;
	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		references += check_entry(w, ipa + i * s2_entry_size(level), memory_page(table)[i], level);
	noted = word_refs(granule_before(pool_index(table))->word);
	if (references != noted)
		fault("the table 0x%lx of the realm 0x%lx has %u references and counts %u", table, w->rd, references, noted);
}

/* A root above start tables that do not follow each other leads to them and to nothing else. */
static void check_root(const struct walk *w)
{
	const struct s2 *s2 = &w->realm->s2;

	use(s2->space.root.v, POOL_PAGE_PRIVATE, w->rd, "the root of its tables");
	tally.private_pages++;
	for (unsigned int i = 0; i < S2_ENTRIES; i++) {
		if (memory_page(s2->space.root.v)[i] != (i < s2->start_count ? s2e_table(s2->start[i]) : 0))
			fault("the root of the realm 0x%lx has a wrong entry %u", w->rd, i);
	}
}

/* What hardware is told is what the host chose. */
static bool space_is_sound(const struct s2 *s2)
{
	const struct s2_space *space = &s2->space;
	unsigned int one = PAGE_SHIFT + 9u * (unsigned int)(4 - s2->start_level);

	if (s2->start_level < 0 || s2->start_level > 2 || s2->ipa_bits < 32 || s2->ipa_bits > 48 ||
	    space->ipa_bits != s2->ipa_bits || s2->start_count == 0 || s2->start_count > S2_MAX_START_TABLES ||
	    s2->start_count != (s2->ipa_bits <= one ? 1u : 1u << (s2->ipa_bits - one)))
		return false;
	if (s2->has_private_root)
		return space->start_level == s2->start_level - 1 && pool_index(space->root.v) != monitor.page_count;
	for (unsigned int i = 0; i < s2->start_count; i++) {
		if (s2->start[i].v != space->root.v + i * PAGE_SIZE)
			return false;
	}
	return space->start_level == s2->start_level;
}

static void check_vmid(const struct realm *realm, uint64_t rd)
{
	static uint64_t taken[65536 / 64];
	uint16_t vmid = realm->s2.space.vmid;

	if (tally.realms == 0)
		memset(taken, 0, sizeof(taken));
	if ((monitor.vmids[vmid / 64] >> (vmid % 64) & 1) == 0 || (taken[vmid / 64] >> (vmid % 64) & 1) != 0)
		fault("the VMID %u of the realm 0x%lx is not its own", vmid, rd);
	taken[vmid / 64] |= 1ull << (vmid % 64);
}

static void check_realm(uint64_t rd)
{
	const struct realm *realm = (const struct realm *)memory_page(rd);
	struct walk w = { realm, rd };
	uint64_t span;

	use(rd, GRANULE_RD, rd, "its descriptor");
	check_vmid(realm, rd);
	tally.realms++;
	if (realm->granule != granule_before(pool_index(rd)) || !space_is_sound(&realm->s2)) {
		fault("the descriptor of the realm 0x%lx is none", rd);
		return;
	}
	if (realm->s2.has_private_root)
		check_root(&w);
	span = s2_entry_size(realm->s2.start_level) * S2_ENTRIES;
	for (unsigned int i = 0; i < realm->s2.start_count; i++)
		check_table(&w, realm->s2.start[i].v, i * span, realm->s2.start_level);
}

static uint64_t page_of(const struct granule *g)
{
	if (g >= monitor.names && g < monitor.names + monitor.name_count)
		return pool_page(g->link);
	return g >= monitor.pool->pages ? pool_page((uint64_t)(g - monitor.pool->pages)) : 0;
}

/* How many RECs each realm has is counted at its descriptor's page. */
static void check_rec(uint64_t page, unsigned int *recs)
{
	const struct rec *rec = (const struct rec *)memory_page(page);
	uint64_t rd = (uint64_t)rec->realm;

	tally.recs++;
	if (pool_index(rd) == monitor.page_count || rd % PAGE_SIZE != 0 || page_role(pool_index(rd)) != GRANULE_RD ||
	    rec->granule != granule_before(pool_index(page))) {
		fault("the REC 0x%lx is of no realm", page);
		return;
	}
	use(page, GRANULE_REC, rd, "a REC");
	recs[pool_index(rd)]++;
	for (unsigned int i = 0; i < rec_aux_count(rec->realm); i++)
		use(page_of(rec->aux[i]), GRANULE_REC_AUX, rd, "a REC's auxiliary page");
}

/* What has a role and was not met on the way down from a realm belongs to nobody who could give it back. */
static void check_left(uint64_t index, const unsigned int *recs)
{
	enum granule_state role = page_role(index);

	if ((role >= GRANULE_RD && role <= GRANULE_RTT) || role == POOL_PAGE_PRIVATE) {
		if (users[index] == 0)
			fault("page 0x%lx has the state %u, and no realm uses it", pool_page(index), role);
	}
	if (role == GRANULE_RD && word_refs(granule_before(index)->word) != recs[index])
		fault("the realm 0x%lx has %u RECs and counts %u", pool_page(index), recs[index],
		      word_refs(granule_before(index)->word));
}

static void check_vmid_count(void)
{
	uint64_t used = 0;

	for (unsigned int i = 0; i < 65536 / 64; i++)
		used += (uint64_t)__builtin_popcountll(monitor.vmids[i]);
	if (used != tally.realms)
		fault("%lu VMIDs are taken, for %lu realms", used, tally.realms);
}

void check_realms(void)
{
	unsigned int *recs = calloc(monitor.page_count, sizeof(*recs));

	free(users);
	free(ipas);
	free(shared);
	users = calloc(monitor.page_count, sizeof(*users));
	ipas = calloc(monitor.page_count, sizeof(*ipas));
	shared = calloc(monitor.name_count, 1);
	if (!recs || !users || !ipas || !shared)
		die("no memory");
	for (uint64_t i = 0; i < monitor.page_count; i++) {
		if (page_role(i) == GRANULE_RD)
			check_realm(pool_page(i));
	}
	for (uint64_t i = 0; i < monitor.page_count; i++) {
		if (page_role(i) == GRANULE_REC)
			check_rec(pool_page(i), recs);
	}
	for (uint64_t i = 0; i < monitor.page_count; i++)
		check_left(i, recs);
	check_vmid_count();
	free(recs);
}
