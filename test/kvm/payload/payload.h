/* SPDX-License-Identifier: BSD-3-Clause */
/* What the parts of realm-mini's payload share. */
#ifndef PAYLOAD_H
#define PAYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* start.S */
void smc_call(uint64_t x[9]);
void float_fill(uint64_t seed);
uint64_t float_check(uint64_t seed);

/* world.c: which kind of VM this is, and its calls */
extern uint64_t shared_bit;		/* 0 in an ordinary VM */
bool in_realm(void);
void world_init(void);
uint64_t smc(uint64_t function, uint64_t x1, uint64_t x2, uint64_t x3);
bool set_ipa_state(uint64_t base, uint64_t size, uint64_t ripas);
void power_off(void);

/* console.c: the VMM's device */
uint64_t device_read(uint64_t offset);
void device_write(uint64_t offset, uint64_t value);
void print(const char *text);
void print_hex(uint64_t value);
void verdict(uint64_t result);

/* trap.c */
extern volatile uint64_t irq_count;
void timer_init(uint64_t period);
void timer_stop(void);
/* Load from an address that should fault: true and the syndrome when it did */
bool load_faults(uint64_t address, uint64_t *esr);

static inline uint64_t counter(void)
{
	uint64_t now;

	__asm__ volatile("isb\n\tmrs %0, cntvct_el0" : "=r"(now) :: "memory");
	return now;
}

static inline uint64_t counter_frequency(void)
{
	uint64_t hz;

	__asm__ volatile("mrs %0, cntfrq_el0" : "=r"(hz));
	return hz;
}

static inline void interrupts_on(void)
{
	__asm__ volatile("msr daifclr, #2" ::: "memory");
}

static inline void interrupts_off(void)
{
	__asm__ volatile("msr daifset, #15" ::: "memory");
}

#endif
