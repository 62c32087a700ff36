// SPDX-License-Identifier: BSD-3-Clause
/*
 * Changes of RIPAS over a range, in tables as large as they are: RMI_RTT_SET_RIPAS and RMI_RTT_INIT_RIPAS, compared
 * entry by entry with DEN0137's rules. The cases: a window of three entries at either end and in the middle of a table
 * of levels 1 to 3, all combinations of what the entry of a protected address can be, beside others of each kind; a
 * range that begins at or inside each of the three and ends at or inside each of them, or behind the table; both RIPAS,
 * and whether destroyed content is accepted. When the call returns, TLBs have forgotten what the realm has given up.
 */
#include "realm.h"

#include "rmi/ripas.c"

/* What an entry can be, as the host sees it; a block whose pages are not in a row is ASSIGNED to the host. */
enum state { UNASSIGNED, ASSIGNED, SCATTERED, TABLE };

struct entry {
	enum state state;
	enum rmi_ripas ripas;
};

#define WINDOW	3u
#define PAGES	(POOL_BASE)		/* 512 pages or blocks, in a row */
#define HIDDEN	(POOL_BASE + GIB)	/* hidden tables, one for each entry of the window */

static struct entry entries[S2_ENTRIES];
static uint64_t raw[S2_ENTRIES], *now;		/* the table before a call, and as it is */
static uint64_t children[3][S2_ENTRIES];	/* of a hidden table, by RIPAS */
static bool stale[S2_ENTRIES];			/* was valid; TLBs may still have it */
static unsigned int stale_count, window;
static struct rec rec;
static uint64_t measured;			/* the RIM has all entries up to here */
static bool simd;

void port_s2_write(uint64_t *entry, uint64_t value)
{
	uint64_t i = (uint64_t)(entry - now);

	/* Another table: the realm is being made. */
	if (now == NULL || i >= S2_ENTRIES) {
		*entry = value;
		return;
	}
	claim((value & 1) == 0 || (*entry & 1) == 0);
	claim((value & 1) == 0 || !stale[i]);
	stale_count += (*entry & 1) != 0 && !stale[i];
	stale[i] = stale[i] || (*entry & 1) != 0;
	*entry = value;
}

void port_tlb_invalidate(const struct s2_space *space, struct ipa base, uint64_t bytes, int at)
{
	claim(space == &realm->s2.space && at == level && base.v >= ipa && base.v + bytes <= ipa + S2_ENTRIES * size);
	for (uint64_t i = (base.v - ipa) / size; i * size < base.v - ipa + bytes; i++) {
		stale_count -= stale[i];
		stale[i] = false;
	}
}

struct rec *rec_lock(struct pa name)
{
	return name.v == 1 ? &rec : NULL;
}

void rec_unlock(struct rec *r)
{
	claim(r == &rec);
}

void port_simd_begin(void) { simd = true; }
void port_simd_end(void) { simd = false; }

void measure_init_ripas(struct measurements *m, struct ipa base, struct ipa top)
{
	claim(m == &realm->measurements && simd && base.v == measured && top.v == base.v + size);
	measured = top.v;
}

static uint64_t encode(const struct entry *e, unsigned int i)
{
	switch (e->state) {
	case UNASSIGNED: return s2e_unassigned(e->ripas);
	case ASSIGNED: return s2e_assigned(pa_of(PAGES + i * size), e->ripas, level);
	case SCATTERED: return s2e_scattered(pa_of(HIDDEN + (i - window) * PAGE_SIZE), e->ripas);
	default: return s2e_table(pa_of(HIDDEN + WINDOW * PAGE_SIZE));
	}
}

static uint64_t *hidden(unsigned int i)
{
	return port_pool_page(pa_of(HIDDEN + (i - window) * PAGE_SIZE));
}

static void lay_out(void)
{
	memcpy(now, raw, sizeof(raw));
	for (unsigned int i = window; i < window + WINDOW; i++) {
		if (entries[i].state == SCATTERED)
			memcpy(hidden(i), children[entries[i].ripas], PAGE_SIZE);
	}
}

