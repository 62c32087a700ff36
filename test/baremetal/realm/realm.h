/* SPDX-License-Identifier: BSD-3-Clause */
/* What the realm's programs share. */
#ifndef REALM_REALM_H
#define REALM_REALM_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/rsi.h"
#include "lib/check.h"
#include "lib/mem.h"
#include "lib/smc.h"
#include "lib/sysreg.h"
#include "realm/programs.h"

#define REALM_CPUS	2u

/* What the exception handlers note; one per virtual CPU. */
struct vcpu {
	volatile unsigned int irqs;
	volatile unsigned int last_irq;
	void (*volatile on_irq)(unsigned int intid);
	/* A debug exception; what it leaves in *elr and *spsr is where and how the program goes on. */
	void (*volatile on_debug)(uint64_t esr, uint64_t *elr, uint64_t *spsr);
	volatile bool probing;
	volatile uint64_t fault_esr, fault_far;
};

struct vcpu *vcpu(void);

/* A host call with the given imm; the page is filled by the caller and holds the answer afterwards. */
struct rsi_host_call *host_page(void);
void host_call(unsigned int imm);

/* Tells the client that a point is reached; returns x0 of its answer. */
uint64_t point(uint64_t which, uint64_t value);

__attribute__((noreturn)) void realm_off(void);

/* A load that may fault: 0, or the syndrome of the abort. */
uint64_t probe_load(uint64_t address, uint64_t *value);
uint64_t probe_store(uint64_t address, uint64_t value);
uint64_t probe_fetch(uint64_t address);

/* Virtual interrupts: group 1 on, all priorities, `handler` for each. */
void interrupts_on(void (*handler)(unsigned int intid));
static inline void unmask(void)
{
	asm volatile("msr daifclr, #2" ::: "memory");
}
static inline void mask(void)
{
	asm volatile("msr daifset, #2" ::: "memory");
}

/* start.S: where the second virtual CPU starts. */
void realm_second(void);

#endif
