// SPDX-License-Identifier: BSD-3-Clause
/*
 * Folds and unfolds of whole tables: RMI_RTT_FOLD, RMI_RTT_CREATE after each that succeeds, and RMI_RTT_DESTROY in the
 * end, at levels 1 to 3, compared with what DEN0137 A5.5.6 to A5.5.9 say of the entries that a host sees: states, RIPAS,
 * and names. The cases: every kind of table whose 512 entries are alike, with names and pages in a row, or almost; in
 * each, five windows of three entries, all combinations of what can be there instead. Between a fold and the unfold,
 * hardware must see the 512 entries as it did before.
 */
#include "realm.h"

#include "s2/fold.c"
#include "rmi/rtt.c"

enum state { UNASSIGNED, ASSIGNED, UNASSIGNED_NS, ASSIGNED_NS, TABLE };

/* An entry as DEN0137 knows it, and the page of the pool behind its (first) name. */
struct entry {
	enum state state;
	enum rmi_ripas ripas;
	uint64_t out;		/* name, or shared address */
	uint64_t attributes;	/* the host's */
	uint64_t page;
	bool scattered;		/* a block whose pages are not in a row */
};

#define SPARE_NAME	(DRAM_BASE + GIB + 2 * 0x200000)
#define SPARE_PAGE	(POOL_BASE + GIB + 2 * 0x200000)

static struct entry entries[S2_ENTRIES];
static uint64_t raw[S2_ENTRIES];	/* the same, as the table has them */

/* ---- the port's side ---- */

static const uint64_t *stale;		/* was valid; TLBs may still have it */

void port_s2_write(uint64_t *entry, uint64_t value)
{
	claim((value & 1) == 0 || (*entry & 1) == 0 || value == *entry);
	claim((value & 1) == 0 || stale != entry);
	if ((*entry & 1) != 0 && value != *entry)
		stale = entry;
	*entry = value;
}

void port_tlb_invalidate(const struct s2_space *space, struct ipa base, uint64_t bytes, int at)
{
	claim(space == &realm->s2.space && base.v == ipa && bytes == size * S2_ENTRIES && at == level - 1);
	claim(stale == NULL || (*stale & 1) == 0);
	stale = NULL;
}

static struct reply call(void (*command)(const struct call *, struct reply *), uint64_t x2, uint64_t x3, uint64_t x4)
{
	struct call in = { .x = { 0, rd, x2, x3, x4 } };
	struct reply out = { .x = { 0 } };

	command(&in, &out);
	claim(stale == NULL && !word_is_locked(table->word) && !word_is_locked(root->word) &&
	      !word_is_locked(realm->granule->word));
	return out;
}

/* ---- tables of entries ---- */

static uint64_t encode(const struct entry *e)
{
	switch (e->state) {
	case UNASSIGNED: return s2e_unassigned(e->ripas);
	case UNASSIGNED_NS: return s2e_unassigned_ns();
	case ASSIGNED_NS: return s2e_assigned_ns(e->out | e->attributes, level);
	case TABLE: return s2e_table(pa_of(SPARE_PAGE));
	default: return e->scattered ? s2e_scattered(pa_of(SPARE_PAGE), e->ripas) :
				       s2e_assigned(pa_of(e->page), e->ripas, level);
	}
}

/* Names and pages that belong together, as granule_assume leaves them. */
static void join(uint64_t name, uint64_t page)
{
	struct granule *g = granule_find(pa_of(name)), *p = pool_entry(pa_of(page));

	if (name == page) {
		p->word = word_of(GRANULE_DATA);
		p->link = 0;
		return;
	}
	g->word = word_of(GRANULE_DATA);
	g->link = (uint32_t)(p - pool.pages);
	p->word = word_of(POOL_PAGE_BACKING);
	p->link = (uint32_t)(g - names);
}

static unsigned int references(void)
{
	unsigned int n = 0;

	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		n += entries[i].state == ASSIGNED || entries[i].state == TABLE;
	return n;
}

