// SPDX-License-Identifier: BSD-3-Clause
/*
 * Stage-2 translation as hardware may do it: every CPU remembers each leaf and each table entry that it used until it
 * is told to forget. A missing, too narrow or wrongly levelled invalidation therefore shows.
 */
#include "machine.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define TLB_ENTRIES	2048u
#define FSC_TRANSLATION	0x04
#define FSC_ACCESS_FLAG	0x08
#define FSC_PERMISSION	0x0c

struct tlb_entry {
	struct s2_space space;
	bool valid;
	bool leaf;
	int level;
	uint64_t base, size;		/* IPA range that the descriptor translates */
	uint64_t desc;
	const uint64_t *source;
};

struct tlb {
	pthread_mutex_t lock;
	atomic_uint waiting;		/* invalidations; a running guest lets them in */
	unsigned int used;		/* entries from here on were never filled */
	unsigned int next;
	struct tlb_entry entry[TLB_ENTRIES];
};

static struct tlb tlbs[MACHINE_CPUS];
static pthread_once_t once = PTHREAD_ONCE_INIT;
static atomic_uint invalidations;

static void make_locks(void)
{
	for (unsigned int i = 0; i < MACHINE_CPUS; i++)
		pthread_mutex_init(&tlbs[i].lock, NULL);
}

static struct tlb *tlb_lock(unsigned int cpu)
{
	pthread_once(&once, make_locks);
	atomic_fetch_add(&tlbs[cpu].waiting, 1);
	pthread_mutex_lock(&tlbs[cpu].lock);
	atomic_fetch_sub(&tlbs[cpu].waiting, 1);
	return &tlbs[cpu];
}

static void tlb_unlock(struct tlb *t)
{
	pthread_mutex_unlock(&t->lock);
}

void tlb_access_begin(unsigned int cpu)
{
	while (atomic_load(&tlbs[cpu].waiting) != 0)
		port_cpu_relax();
	tlb_lock(cpu);
}

void tlb_access_end(unsigned int cpu)
{
	tlb_unlock(&tlbs[cpu]);
}

/* ---- the walk ---- */

static uint64_t level_size(int level)
{
	return PAGE_SIZE << (9 * (3 - level));
}

/* One step of a walk. */
struct step {
	int level;
	uint64_t table;			/* pool address of the first of its tables */
};

static struct step walk_start(const struct s2_space *space)
{
	return (struct step){ space->start_level, space->root.v };
}

static const uint64_t *entry_of(const struct s2_space *space, const struct step *step, uint64_t ipa)
{
	uint64_t index = ipa / level_size(step->level);
	uint64_t table;

	if (step->level != space->start_level)
		index %= 512;
	else if (index >= 16 * 512)
		machine_fail("start level %d is too deep for %u IPA bits", space->start_level, space->ipa_bits);
	table = step->table + index / 512 * PAGE_SIZE;
	if (!machine_is_pool(table, PAGE_SIZE) || !is_aligned(step->table, PAGE_SIZE))
		machine_fail("a table walk leaves the pool: 0x%llx", (unsigned long long)table);
	return (const uint64_t *)pool_look(table) + index % 512;
}

static bool is_table(uint64_t desc, int level)
{
	return level < 3 && (desc & 3) == 3;
}

static bool is_leaf(uint64_t desc, int level)
{
	if (level == 3)
		return (desc & 3) == 3;
	return (level == 1 || level == 2) && (desc & 3) == 1;
}

/* Walk the tables as they stand, to `last` at most. Returns the descriptor where it ended. */
static uint64_t walk_raw(const struct s2_space *space, uint64_t ipa, int last, struct step *step,
			 const uint64_t **source)
{
	uint64_t desc;

	*step = walk_start(space);
	for (;;) {
		*source = entry_of(space, step, ipa);
		desc = __atomic_load_n(*source, __ATOMIC_ACQUIRE);
		if (!is_table(desc, step->level) || step->level == last)
			return desc;
		step->table = desc & S2_ADDR;
		step->level++;
	}
}

static struct translation fault(unsigned int kind, int level)
{
	return (struct translation){ .ok = false, .fsc = (uint8_t)(kind + (unsigned int)level) };
}

static bool allows(uint64_t desc, enum access access)
{
	switch (access) {
	case ACCESS_READ:
		return (desc >> 6 & 1) != 0;
	case ACCESS_WRITE:
		return (desc >> 7 & 1) != 0;
	default:
		return (desc >> 6 & 1) != 0 && (desc >> 53 & 3) == 0;
	}
}

/* A leaf's verdict. Outputs must be what the space is for: the pool below, normal DRAM above. */
static struct translation finish(const struct s2_space *space, uint64_t desc, int level, uint64_t ipa,
				 enum access access)
{
	uint64_t size = level_size(level);
	uint64_t out = desc & S2_ADDR;
	bool shared = (ipa >> (space->ipa_bits - 1)) != 0;

