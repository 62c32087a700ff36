// SPDX-License-Identifier: BSD-3-Clause
/* A guest is a thread that runs while its REC does; each of its instructions may end in an exit to the monitor. */
#include "guest.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#define GUESTS		256u
#define MAX_RUNS	200000u

#define ESR_EC(ec)	((uint64_t)(ec) << 26)
#define ESR_IL		(1ull << 25)
#define EC_WFX		0x01u
#define EC_HVC64	0x16u
#define EC_SMC64	0x17u
#define EC_SYSREG	0x18u
#define EC_IABT_LOWER	0x20u
#define EC_DABT_LOWER	0x24u

#define PSTATE_EL1H	0x5u
#define PSTATE_DAIF	0x3c0u

struct guest {
	bool used;
	uint16_t vmid;
	uint64_t mpidr;
	guest_main *main;
	void *arg;
	pthread_t thread;
	bool started;
	atomic_bool finished;

	pthread_mutex_t lock;
	pthread_cond_t turn;
	bool running;			/* the guest's turn, not the CPU's */
	struct realm_exit exit;		/* why it became the CPU's */

	/* Of the CPU that runs it now. */
	unsigned int cpu;
	struct realm_cpu *gprs;
	struct realm_cpu *hw;
	struct s2_space space;
	struct realm_traps traps;
	uint64_t esr, far;
};

/* What a CPU's registers hold between load and unload. */
struct loaded {
	struct realm_cpu *cpu;
	struct realm_cpu hw;
	struct s2_space space;
	struct realm_traps traps;
	bool vserror;
	unsigned int runs;
};

static struct guest guests[GUESTS];
static pthread_mutex_t guests_lock = PTHREAD_MUTEX_INITIALIZER;
static struct loaded loaded[MACHINE_CPUS];
static atomic_ullong now;
static atomic_uint runs;

void machine_set_time(uint64_t count)
{
	atomic_store(&now, count);
}

unsigned int machine_realm_runs(void)
{
	return atomic_load(&runs);
}

struct guest *guest_create(uint16_t vmid, uint64_t mpidr, guest_main *main, void *arg)
{
	struct guest *g = NULL;

	pthread_mutex_lock(&guests_lock);
	for (unsigned int i = 0; i < GUESTS; i++) {
		if (guests[i].used && guests[i].vmid == vmid && guests[i].mpidr == mpidr)
			guests[i].used = false;
	}
	for (unsigned int i = 0; i < GUESTS && !g; i++) {
		if (!guests[i].used && !guests[i].main)
			g = &guests[i];
	}
	if (!g)
		machine_fail("too many guests");
	g->used = true;
	g->vmid = vmid;
	g->mpidr = mpidr;
	g->main = main;
	g->arg = arg;
	pthread_mutex_init(&g->lock, NULL);
	pthread_cond_init(&g->turn, NULL);
	pthread_mutex_unlock(&guests_lock);
	return g;
}

bool guest_finished(const struct guest *g)
{
	return atomic_load(&g->finished);
}

static struct guest *find_guest(uint16_t vmid, uint64_t mpidr)
{
	struct guest *g = NULL;

	pthread_mutex_lock(&guests_lock);
	for (unsigned int i = 0; i < GUESTS && !g; i++) {
		if (guests[i].used && guests[i].vmid == vmid && guests[i].mpidr == mpidr)
			g = &guests[i];
	}
	pthread_mutex_unlock(&guests_lock);
	return g;
}

/* ---- taking turns ---- */

static void wait_turn(struct guest *g, bool running)
{
	while (g->running != running)
		pthread_cond_wait(&g->turn, &g->lock);
}

/* On the guest's thread, which holds its lock: give the turn to the CPU, come back at the next entry. */
static void leave(struct guest *g, const struct realm_exit *exit)
{
	g->exit = *exit;
	g->running = false;
	pthread_cond_broadcast(&g->turn);
	wait_turn(g, true);
}

