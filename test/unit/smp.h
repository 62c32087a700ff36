/* SPDX-License-Identifier: BSD-3-Clause */
/* Tests with several CPUs: threads, and what must hold when all is over. */
#ifndef UNIT_SMP_H
#define UNIT_SMP_H

#include <pthread.h>

#include "host.h"

struct cpu {
	pthread_t thread;
	unsigned int number;
	void (*run)(struct cpu *cpu);
	uint64_t random;
	unsigned int count;		/* the test's own */
};
extern struct cpu cpus[MACHINE_CPUS];

/* Oracles that follow single calls go off; what the pool has now it must have again at the end. */
void smp_begin(void);
/* One more CPU does this. */
void smp_add(void (*run)(struct cpu *cpu));
/* All of them, to their end. */
void smp_go(void);
/* Everything was given back: the pool is free and zero, no TLB knows of any realm. */
void expect_pristine(void);

/* A number below the limit, from the CPU's own sequence. */
uint64_t pick(struct cpu *c, uint64_t below);

#endif