/* The table, as calls of the host would have left it. */
static void lay_out(void)
{
	unsigned int reach = 0;

	for (unsigned int i = 0; i < S2_ENTRIES; i++) {
		raw[i] = encode(&entries[i]);
		if (entries[i].state != UNASSIGNED && entries[i].state != UNASSIGNED_NS)
			reach = i / S2_REACH_UNIT;
	}
	claim(granule_lock(pa_of(table_name), GRANULE_DELEGATED) == table);
	memcpy(granule_assume(table, GRANULE_RTT), raw, sizeof(raw));
	granule_set_note(table, reach);
	granule_get(table, references());
	granule_get(root, 1);
	*parent_entry() = s2e_table(granule_backing(table));
	granule_unlock(table);
}

static void clear_away(void)
{
	*parent_entry() = 0;
	granule_put(root, granule_refs(root));
	if (granule_state(table) != GRANULE_RTT)
		return;
	granule_lock_own(table, GRANULE_RTT);
	granule_put(table, granule_refs(table));
	granule_vacate(table);
	granule_unlock(table);
}

/* ---- what DEN0137 says ---- */

static bool is_mapped(const struct entry *e)
{
	return e->state == ASSIGNED || e->state == ASSIGNED_NS;
}

/* A5.5.6. What was folded once already with pages not in a row, docs/status.md leaves as it is. */
static bool homogeneous(void)
{
	const struct entry *e = entries;

	for (unsigned int i = 0; i < S2_ENTRIES; i++) {
		if (e[i].state != e->state || e[i].ripas != e->ripas || e[i].state == TABLE || e[i].scattered)
			return false;
		if (is_mapped(e) && (e[i].out != e->out + i * size || e[i].attributes != e->attributes))
			return false;
	}
	return !is_mapped(e) || (level >= 2 && e->out % (size * S2_ENTRIES) == 0);
}

/* Where hardware finds entry i, if that may be reached: walk on from the parent's entry. */
static uint64_t hardware(unsigned int i, bool *ok)
{
	uint64_t desc = *parent_entry();

	*ok = (desc & 1) != 0;
	if ((desc & 3) == 3) {
		desc = ((const uint64_t *)port_pool_page(pa_of(desc & 0xfffffffff000)))[i];
		*ok = (desc & 1) != 0;
		return desc & 0xfffffffff000;
	}
	claim(!*ok || (desc & 0xfffffffff000) % (size * S2_ENTRIES) == 0);
	return (desc & 0xfffffffff000) + i * size;
}

static void claim_view(void)
{
	for (unsigned int i = 0; i < S2_ENTRIES; i++) {
		const struct entry *e = &entries[i];
		bool ok, want = e->state == ASSIGNED_NS || (e->state == ASSIGNED && e->ripas == RMI_RAM);
		uint64_t out = hardware(i, &ok);

		claim(ok == want);
		claim(!ok || out == (e->state == ASSIGNED ? e->page : e->out));
		if (e->state == ASSIGNED)
			claim(s2_leaf_page(*parent_entry(), level - 1, i * size).v == e->page);
	}
}

/* The parent's entry as the host reads it. */
static void claim_folded(void)
{
	const struct entry *e = entries;
	struct reply read = call(rmi_rtt_read_entry, ipa, (uint64_t)(level - 1), 0);

	claim(read.x[0] == RMI_SUCCESS && read.x[1] == (uint64_t)(level - 1));
	claim(read.x[2] == (is_mapped(e) ? RMI_ASSIGNED : RMI_UNASSIGNED));
	claim(read.x[3] == (is_mapped(e) ? e->out | e->attributes : 0));
	claim(read.x[4] == (e->state == UNASSIGNED || e->state == ASSIGNED ? e->ripas : 0));
	claim(s2e_is_unassigned(*parent_entry(), level - 1) == (e->state == UNASSIGNED));
	claim(s2e_is_unassigned_ns(*parent_entry(), level - 1) == (e->state == UNASSIGNED_NS));
	claim_view();
	claim(granule_refs(root) == (e->state == ASSIGNED));
}

static void claim_unfolded(uint64_t free)
{
	claim(call(rmi_rtt_create, table_name, ipa, (uint64_t)level).x[0] == RMI_SUCCESS);
	claim(granule_state(table) == GRANULE_RTT && *parent_entry() == s2e_table(granule_backing(table)));
	claim(memcmp(granule_page(table), raw, sizeof(raw)) == 0);
	claim(granule_refs(table) == references() && granule_refs(root) == 1);
	claim(!is_mapped(entries) || granule_note(table) == GRANULE_NOTE_MAX);
	claim(pool.free == free);
}