static void *guest_thread(void *arg)
{
	struct guest *g = arg;
	struct realm_exit idle = { .kind = REALM_EXIT_IRQ };

	pthread_mutex_lock(&g->lock);
	wait_turn(g, true);
	g->main(g, g->arg);
	atomic_store(&g->finished, true);
	for (;;)
		leave(g, &idle);
	return NULL;
}

/* On the CPU's thread. */
static void run_guest(struct guest *g, struct loaded *l, struct realm_cpu *cpu, struct realm_exit *exit)
{
	pthread_mutex_lock(&g->lock);
	if (g->running)
		machine_fail("a REC runs on two CPUs");
	g->cpu = port_cpu();
	g->gprs = cpu;
	g->hw = &l->hw;
	g->space = l->space;
	g->traps = l->traps;
	if (!g->started) {
		g->started = true;
		if (pthread_create(&g->thread, NULL, guest_thread, g) != 0)
			machine_fail("no thread for a guest");
	}
	g->running = true;
	pthread_cond_broadcast(&g->turn);
	wait_turn(g, false);
	*exit = g->exit;
	pthread_mutex_unlock(&g->lock);
}

/* ---- the port ---- */

static struct loaded *current(const struct realm_cpu *cpu)
{
	struct loaded *l = &loaded[port_cpu()];

	if (!l->cpu || (cpu && l->cpu != cpu))
		machine_fail("a realm CPU is used that is not loaded");
	return l;
}

void port_realm_cpu_reset(struct realm_cpu *cpu, uint64_t mpidr)
{
	memset(cpu, 0, sizeof(*cpu));
	cpu->pstate = PSTATE_EL1H | PSTATE_DAIF;
	cpu->sys.sctlr_el1 = 0x30c50830u;
	cpu->sys.mpidr_el1 = mpidr;
	cpu->sys.cpacr_el1 = 3u << 20;
}

void port_realm_load(struct realm_cpu *cpu, const struct s2_space *space, const struct realm_traps *traps)
{
	struct loaded *l = &loaded[port_cpu()];

	if (l->cpu)
		machine_fail("port_realm_load while another realm is loaded");
	if (!machine_is_pool(space->root.v, PAGE_SIZE))
		machine_fail("the root table is outside the pool");
	*l = (struct loaded){ .cpu = cpu, .hw = *cpu, .space = *space, .traps = *traps };
	/* From here to unload these are in hardware; who reads memory instead gets this. */
	memset(&cpu->sys, 0xa5, sizeof(cpu->sys));
	memset(&cpu->gic, 0xa5, sizeof(cpu->gic));
	memset(&cpu->fp, 0xa5, sizeof(cpu->fp));
	machine_event(EVENT_REALM_LOAD, space->root.v);
	machine_preempt();
}

/* ISTATUS, as the timer shows it. */
static void set_status(uint64_t *ctl, uint64_t cval)
{
	*ctl &= 3;
	if ((*ctl & 1) && atomic_load(&now) >= cval)
		*ctl |= 4;
}

void port_realm_unload(struct realm_cpu *cpu)
{
	struct loaded *l = current(cpu);

	set_status(&l->hw.sys.cntv_ctl, l->hw.sys.cntv_cval);
	set_status(&l->hw.sys.cntp_ctl, l->hw.sys.cntp_cval);
	cpu->sys = l->hw.sys;
	cpu->gic = l->hw.gic;
	cpu->fp = l->hw.fp;
	l->cpu = NULL;
	machine_preempt();
}

void port_realm_run(struct realm_cpu *cpu, struct realm_exit *exit)
{
	struct loaded *l = current(cpu);
	struct guest *g;

	atomic_fetch_add(&runs, 1);
	if (l->runs++ > MAX_RUNS)
		machine_fail("a realm is run without end");
	/* What the port does not set must not be looked at. */
	memset(exit, 0xa5, sizeof(*exit));
	if (machine_take_fiq(port_cpu())) {
		exit->kind = REALM_EXIT_FIQ;
		return;
	}
	g = find_guest(l->space.vmid, l->hw.sys.mpidr_el1);
	if (!g || machine_irq_pending(port_cpu())) {
		exit->kind = REALM_EXIT_IRQ;
		return;
	}
	run_guest(g, l, cpu, exit);
	machine_preempt();
}