	if ((desc >> 48 & 7) != 0 || !is_aligned(out, size))
		machine_fail("bad leaf 0x%llx at level %d", (unsigned long long)desc, level);
	if (shared ? !machine_is_dram(out, size) : !machine_is_pool(out, size))
		machine_fail("IPA 0x%llx leads to 0x%llx", (unsigned long long)ipa, (unsigned long long)out);
	if ((desc >> 10 & 1) == 0)
		return fault(FSC_ACCESS_FLAG, level);
	if (!allows(desc, access))
		return fault(FSC_PERMISSION, level);
	return (struct translation){ .ok = true, .pa = out | (ipa & (size - 1)), .shared = shared };
}

struct translation machine_walk(const struct s2_space *space, uint64_t ipa, enum access access)
{
	const uint64_t *source;
	struct step step;
	uint64_t desc;

	if (ipa >> space->ipa_bits)
		return fault(FSC_TRANSLATION, 0);
	desc = walk_raw(space, ipa, 3, &step, &source);
	if (!is_leaf(desc, step.level))
		return fault(FSC_TRANSLATION, step.level);
	return finish(space, desc, step.level, ipa, access);
}

/* ---- remembering ---- */

static void remember(struct tlb *t, const struct s2_space *space, uint64_t ipa, int level, uint64_t desc,
		     const uint64_t *source)
{
	uint64_t size = level_size(level);

	t->entry[t->next] = (struct tlb_entry){
		.space = *space, .valid = true, .leaf = is_leaf(desc, level), .level = level,
		.base = ipa & ~(size - 1), .size = size, .desc = desc, .source = source,
	};
	t->next = (t->next + 1) % TLB_ENTRIES;
	if (t->used < TLB_ENTRIES)
		t->used++;
}

static bool covers(const struct tlb_entry *e, const struct s2_space *space, uint64_t ipa)
{
	return e->valid && e->space.vmid == space->vmid && ipa - e->base < e->size;
}

/* The deepest remembered entry that covers the address. */
static const struct tlb_entry *deepest(const struct tlb *t, const struct s2_space *space, uint64_t ipa)
{
	const struct tlb_entry *best = NULL;

	for (unsigned int i = 0; i < t->used; i++) {
		const struct tlb_entry *e = &t->entry[i];

		if (covers(e, space, ipa) && (!best || e->leaf || (e->level > best->level && !best->leaf)))
			best = e;
	}
	return best;
}

/* The caller holds this CPU's TLB between tlb_access_begin and tlb_access_end. */
struct translation tlb_translate(unsigned int cpu, const struct s2_space *space, uint64_t ipa, enum access access)
{
	struct tlb *t = &tlbs[cpu];
	struct step step = walk_start(space);
	const struct tlb_entry *known;
	const uint64_t *source;
	uint64_t desc;

	if (ipa >> space->ipa_bits)
		return fault(FSC_TRANSLATION, 0);
	known = deepest(t, space, ipa);
	if (known && known->leaf)
		return finish(space, known->desc, known->level, ipa, access);
	if (known)
		step = (struct step){ known->level + 1, known->desc & S2_ADDR };
	for (;;) {
		source = entry_of(space, &step, ipa);
		desc = __atomic_load_n(source, __ATOMIC_ACQUIRE);
		if (!is_table(desc, step.level))
			break;
		remember(t, space, ipa, step.level, desc, source);
		step = (struct step){ step.level + 1, desc & S2_ADDR };
	}
	if (!is_leaf(desc, step.level))
		return fault(FSC_TRANSLATION, step.level);
	/* An entry with its access flag clear is never remembered. */
	if ((desc >> 10 & 1) != 0)
		remember(t, space, ipa, step.level, desc, source);
	return finish(space, desc, step.level, ipa, access);
}

/* ---- the port ---- */

uint64_t port_s2_read(const uint64_t *entry)
{
	return __atomic_load_n(entry, __ATOMIC_ACQUIRE);
}

/* Some CPU may still use what this entry said before. */
static bool remembered_from(const uint64_t *source)
{
	bool found = false;

	for (unsigned int cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		struct tlb *t = tlb_lock(cpu);

		for (unsigned int i = 0; i < t->used; i++)
			found |= t->entry[i].valid && t->entry[i].source == source;
		tlb_unlock(t);
	}
	return found;
}

static void check_break_before_make(const uint64_t *entry, uint64_t old, uint64_t value)
{
	if (!(value & S2_VALID))
		return;
	if (old & S2_VALID) {
		if ((old & 3) != (value & 3) || (old & S2_ADDR) != (value & S2_ADDR))
			machine_fail("entry 0x%llx becomes 0x%llx without break before make",
				     (unsigned long long)old, (unsigned long long)value);
		return;
	}
	if (remembered_from(entry))
		machine_fail("an entry becomes valid while a TLB holds its old value");
}

