// SPDX-License-Identifier: BSD-3-Clause
/* Threads as CPUs that all begin together. */
#include "smp.h"

#include <stdatomic.h>

struct cpu cpus[MACHINE_CPUS];
static atomic_uint ready;
static unsigned int wanted;
static struct host_pool before;

static void *cpu_thread(void *arg)
{
	struct cpu *c = arg;

	machine_be_cpu(c->number);
	machine_set_jitter(c->random ^ 0x5555);
	/* All begin together. */
	atomic_fetch_add(&ready, 1);
	while (atomic_load(&ready) < wanted)
		port_cpu_relax();
	c->run(c);
	return NULL;
}

void smp_begin(void)
{
	before = host_pool();
	host_oracles(false);
	wanted = 0;
	atomic_store(&ready, 0);
}

void smp_add(void (*run)(struct cpu *cpu))
{
	struct cpu *c = &cpus[wanted];

	*c = (struct cpu){ .number = wanted, .run = run, .random = machine_seed() * 77 + wanted + 1 };
	wanted++;
}

void smp_go(void)
{
	for (unsigned int i = 0; i < wanted; i++) {
		if (pthread_create(&cpus[i].thread, NULL, cpu_thread, &cpus[i]) != 0)
			machine_fail("no thread for a CPU");
	}
	for (unsigned int i = 0; i < wanted; i++)
		pthread_join(cpus[i].thread, NULL);
}

void expect_pristine(void)
{
	for (size_t i = 0; i < pool_pages(); i++) {
		if (!page_is_zero(pool_look(POOL_BASE + i * PAGE_SIZE)))
			machine_fail("page %zu of the pool is not zero", i);
	}
	for (uint16_t vmid = 0; vmid < 100; vmid++)
		tlb_check_vmid_unused(vmid);
	expect_eq(host_pool().free, before.free);
	expect_eq(host_pool().claimed, before.claimed);
}

uint64_t pick(struct cpu *c, uint64_t below)
{
	return machine_random(&c->random) % below;
}