unsigned int port_realm_timers(void)
{
	const struct realm_sysregs *s = &current(NULL)->hw.sys;
	uint64_t count = atomic_load(&now);
	unsigned int asserted = 0;

	if ((s->cntv_ctl & 3) == 1 && count >= s->cntv_cval)
		asserted |= REALM_TIMER_VIRTUAL;
	if ((s->cntp_ctl & 3) == 1 && count >= s->cntp_cval)
		asserted |= REALM_TIMER_PHYSICAL;
	return asserted;
}

void port_realm_inject_sync(struct realm_cpu *cpu, uint64_t esr, uint64_t far)
{
	struct loaded *l = current(cpu);
	uint64_t vector = 0x200;
	uint64_t ec = esr >> 26 & 0x3f;

	if ((cpu->pstate & 0xf) == 0)
		vector = 0x400;
	else if (!(cpu->pstate & 1))
		vector = 0;
	/* An abort's class tells whether it came from the same level. */
	if (ec == EC_IABT_LOWER || ec == EC_DABT_LOWER) {
		if ((cpu->pstate & 0xf) != 0)
			esr += ESR_EC(1);
	}
	l->hw.sys.esr_el1 = esr;
	l->hw.sys.far_el1 = far;
	l->hw.sys.elr_el1 = cpu->pc;
	l->hw.sys.spsr_el1 = cpu->pstate;
	cpu->pstate = PSTATE_EL1H | PSTATE_DAIF;
	cpu->pc = l->hw.sys.vbar_el1 + vector;
}

void port_realm_inject_serror(struct realm_cpu *cpu, uint64_t esr)
{
	struct loaded *l = current(cpu);

	l->vserror = true;
	l->hw.sys.disr_el1 = esr;
}

bool port_realm_big_endian(void)
{
	return (current(NULL)->hw.sys.sctlr_el1 >> 25 & 1) != 0;
}

static uint64_t id_value = 0x1111111111111111ull;

void machine_set_id_registers(uint64_t value)
{
	id_value = value;
}

uint64_t port_id_register(unsigned int crm, unsigned int op2)
{
	if (crm < 1 || crm > 7 || op2 > 7)
		machine_fail("there is no ID register with CRm %u, op2 %u", crm, op2);
	return id_value;
}

/* ---- instructions ---- */

struct realm_cpu *guest_cpu(struct guest *g)
{
	return g->gprs;
}

struct realm_cpu *guest_hw(struct guest *g)
{
	return g->hw;
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

	leave(g, exit);
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

	leave(g, &exit);
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

/* An HVC's preferred return address is behind it; an exception that is injected then returns there. */
enum outcome guest_hvc(struct guest *g)
{
	struct realm_exit exit = { .kind = REALM_EXIT_SYNC, .esr = ESR_EC(EC_HVC64) | ESR_IL };
	uint64_t behind = g->gprs->pc + 4;
	bool again;
	enum outcome out;

	g->gprs->pc = behind;
	leave(g, &exit);
	out = resumed(g, g->hw->sys.elr_el1 == behind - 4 ? behind - 4 : behind, behind, &again);
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

enum outcome guest_access(struct guest *g, const struct guest_access *a)
{
	uint64_t pc = g->gprs->pc;
	struct realm_exit exit = { .kind = REALM_EXIT_SYNC };
	struct translation t;
	enum outcome out;
	bool again;

	for (;;) {
		tlb_access_begin(g->cpu);
		t = tlb_translate(g->cpu, &g->space, a->ipa, a->kind);
		if (t.ok)
			perform(g, a, &t);
		tlb_access_end(g->cpu);
		if (t.ok)
			break;
		exit.esr = abort_syndrome(a, t.fsc);
		exit.far = a->va ? a->va : a->ipa;
		exit.hpfar = a->ipa >> 12 << 4;
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