void port_s2_write(uint64_t *entry, uint64_t value)
{
	struct pa page = port_pool_address(entry);

	pool_mark(page.v);
	machine_event(EVENT_S2_WRITE, page.v);
	machine_preempt();
	check_break_before_make(entry, *entry, value);
	__atomic_store_n(entry, value, __ATOMIC_RELEASE);
}

/* As a TLBI with a level hint does: entries of upper levels stay. */
static bool must_forget(const struct tlb_entry *e, const struct s2_space *space, uint64_t base, uint64_t size,
			int level)
{
	if (!e->valid || e->space.vmid != space->vmid || e->level < level)
		return false;
	return e->base < base + size && base < e->base + e->size;
}

static void forget(const struct s2_space *space, uint64_t base, uint64_t size, int level)
{
	atomic_fetch_add(&invalidations, 1);
	machine_event(EVENT_TLB_INVALIDATE, base);
	machine_preempt();
	for (unsigned int cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		struct tlb *t = tlb_lock(cpu);

		for (unsigned int i = 0; i < t->used; i++) {
			if (must_forget(&t->entry[i], space, base, size, level))
				t->entry[i].valid = false;
		}
		tlb_unlock(t);
	}
}

/*
 * Break first, then invalidate: as long as the entry is valid, any CPU may walk to it again right behind the
 * invalidation.
 */
static void check_broken(const struct s2_space *space, uint64_t ipa, int level)
{
	const uint64_t *source;
	struct step step;
	uint64_t desc = walk_raw(space, ipa, level, &step, &source);

	if (step.level == level && (desc & S2_VALID))
		machine_fail("translations of IPA 0x%llx are invalidated while its entry is still valid",
			     (unsigned long long)ipa);
}

void port_tlb_invalidate(const struct s2_space *space, struct ipa base, uint64_t size, int level)
{
	for (uint64_t at = 0; at < size; at += level_size(level))
		check_broken(space, base.v + at, level);
	forget(space, base.v, size, level);
}

void port_tlb_invalidate_all(const struct s2_space *space)
{
	forget(space, 0, ~0ull, -1);
}

unsigned int tlb_invalidations(void)
{
	return atomic_load(&invalidations);
}

/* ---- oracles ---- */

static void check_entry_current(const struct tlb_entry *e)
{
	const uint64_t *source;
	struct step step;
	uint64_t desc;

	if (!machine_is_pool(e->space.root.v, PAGE_SIZE))
		machine_fail("a TLB entry of VMID %u has no root", e->space.vmid);
	desc = walk_raw(&e->space, e->base, e->level, &step, &source);
	if (step.level != e->level || desc != e->desc)
		machine_fail("stale translation of IPA 0x%llx, level %d, VMID %u: 0x%llx remembered, 0x%llx in the table",
			     (unsigned long long)e->base, e->level, e->space.vmid,
			     (unsigned long long)e->desc, (unsigned long long)desc);
}

void tlb_check_current(void)
{
	for (unsigned int cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		struct tlb *t = tlb_lock(cpu);

		for (unsigned int i = 0; i < t->used; i++) {
			if (t->entry[i].valid)
				check_entry_current(&t->entry[i]);
		}
		tlb_unlock(t);
	}
}

/* The page is behind a remembered leaf, or is a remembered table. */
static bool uses_page(const struct tlb_entry *e, uint64_t pa)
{
	uint64_t out = e->desc & S2_ADDR;

	if (!e->valid)
		return false;
	return pa - out < (e->leaf ? e->size : PAGE_SIZE);
}

void tlb_check_unused(uint64_t pa, const char *why)
{
	for (unsigned int cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		struct tlb *t = tlb_lock(cpu);

		for (unsigned int i = 0; i < t->used; i++) {
			if (uses_page(&t->entry[i], pa))
				machine_fail("page 0x%llx is %s while CPU %u still translates IPA 0x%llx to it",
					     (unsigned long long)pa, why, cpu,
					     (unsigned long long)t->entry[i].base);
		}
		tlb_unlock(t);
	}
}

void tlb_check_vmid_unused(uint16_t vmid)
{
	for (unsigned int cpu = 0; cpu < MACHINE_CPUS; cpu++) {
		struct tlb *t = tlb_lock(cpu);

		for (unsigned int i = 0; i < t->used; i++) {
			if (t->entry[i].valid && t->entry[i].space.vmid == vmid)
				machine_fail("VMID %u is free and still in a TLB", vmid);
		}
		tlb_unlock(t);
	}
}