/* The table is as it was but for [from, end), where every entry has this RIPAS now, and nothing else has changed. */
static void claim_table(unsigned int from, unsigned int end, enum rmi_ripas ripas)
{
	claim(memcmp(now, raw, from * sizeof(*raw)) == 0);
	claim(memcmp(now + end, raw + end, (S2_ENTRIES - end) * sizeof(*raw)) == 0);
	for (unsigned int i = from; i < end; i++) {
		struct entry e = { entries[i].state, ripas };

		claim(now[i] == encode(&e, i));
	}
	for (unsigned int i = window; i < window + WINDOW; i++) {
		enum rmi_ripas want = i >= from && i < end ? ripas : entries[i].ripas;

		if (entries[i].state == SCATTERED)
			claim(memcmp(hidden(i), children[want], PAGE_SIZE) == 0);
	}
	/* What the realm has given up is out of its reach. */
	claim(stale_count == 0);
	claim(*parent_entry() == s2e_table(granule_backing(table)));
	claim(!word_is_locked(realm->granule->word) && !word_is_locked(table->word) && !simd);
}

static struct reply call(void (*command)(const struct call *, struct reply *), uint64_t x2, uint64_t x3, uint64_t x4)
{
	struct call in = { .x = { 0, rd, x2, x3, x4 } };
	struct reply out = { .x = { 0 } };

	lay_out();
	command(&in, &out);
	cases++;
	return out;
}

/*
 * DEN0137: from the entry that the range begins in, whatever has a RIPAS and may change is changed, if the range has
 * all of it; what is as wanted already need not be in the range whole. `*end`: behind the last entry. A call
 * ends early when it has written 512 entries, which a scattered block has.
 */
static uint64_t set_reference(unsigned int at, uint64_t base, uint64_t top, unsigned int *end)
{
	uint64_t done = base;
	unsigned int written = 0, i = at;

	for (; i < S2_ENTRIES && done < top && written < 512; i++) {
		const struct entry *e = &entries[i];
		uint64_t next = ipa + (i + 1) * size;
		bool as_wanted = e->state != TABLE && e->ripas == rec.ripas.ripas;

		if (e->state == TABLE || (!as_wanted && (next > top || ipa + i * size < base)) ||
		    (e->ripas == RMI_DESTROYED && !rec.ripas.change_destroyed))
			break;
		if (!as_wanted)
			written += e->state == SCATTERED ? 512 : 1;
		done = next < top ? next : top;
	}
	*end = i;
	return done;
}

static void try_set(unsigned int at, uint64_t base, uint64_t top)
{
	unsigned int end;
	uint64_t done = set_reference(at, base, top, &end);
	struct reply out;

	rec.ripas.next = base;
	rec.ripas.top = top;
	out = call(rmi_rtt_set_ripas, 1, base, top);
	if (done == base) {
		claim(out.x[0] == RMI_RESULT(RMI_ERROR_RTT, (unsigned int)level) && out.x[1] == 0);
		claim(rec.ripas.next == base);
		claim_table(at, at, RMI_EMPTY);
		return;
	}
	claim(out.x[0] == RMI_SUCCESS && out.x[1] == done && rec.ripas.next == done);
	claim_table(at, end, rec.ripas.ripas);
}

/* Entry by entry, what is UNASSIGNED becomes RAM and is measured, as far as nothing else is in the way. */
static void try_init(unsigned int at, uint64_t base, uint64_t top)
{
	unsigned int end = at;
	struct reply out;

	while (base == ipa + at * size && end < S2_ENTRIES && ipa + (end + 1) * size <= top &&
	       entries[end].state == UNASSIGNED)
		end++;
	measured = base;
	out = call(rmi_rtt_init_ripas, base, top, 0);
	if (end == at)
		claim(out.x[0] == RMI_RESULT(RMI_ERROR_RTT, (unsigned int)level) && out.x[1] == 0 && measured == base);
	else
		claim(out.x[0] == RMI_SUCCESS && out.x[1] == ipa + end * size && measured == out.x[1]);
	claim_table(at, end, RMI_RAM);
}

