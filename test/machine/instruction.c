// SPDX-License-Identifier: BSD-3-Clause
/* What a guest can do, one instruction at a time; each may end in an exit to the monitor. */
#include <string.h>

#include "guest_inner.h"

#define ESR_EC(ec)	((uint64_t)(ec) << 26)
#define ESR_IL		(1ull << 25)
#define EC_WFX		0x01u
#define EC_HVC64	0x16u
#define EC_SMC64	0x17u
#define EC_SYSREG	0x18u
#define EC_IABT_LOWER	0x20u
#define EC_DABT_LOWER	0x24u

struct realm_cpu *guest_cpu(struct guest *g)
{
	return g->gprs;
}

struct realm_cpu *guest_hw(struct guest *g)
{
	return g->hw;
}

const struct s2_space *guest_space(const struct guest *g)
{
	return &g->space;
}

const struct realm_traps *guest_traps(const struct guest *g)
{
	return &g->traps;
}

uint64_t guest_esr(struct guest *g)
{
	return g->esr;
}

uint64_t guest_far(struct guest *g)
{
	return g->far;
}

/* Where did the monitor resume us? `again` = at the same instruction, untouched. */
static enum outcome resumed(struct guest *g, uint64_t pc, uint64_t done_pc, bool *again)
{
	*again = false;
	if (g->gprs->pc == done_pc)
		return DONE;
	if (g->gprs->pc == pc) {
		*again = true;
		return DONE;
	}
	if (g->gprs->pc - g->hw->sys.vbar_el1 <= 0x400 && (g->gprs->pc & 0x7f) == 0) {
		g->esr = g->hw->sys.esr_el1;
		g->far = g->hw->sys.far_el1;
		if (g->hw->sys.elr_el1 != pc)
			machine_fail("an exception returns to 0x%llx, not to 0x%llx",
				     (unsigned long long)g->hw->sys.elr_el1, (unsigned long long)pc);
		g->gprs->pc = pc + 4;
		g->gprs->pstate = g->hw->sys.spsr_el1;
		return EXCEPTION;
	}
	return ELSEWHERE;
}

/* Exit for the instruction at pc. `again`: the monitor lets it execute once more. */
static enum outcome trap(struct guest *g, const struct realm_exit *exit, uint64_t done_pc, bool *again)
{
	uint64_t pc = g->gprs->pc;

	guest_leave(g, exit);
	return resumed(g, pc, done_pc, again);
}

enum outcome guest_exit(struct guest *g, const struct realm_exit *exit)
{
	bool again;

	return trap(g, exit, g->gprs->pc + 4, &again);
}

void guest_interrupted(struct guest *g)
{
	struct realm_exit exit = { .kind = REALM_EXIT_IRQ };

	guest_leave(g, &exit);
}

enum outcome guest_smc(struct guest *g, uint64_t x[11])
{
	struct realm_exit exit = { .kind = REALM_EXIT_SYNC, .esr = ESR_EC(EC_SMC64) | ESR_IL };
	enum outcome out;
	bool again;

	do {
		memcpy(g->gprs->gprs, x, 11 * sizeof(x[0]));
		out = trap(g, &exit, g->gprs->pc + 4, &again);
	} while (again);
	memcpy(x, g->gprs->gprs, 11 * sizeof(x[0]));
	return out;
}

uint64_t guest_call(struct guest *g, uint64_t fid, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4)
{
	uint64_t x[11] = { fid, x1, x2, x3, x4 };

	if (guest_smc(g, x) == EXCEPTION)
		machine_fail("a realm's SMC ended in an exception, ESR 0x%llx", (unsigned long long)g->esr);
	return x[0];
}

/* An HVC's preferred return address is behind it; an undefined instruction's is the instruction itself. */
enum outcome guest_hvc(struct guest *g)
{
	struct realm_exit exit = { .kind = REALM_EXIT_SYNC, .esr = ESR_EC(EC_HVC64) | ESR_IL };
	uint64_t behind = g->gprs->pc + 4;
	bool again;
	enum outcome out;

	g->gprs->pc = behind;
	guest_leave(g, &exit);
	out = resumed(g, behind - 4, behind, &again);
	g->gprs->pc = out == EXCEPTION ? behind : g->gprs->pc;
	return out;
}

static uint64_t size_mask(unsigned int size)
{
	return size == 8 ? ~0ull : (1ull << size * 8) - 1;
}

static uint64_t load_bytes(const uint8_t *p, unsigned int size)
{
	uint64_t v = 0;

	for (unsigned int i = 0; i < size; i++)
		v |= (uint64_t)__atomic_load_n(p + i, __ATOMIC_RELAXED) << (8 * i);
	return v;
}

static void store_bytes(uint8_t *p, unsigned int size, uint64_t v)
{
	for (unsigned int i = 0; i < size; i++)
		__atomic_store_n(p + i, (uint8_t)(v >> (8 * i)), __ATOMIC_RELAXED);
}