static bool page_is_zero(const void *page)
{
	static const uint8_t zero[PAGE_SIZE];

	return memcmp(page, zero, PAGE_SIZE) == 0;
}

/* RMI_RTT_DESTROY of the table as it stands, which goes unless realm memory or tables depend on it (A5.5.8, A5.5.9). */
static void claim_destroyed(void)
{
	/* Of the start table that has the entry above; no other entry of it is live. */
	uint64_t covered = S2_ENTRIES * S2_ENTRIES * size, end = (ipa / covered + 1) * covered;
	uint64_t space = 1ull << realm->s2.ipa_bits;
	bool shared = !s2_is_protected(&realm->s2, ipa_of(ipa));
	struct pa page = granule_backing(table);
	struct reply out = call(rmi_rtt_destroy, ipa, (uint64_t)level, 0);

	if (references() != 0) {
		claim(out.x[0] == RMI_RESULT(RMI_ERROR_RTT, (unsigned int)level) && out.x[1] == 0 && out.x[2] == ipa);
		claim(memcmp(granule_page(table), raw, sizeof(raw)) == 0 && granule_refs(root) == 1);
		claim(*parent_entry() == s2e_table(granule_backing(table)));
		return;
	}
	claim(out.x[0] == RMI_SUCCESS && out.x[1] == table_name && out.x[2] == (end < space ? end : space));
	claim(granule_state(table) == GRANULE_DELEGATED && page_is_zero(port_pool_page(page)));
	claim(*parent_entry() == (shared ? s2e_unassigned_ns() : s2e_unassigned(RMI_DESTROYED)));
	claim(granule_refs(root) == 0);
}

/* One case: the table as it stands in `entries`. */
static void try(void)
{
	uint64_t free, promised;
	struct pa page;
	struct reply out;

	lay_out();
	free = pool.free;
	promised = pool.promised;
	page = granule_backing(table);
	out = call(rmi_rtt_fold, ipa, (uint64_t)level, 0);
	if (homogeneous()) {
		bool scattered = s2e_is_scattered(*parent_entry(), level - 1);

		claim(out.x[0] == RMI_SUCCESS && out.x[1] == table_name && out.x[2] == 0);
		claim(granule_state(table) == GRANULE_DELEGATED && granule_refs(table) == 0);
		claim(page_is_zero(port_pool_page(page)));
		claim(pool.free == free + 1 - scattered && pool.promised == promised + 1);
		claim_folded();
		claim_unfolded(free);
	} else {
		/* Nothing has changed. */
		claim(out.x[0] == RMI_RESULT(RMI_ERROR_RTT, (unsigned int)level));
		claim(out.x[1] == 0 && granule_state(table) == GRANULE_RTT && granule_refs(table) == references());
		claim(memcmp(granule_page(table), raw, sizeof(raw)) == 0 && granule_refs(root) == 1);
		claim(*parent_entry() == s2e_table(granule_backing(table)));
		claim(pool.free == free && pool.promised == promised);
	}
	claim_destroyed();
	clear_away();
	cases++;
}

/* ---- the cases ---- */

#define WINDOW	3u
static const unsigned int windows[] = { 0, 1, 255, 507, S2_ENTRIES - WINDOW };

/* `how` is 1 or 2. False where an entry has no attributes. */
static bool change_attributes(struct entry *e, unsigned int how)
{
	if (e->state == UNASSIGNED || e->state == ASSIGNED)
		e->ripas = (e->ripas + how) % 3;
	else
		e->attributes ^= how == 1 ? 1 << 6 : 1 << 4;
	return e->state == UNASSIGNED || e->state == ASSIGNED || e->state == ASSIGNED_NS;
}

/* What can be in place of a mapped or unmapped entry. Returns false behind the last. */
static bool change(struct entry *e, unsigned int how)
{
	bool shared = e->state == UNASSIGNED_NS || e->state == ASSIGNED_NS;

	switch (how) {
	case 0: return true;
	case 1: *e = (struct entry){ .state = TABLE }; return level < S2_LEVEL_LAST;
	case 2: *e = (struct entry){ .state = shared ? UNASSIGNED_NS : UNASSIGNED }; return true;
	case 3:
	case 4: return change_attributes(e, how - 2);
	case 5:
		*e = (struct entry){ shared ? ASSIGNED_NS : ASSIGNED, e->ripas, shared ? e->out + size : SPARE_NAME,
				     e->attributes, SPARE_PAGE, false };
		return true;
	case 6: e->scattered = true; return level < S2_LEVEL_LAST && e->state == ASSIGNED;
	default: return false;
	}
}