static void (*try_range)(unsigned int at, uint64_t base, uint64_t top);

/* Ends in the window, at entries or a page off, and far behind it. */
static void try_tops(unsigned int at, uint64_t base)
{
	for (unsigned int last = at; last < window + WINDOW; last++) {
		uint64_t top = ipa + (last + 1) * size;

		try_range(at, base, top);
		if (level < S2_LEVEL_LAST && top - PAGE_SIZE > base)
			try_range(at, base, top - PAGE_SIZE);
	}
	try_range(at, base, ipa + (S2_ENTRIES + 1) * size);
}

static void try_bases(void)
{
	for (unsigned int at = window; at < window + WINDOW; at++) {
		/* A walk for an address behind a table does not end there. */
		if (entries[at].state == TABLE)
			continue;
		try_tops(at, ipa + at * size);
		if (level < S2_LEVEL_LAST)
			try_tops(at, ipa + at * size + PAGE_SIZE);
	}
}

static void try_windows(const struct entry *kinds, unsigned int count, unsigned int beside)
{
	static const unsigned int windows[] = { 0, 254, S2_ENTRIES - WINDOW };

	for (unsigned int w = 0; w < sizeof(windows) / sizeof(windows[0]); w++) {
		window = windows[w];
		for (unsigned int i = 0; i < S2_ENTRIES; i++)
			entries[i] = kinds[beside];
		for (unsigned int n = 0; n < count * count * count; n++) {
			entries[window] = kinds[n % count];
			entries[window + 1] = kinds[n / count % count];
			entries[window + 2] = kinds[n / count / count];
			for (unsigned int i = n == 0 ? 0 : window; i < (n == 0 ? S2_ENTRIES : window + WINDOW); i++)
				raw[i] = encode(&entries[i], i);
			try_bases();
		}
	}
}

static void try_levels(void)
{
	static const struct entry kinds[] = {
		{ UNASSIGNED, RMI_EMPTY }, { UNASSIGNED, RMI_RAM }, { UNASSIGNED, RMI_DESTROYED },
		{ ASSIGNED, RMI_EMPTY }, { ASSIGNED, RMI_RAM }, { ASSIGNED, RMI_DESTROYED },
		/* Not at the last level. */
		{ SCATTERED, RMI_EMPTY }, { SCATTERED, RMI_RAM }, { SCATTERED, RMI_DESTROYED }, { TABLE, RMI_EMPTY },
	};

	for (int l = 1; l <= S2_LEVEL_LAST; l++) {
		make_realm(l, false);
		rec.realm = realm;
		granule_lock_own(table, GRANULE_DELEGATED);
		now = granule_assume(table, GRANULE_RTT);
		granule_unlock(table);
		*parent_entry() = s2e_table(granule_backing(table));
		for (unsigned int i = 0; i < 3 * S2_ENTRIES && l < S2_LEVEL_LAST; i++) {
			struct pa page = pa_of(PAGES + (i ^ 1) % S2_ENTRIES * PAGE_SIZE);

			children[i / S2_ENTRIES][i % S2_ENTRIES] = s2e_assigned(page, (enum rmi_ripas)(i / S2_ENTRIES), l + 1);
		}
		for (unsigned int beside = 0; beside < 6; beside += 2)
			try_windows(kinds, l < S2_LEVEL_LAST ? 10 : 6, beside);
	}
}

static void harness_set(void)
{
	try_range = try_set;
	for (unsigned int wanted = 0; wanted < 4; wanted++) {
		rec.ripas.ripas = (enum rmi_ripas)(wanted & 1);
		rec.ripas.change_destroyed = (wanted & 2) != 0;
		try_levels();
	}
}

static void harness_init(void)
{
	try_range = try_init;
	try_levels();
}
