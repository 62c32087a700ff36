// SPDX-License-Identifier: BSD-3-Clause
/* A guest is a thread that runs while its REC does: who has the turn, and the port that runs it. */
#include "guest_inner.h"

#include <stdlib.h>
#include <string.h>

#define GUESTS		1024u
#define MAX_RUNS	200000u

#define ESR_EC(ec)	((uint64_t)(ec) << 26)
#define EC_SMC64	0x17u
#define EC_IABT_LOWER	0x20u
#define EC_DABT_LOWER	0x24u

#define PSTATE_EL1H	0x5u
#define PSTATE_DAIF	0x3c0u

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
static struct guest on_cpu[MACHINE_CPUS];
static realm_program *program;
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

void machine_set_realm_program(realm_program *p)
{
	program = p;
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
void guest_leave(struct guest *g, const struct realm_exit *exit)
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
		guest_leave(g, &idle);
	return NULL;
}

static void bind(struct guest *g, struct loaded *l, struct realm_cpu *cpu)
{
	g->cpu = port_cpu();
	g->gprs = cpu;
	g->hw = &l->hw;
	g->space = l->space;
	g->traps = l->traps;
}

/* On the CPU's thread. */
static void run_guest(struct guest *g, struct loaded *l, struct realm_cpu *cpu, struct realm_exit *exit)
{
	pthread_mutex_lock(&g->lock);
	if (g->running)
		machine_fail("a REC runs on two CPUs");
	bind(g, l, cpu);
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

struct realm_cpu *loaded_hw(void)
{
	return &current(NULL)->hw;
}

void port_realm_load(struct realm_cpu *cpu, const struct s2_space *space, const struct realm_traps *traps)
{
	struct loaded *l = &loaded[port_cpu()];

	if (l->cpu)
		machine_fail("port_realm_load while another realm is loaded");
	if (!machine_is_pool(space->root.v, PAGE_SIZE))
		machine_fail("the root table is outside the pool");
	/* While it runs the monitor writes to the pages of REC and realm whenever it likes, without asking for them again. */
	pool_mark(port_pool_address(cpu).v);
	pool_mark(port_pool_address(space).v);
	*l = (struct loaded){ .cpu = cpu, .hw = *cpu, .space = *space, .traps = *traps };
	/* From here to unload these are in hardware; who reads memory instead gets this. */
	cpu_state_to_hardware(cpu);
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
	cpu_state_from_hardware(cpu, &l->hw);
	l->cpu = NULL;
	machine_event(EVENT_REALM_UNLOAD, l->space.root.v);
	machine_preempt();
}

void port_realm_run(struct realm_cpu *cpu, struct realm_exit *exit)
{
	struct loaded *l = current(cpu);
	struct guest *g;

	atomic_fetch_add(&runs, 1);
	if (l->runs++ > MAX_RUNS)
		machine_fail("a realm is run without end");
	if (memcmp(&l->hw.debug, &cpu->debug, sizeof(cpu->debug)) != 0)
		machine_fail("debug registers have changed, and the machine has not been told");
	/* What the port does not set must not be looked at. */
	memset(exit, 0xa5, sizeof(*exit));
	if (machine_take_fiq(port_cpu())) {
		exit->kind = REALM_EXIT_FIQ;
		return;
	}
	if (program && !machine_irq_pending(port_cpu())) {
		bind(&on_cpu[port_cpu()], l, cpu);
		program(&on_cpu[port_cpu()], exit);
		return;
	}
	g = find_guest(l->space.vmid, cpu->identity.mpidr);
	if (!g || machine_irq_pending(port_cpu())) {
		exit->kind = REALM_EXIT_IRQ;
		return;
	}
	/* In every other run, calls are offered to the core before they end it, as a port may. */
	do
		run_guest(g, l, cpu, exit);
	while (exit->kind == REALM_EXIT_SYNC && exit->esr >> 26 == EC_SMC64 && l->runs % 2 != 0 && run_quick_call(cpu));
	machine_preempt();
}

void port_realm_debug_changed(struct realm_cpu *cpu)
{
	current(cpu)->hw.debug = cpu->debug;
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

void port_realm_stage1(struct realm_stage1 *stage1)
{
	const struct realm_sysregs *s = &current(NULL)->hw.sys;

	*stage1 = (struct realm_stage1){ s->sctlr_el1, s->tcr_el1, s->ttbr0_el1, s->ttbr1_el1 };
}
