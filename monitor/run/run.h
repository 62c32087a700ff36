/* SPDX-License-Identifier: BSD-3-Clause */
/* Enter a REC, and sort out why it came back. */
#ifndef RUN_RUN_H
#define RUN_RUN_H

#include <stdbool.h>

#include "abi/rmi.h"
#include "realm/call.h"
#include "realm/rec.h"

/*
 * Run a REC that this CPU owns, as checked `enter` asks, until the host is needed. *exit is filled in whole. No lock is
 * held, and none while the realm runs.
 */
void run_rec(struct rec *rec, const struct rmi_rec_enter *enter, struct rmi_rec_exit *exit);

/* True where the host's interrupt state may be loaded (DEN0137: gicv3_hcr, gicv3_lrs). gic.c */
bool run_gic_ok(const struct rmi_rec_enter *enter);

/* --- between the files of this folder --- */

enum run_next {
	RUN_ON,		/* handled: the realm goes on */
	RUN_EXIT,	/* *exit is filled in for the host */
};

/* gic.c */
void run_gic_load(struct rec *rec, const struct rmi_rec_enter *enter);
void run_gic_report(const struct rec *rec, struct rmi_rec_exit *exit);

/* complete.c: what the last exit left to be done. RUN_EXIT where that fails. */
enum run_next run_complete(struct rec *rec, const struct rmi_rec_enter *enter, struct rmi_rec_exit *exit);

/* sync.c: an exception by the realm. */
enum run_next run_sync(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit);
void run_inject_undefined(struct rec *rec);

/* abort.c */
enum run_next run_abort(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit);
enum run_next run_serror(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit);
void run_inject_sea(struct rec *rec, uint64_t esr, uint64_t far);
/* A data abort that no instruction caused: a call's buffer is missing. */
void run_synthetic_abort(const struct realm_answer *answer, struct rmi_rec_exit *exit);

/*
 * stage1.c: level of the running realm's stage 1 at which an address beyond the IPA space comes up in the translation
 * of `va`; 0 where stage 1 is off.
 */
int run_stage1_level(const struct realm *realm, uint64_t va);

/* sysreg.c */
enum run_next run_sysreg(struct rec *rec, const struct realm_exit *why, struct rmi_rec_exit *exit);

/* debug.c: op0 = 2. False where this realm has no such register. `sysreg` as in port/sysregs.h. */
bool run_debug_read(struct rec *rec, unsigned int sysreg, uint64_t *value);
bool run_debug_write(struct rec *rec, unsigned int sysreg, uint64_t value);

/* pmu.c: what the realm has not got reads as zero, and writes to it are ignored. */
uint64_t run_pmu_read(const struct rec *rec, unsigned int sysreg);
void run_pmu_write(struct rec *rec, unsigned int sysreg, uint64_t value);

/* idreg.c: what the realm reads as ID register op0 = 3, op1 = 0, CRn = 0. */
uint64_t run_id_register(const struct realm *realm, unsigned int crm, unsigned int op2);

/* call.c: SMC. */
enum run_next run_call(struct rec *rec, struct rmi_rec_exit *exit);

/* General register n of the realm; 31 reads as zero and ignores writes. */
static inline uint64_t run_reg(const struct rec *rec, unsigned int n)
{
	return n < 31 ? rec->cpu.gprs[n] : 0;
}

static inline void run_set_reg(struct rec *rec, unsigned int n, uint64_t value)
{
	if (n < 31)
		rec->cpu.gprs[n] = value;
}

#endif