static void try_window(unsigned int at)
{
	struct entry kept[WINDOW];

	memcpy(kept, &entries[at], sizeof(kept));
	for (unsigned int how = 0; how < 7 * 7 * 7; how++) {
		bool ok = change(&entries[at], how % 7) && change(&entries[at + 1], how / 7 % 7) &&
			  change(&entries[at + 2], how / 49);

		if (ok)
			try();
		memcpy(&entries[at], kept, sizeof(kept));
	}
}

static void try_windows(void)
{
	for (unsigned int i = 0; i < sizeof(windows) / sizeof(windows[0]); i++)
		try_window(windows[i]);
}

static void swap(uint64_t *a, uint64_t *b)
{
	uint64_t kept = *a;

	*a = *b;
	*b = kept;
}

/* Rows that are none: begin one entry late, two neighbours exchanged, or one at the end that is from elsewhere. */
enum row { ROW, LATE, SWAPPED_FIRST, SWAPPED_LAST, ROWS };

static uint64_t row(enum row row, uint64_t base, unsigned int i)
{
	unsigned int n = i;

	if (row == LATE)
		n = i + 1;
	else if (row == SWAPPED_FIRST && i < 2)
		n = 1 - i;
	else if (row == SWAPPED_LAST && i >= 510)
		n = 1021 - i;
	return base + n * size;
}

/* `names_base` == `pages_base`: direct granules. */
static void assigned(enum row names_row, enum row pages_row, uint64_t names_base, uint64_t pages_base)
{
	join(SPARE_NAME, SPARE_PAGE);
	for (unsigned int i = 0; i < S2_ENTRIES; i++) {
		uint64_t name = row(names_row, names_base, i);
		uint64_t page = names_base == pages_base ? name : row(pages_row, pages_base, i);

		entries[i] = (struct entry){ .state = ASSIGNED, .out = name, .page = page };
		join(name, page);
	}
	for (int ripas = RMI_EMPTY; ripas <= RMI_DESTROYED; ripas++) {
		for (unsigned int i = 0; i < S2_ENTRIES; i++)
			entries[i].ripas = (enum rmi_ripas)ripas;
		try_windows();
	}
}

static void shared(enum row addresses)
{
	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		entries[i] = (struct entry){ .state = ASSIGNED_NS, .attributes = 3 << 6 | 6 << 2,
					     .out = row(addresses, 0x8000000000, i) };
	try_windows();
}

static void alike(enum state state, enum rmi_ripas ripas)
{
	for (unsigned int i = 0; i < S2_ENTRIES; i++)
		entries[i] = (struct entry){ .state = state, .ripas = ripas };
	try_windows();
}

static void harness_protected(void)
{
	/* These serve no one else. */
	pool.chunk_count = 512 + 4;
	for (uint32_t c = 0; c < 512 + 3; c++)
		pool.chunks[c] = (struct chunk){ .owner = NO_FRAME };
	pool.scrap = 512 + 3;
	pool.free = POOL_CHUNK_PAGES;
	for (int l = 1; l <= 3; l++) {
		make_realm(l, false);
		alike(UNASSIGNED, RMI_EMPTY);
		alike(UNASSIGNED, RMI_RAM);
		alike(UNASSIGNED, RMI_DESTROYED);
		for (int n = 0; l > 1 && n < ROWS; n++) {
			for (int p = 0; p < ROWS; p++)
				assigned((enum row)n, (enum row)p, DRAM_BASE, POOL_BASE);
			assigned((enum row)n, ROW, POOL_BASE, POOL_BASE);
		}
	}
}

static void harness_shared(void)
{
	for (int l = 1; l <= 3; l++) {
		make_realm(l, true);
		alike(UNASSIGNED_NS, RMI_EMPTY);
		for (int a = 0; a < ROWS; a++)
			shared((enum row)a);
	}
}