/* The access reached memory. */
static void perform(struct guest *g, const struct guest_access *a, const struct translation *t)
{
	uint8_t *p = t->shared ? ns_page(t->pa) : pool_look(t->pa);
	uint64_t v;

	if (!t->shared)
		pool_mark(t->pa & ~PAGE_MASK);
	if (a->kind == ACCESS_WRITE) {
		store_bytes(p, a->size, a->rt == 31 ? 0 : g->gprs->gprs[a->rt]);
		return;
	}
	if (a->kind == ACCESS_EXEC || a->rt == 31)
		return;
	v = load_bytes(p, a->size);
	if (a->sign && a->size < 8 && (v >> (a->size * 8 - 1)))
		v |= ~size_mask(a->size);
	g->gprs->gprs[a->rt] = a->half ? (uint32_t)v : v;
}

static unsigned int log2_size(unsigned int size)
{
	return size == 8 ? 3 : size / 2;
}

static uint64_t abort_syndrome(const struct guest_access *a, uint8_t fsc)
{
	uint64_t esr = ESR_IL | fsc;

	if (a->kind == ACCESS_EXEC)
		return esr | ESR_EC(EC_IABT_LOWER);
	esr |= ESR_EC(EC_DABT_LOWER);
	if (a->kind == ACCESS_WRITE)
		esr |= 1ull << 6;
	if (a->no_syndrome)
		return esr;
	return esr | 1ull << 24 | (uint64_t)log2_size(a->size) << 22 | (uint64_t)a->sign << 21 |
	       (uint64_t)a->rt << 16 | (uint64_t)!a->half << 15;
}

bool guest_try_access(struct guest *g, const struct guest_access *a, struct realm_exit *exit)
{
	struct translation t;

	tlb_access_begin(g->cpu);
	t = tlb_translate(g->cpu, &g->space, a->ipa, a->kind);
	if (t.ok)
		perform(g, a, &t);
	tlb_access_end(g->cpu);
	if (!t.ok)
		*exit = (struct realm_exit){ .kind = REALM_EXIT_SYNC, .esr = abort_syndrome(a, t.fsc),
			.far = a->va ? a->va : a->ipa, .hpfar = a->ipa >> 12 << 4 };
	return t.ok;
}

enum outcome guest_access(struct guest *g, const struct guest_access *a)
{
	uint64_t pc = g->gprs->pc;
	struct realm_exit exit;
	enum outcome out;
	bool again;

	while (!guest_try_access(g, a, &exit)) {
		out = trap(g, &exit, pc + 4, &again);
		if (!again)
			return out;
	}
	g->gprs->pc = pc + 4;
	return DONE;
}

enum outcome guest_load(struct guest *g, uint64_t ipa, uint64_t *value)
{
	struct guest_access a = { .ipa = ipa, .kind = ACCESS_READ, .size = 8, .rt = 9 };
	enum outcome out = guest_access(g, &a);

	*value = g->gprs->gprs[9];
	return out;
}

enum outcome guest_store(struct guest *g, uint64_t ipa, uint64_t value)
{
	struct guest_access a = { .ipa = ipa, .kind = ACCESS_WRITE, .size = 8, .rt = 9 };

	g->gprs->gprs[9] = value;
	return guest_access(g, &a);
}

enum outcome guest_fetch(struct guest *g, uint64_t ipa)
{
	struct guest_access a = { .ipa = ipa, .kind = ACCESS_EXEC, .size = 4 };

	return guest_access(g, &a);
}

uint64_t guest_must_load(struct guest *g, uint64_t ipa)
{
	uint64_t value;

	if (guest_load(g, ipa, &value) != DONE)
		machine_fail("a guest cannot read IPA 0x%llx (ESR 0x%llx)", (unsigned long long)ipa,
			     (unsigned long long)g->esr);
	return value;
}

void guest_must_store(struct guest *g, uint64_t ipa, uint64_t value)
{
	if (guest_store(g, ipa, value) != DONE)
		machine_fail("a guest cannot write IPA 0x%llx (ESR 0x%llx)", (unsigned long long)ipa,
			     (unsigned long long)g->esr);
}

/* Without the trap the instruction completes: an interrupt always may come. */
static enum outcome wait_for(struct guest *g, bool trapped, uint64_t ti)
{
	struct realm_exit exit = { .kind = REALM_EXIT_SYNC, .esr = ESR_EC(EC_WFX) | ESR_IL | 1ull << 24 |
				   0xeull << 20 | ti };
	uint64_t pc = g->gprs->pc;
	enum outcome out = DONE;
	bool again = true;

	while (trapped && again) {
		out = trap(g, &exit, pc + 4, &again);
		trapped = ti ? g->traps.wfe : g->traps.wfi;
	}
	g->gprs->pc = pc + 4;
	return out;
}

enum outcome guest_wfi(struct guest *g)
{
	return wait_for(g, g->traps.wfi, 0);
}

enum outcome guest_wfe(struct guest *g)
{
	return wait_for(g, g->traps.wfe, 1);
}

static enum outcome sysreg(struct guest *g, uint64_t iss, unsigned int rt)
{
	struct realm_exit exit = { .kind = REALM_EXIT_SYNC };
	enum outcome out;
	bool again;

	exit.esr = ESR_EC(EC_SYSREG) | ESR_IL | iss | (uint64_t)rt << 5;
	do {
		out = trap(g, &exit, g->gprs->pc + 4, &again);
	} while (again);
	return out;
}

enum outcome guest_mrs(struct guest *g, uint32_t iss, unsigned int rt)
{
	return sysreg(g, iss | 1u, rt);
}

enum outcome guest_msr(struct guest *g, uint32_t iss, unsigned int rt)
{
	return sysreg(g, iss, rt);
}
