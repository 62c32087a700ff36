/* SPDX-License-Identifier: BSD-3-Clause */
/* The client as a bare-metal host: its CPUs, exceptions, interrupts and timer. */
#ifndef CLIENT_HOST_H
#define CLIENT_HOST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CPUS			2u

#define SECURE_RAM_BASE		0x20000000ul
#define SECURE_RAM_SIZE		0x20000000ul
#define FLASH0_BASE		0x0ul
#define SECURE_UART_BASE	0x60030000ul
#define NS_UART_BASE		0x60000000ul
#define GICD_BASE		0x40060000ul
#define GICR_BASE		0x40080000ul
#define DRAM_BASE		0x10000000000ul

/* What an exception handler notes; one per CPU. */
struct cpu {
	volatile bool probing;			/* a fault is expected: skip it */
	volatile uint64_t fault_esr, fault_far;
	volatile unsigned int irqs;		/* interrupts taken */
	volatile unsigned int last_irq;
	void (*volatile work)(uint64_t);	/* for the second CPU */
	volatile uint64_t work_arg;
	volatile bool on;
};

unsigned int this_cpu(void);
struct cpu *cpu(unsigned int index);

/* A load or store that may fault: 0, or the syndrome of the abort. */
uint64_t probe_read(uint64_t address, uint64_t *value);
uint64_t probe_write(uint64_t address, uint64_t value);

/* What the firmware leaves of the interrupt controller, as each CPU has found it. */
struct gic_found {
	uint32_t ctlr, waker, enabled;	/* GICD_CTLR, GICR_WAKER, GICR_ISENABLER0 */
	uint64_t sre, type;		/* ICC_SRE_EL2, GICR_TYPER */
};

/* gic.c */
void gic_init(void);
const struct gic_found *gic_found(unsigned int cpu);
/* This CPU's private interrupts that can be enabled, one bit each; they are as before afterwards. */
uint32_t gic_private(void);
unsigned int gic_acknowledge(void);		/* end and deactivate included */
bool gic_is_pending(unsigned int intid);	/* this CPU's PPI or SGI */
bool gic_is_active(unsigned int intid);
bool gic_is_enabled(unsigned int intid);
void gic_enable(unsigned int intid, bool on);	/* this CPU's PPI */
void gic_send_sgi(unsigned int cpu, unsigned int intid);

/* The host's own timer (CNTHP): one interrupt, INTID_HTIMER, after so many ticks. */
void host_timer_start(uint64_t ticks);
void host_timer_stop(void);
uint64_t ticks_now(void);

/*
 * The watchdog of a test: its time over, the test fails at the next take_interrupts(), and the second CPU leaves the REC
 * that it may be in.
 */
void watchdog_start(void);
void watchdog_stop(void);

/* Lets the interrupts in that are pending now. Every loop that waits for something calls it. */
void take_interrupts(void);

/* Run a function on the second CPU; it is started at the first use. */
void second_start(void (*work)(uint64_t), uint64_t arg);
void second_wait(void);

/* Switch the second CPU off, through the firmware; the next second_start() switches it on again. */
void second_off(void);

/* Run a call from EL1; its x0 comes back. */
uint64_t smc_from_el1(uint64_t fid);

/* start.S: vectors for EL1 that end in HVC #EL1_EXCEPTION. */
#define EL1_EXCEPTION	9u
extern const uint8_t el1_vectors[];

/*
 * The first CPU as a host with HCR_EL2.E2H and TGE, as Linux is on a CPU that has them, or without. Plain names of EL1
 * registers then mean EL2's own.
 */
void host_set_vhe(bool on);
bool host_is_vhe(void);

__attribute__((noreturn)) void power_off(void);

#endif
