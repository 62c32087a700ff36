/* SPDX-License-Identifier: BSD-3-Clause */
/* Scripted guests: straight-line C that acts as a realm's virtual CPU, one instruction at a time. */
#ifndef MACHINE_GUEST_H
#define MACHINE_GUEST_H

#include "machine.h"

struct guest;
typedef void guest_main(struct guest *g, void *arg);

/*
 * The program of the REC that reads `mpidr` in the realm of `vmid`. It starts at the first entry; when it returns, the
 * REC only waits for interrupts. Replaces an earlier guest of the same name.
 */
struct guest *guest_create(uint16_t vmid, uint64_t mpidr, guest_main *main, void *arg);
bool guest_finished(const struct guest *g);

/*
 * In place of all guests, without threads: called on the CPU's own for each run of any REC; fills in why it ended.
 */
typedef void realm_program(struct guest *g, struct realm_exit *exit);
void machine_set_realm_program(realm_program *program);

/* ---- what only the guest's own program calls ---- */

/* Its registers, and what hardware holds of it while it runs. */
struct realm_cpu *guest_cpu(struct guest *g);
struct realm_cpu *guest_hw(struct guest *g);
const struct s2_space *guest_space(const struct guest *g);
const struct realm_traps *guest_traps(const struct guest *g);

/* Result of an instruction. */
enum outcome {
	DONE,			/* executed; pc is behind it */
	EXCEPTION,		/* taken to EL1: see guest_esr and guest_far; pc is back behind it */
	ELSEWHERE,		/* pc was set to a new place, as CPU_ON does */
};
uint64_t guest_esr(struct guest *g);
uint64_t guest_far(struct guest *g);

/* SMC with x0..x10; they are read back. */
enum outcome guest_smc(struct guest *g, uint64_t x[11]);
/* The same in one line; returns x0. */
uint64_t guest_call(struct guest *g, uint64_t fid, uint64_t x1, uint64_t x2, uint64_t x3, uint64_t x4);
enum outcome guest_hvc(struct guest *g);

/* A load or store as the syndrome describes it. */
struct guest_access {
	uint64_t ipa;
	enum access kind;
	unsigned int size;		/* 1, 2, 4, 8 */
	unsigned int rt;		/* register, 31 is XZR */
	bool sign;			/* SSE */
	bool half;			/* 32-bit register */
	bool no_syndrome;		/* ISV = 0, as for a pair or with write-back */
	uint64_t va;			/* FAR; 0 stands for the IPA */
};
enum outcome guest_access(struct guest *g, const struct guest_access *a);
/* One try: true where it was done; else *exit is the abort that it ends in. */
bool guest_try_access(struct guest *g, const struct guest_access *a, struct realm_exit *exit);
/* 64-bit accesses by x9. */
enum outcome guest_load(struct guest *g, uint64_t ipa, uint64_t *value);
enum outcome guest_store(struct guest *g, uint64_t ipa, uint64_t value);
enum outcome guest_fetch(struct guest *g, uint64_t ipa);
/* The same, for a program that cannot go on otherwise. */
uint64_t guest_must_load(struct guest *g, uint64_t ipa);
void guest_must_store(struct guest *g, uint64_t ipa, uint64_t value);

enum outcome guest_wfi(struct guest *g);
enum outcome guest_wfe(struct guest *g);
/* A trapped MSR or MRS; iss without direction and register. */
#define SYSREG_ISS(op0, op1, crn, crm, op2) \
	((op0) << 20 | (op2) << 17 | (op1) << 14 | (crn) << 10 | (crm) << 1)
enum outcome guest_mrs(struct guest *g, uint32_t iss, unsigned int rt);
enum outcome guest_msr(struct guest *g, uint32_t iss, unsigned int rt);

/* A host interrupt arrives here; returns when the REC is entered again. */
void guest_interrupted(struct guest *g);
/* Leave with any syndrome that hardware could give. */
enum outcome guest_exit(struct guest *g, const struct realm_exit *exit);

/* Condition of the fake timers: the count that CVAL is compared with. */
void machine_set_time(uint64_t count);

/* What all of the CPU's ID registers read. */
void machine_set_id_registers(uint64_t value);

/* PMCEID0_EL0; PMCEID1_EL0 is one more, PMMIR_EL1 two. */
#define MACHINE_PMCEID	0x7fff0f3full

/* Number of times that a realm was run since the start. */
unsigned int machine_realm_runs(void);

#endif
