/* SPDX-License-Identifier: BSD-3-Clause */
/* A REC, the realm's virtual CPU, which lives in the page of a REC granule. */
#ifndef REALM_REC_H
#define REALM_REC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "abi/rmi.h"
#include "granule/granule.h"
#include "port/realm_cpu.h"
#include "realm/realm.h"

/* What the host must do before, or will complete by, the next entry. */
enum rec_pending {
	REC_PENDING_NONE,
	REC_PENDING_PSCI,		/* needs PSCI_COMPLETE; the request is in x0..x3 */
	REC_PENDING_PSCI_REFUSED,	/* the same, or the next entry: the host has denied to start what runs */
	REC_PENDING_RIPAS,		/* RSI_IPA_STATE_SET */
	REC_PENDING_HOST_CALL,		/* RSI_HOST_CALL */
};

/* An RSI_IPA_STATE_SET under way: `next` is the first address not changed yet. All zero when none is. */
struct rec_ripas_change {
	uint64_t base, top, next;
	enum rmi_ripas ripas;
	bool change_destroyed;
};

/* The last exit as far as the next entry may refer to it. */
struct rec_last_abort {
	bool unprotected_data;		/* a data abort at an unprotected address: SEA may be injected */
	bool emulatable;		/* ... whose access the host may complete */
	uint64_t esr, far;
};

/* REC_AUX granules: what a REC needs beyond its own page. They need not follow each other. */
enum rec_aux {
	REC_AUX_ATTEST_SESSION,		/* a token in the making: attest/session.h */
	REC_AUX_ATTEST_STACK,
	REC_AUX_ATTEST_HEAP,
	/* Of a realm with SVE only. */
	REC_AUX_VECTORS_LOW,		/* z0..z15 */
	REC_AUX_VECTORS_HIGH,		/* z16..z31 */
	REC_AUX_COUNT
};
_Static_assert(REC_AUX_COUNT <= RMI_MAX_AUX, "RmiRecParams names all auxiliary granules");

struct rec {
	/* Constant after create. */
	struct granule *granule;
	struct realm *realm;
	uint32_t index;
	struct granule *aux[REC_AUX_COUNT];	/* as many as rec_aux_count() says */
	/* Guarded by the granule's lock. While set, the CPU that set it owns all that follows; else the lock does. */
	bool running;
	bool runnable;
	enum rec_pending pending;
	struct rec_ripas_change ripas;
	bool big_endian;		/* of the caller of a pending CPU_ON */
	struct ipa host_call;		/* where the realm's RsiHostCall is */
	struct rec_last_abort last;
	unsigned int timers_reported;	/* REALM_TIMER_*: asserted as of the last exit */
	struct realm_cpu cpu;
};
_Static_assert(sizeof(struct rec) <= PAGE_SIZE, "a REC fits its granule");

/* The REC whose virtual CPU this is. */
static inline struct rec *rec_of_cpu(struct realm_cpu *cpu)
{
	return (struct rec *)((char *)cpu - offsetof(struct rec, cpu));
}

/* The REC whose granule has this name, locked; NULL where there is none (RMI_ERROR_INPUT). */
struct rec *rec_lock(struct pa rec);
/* Two different RECs, in address order. False where a name is no REC, or both are the same. */
bool rec_lock_two(struct pa a, struct pa b, struct rec **first, struct rec **second);
void rec_unlock(struct rec *rec);

/* Hand the locked REC to this CPU, and back. Unlocked in both cases. */
void rec_begin_run(struct rec *rec);
void rec_end_run(struct rec *rec);

/* How many auxiliary granules each REC of this realm has. */
static inline unsigned int rec_aux_count(const struct realm *realm)
{
	return realm->options.sve ? REC_AUX_COUNT : REC_AUX_VECTORS_LOW;
}

/* The monitor's view of an auxiliary page: zero when the REC is created, then its user's. */
static inline void *rec_aux_page(const struct rec *rec, enum rec_aux which)
{
	return granule_page(rec->aux[which]);
}

/* The next instruction of the realm is the one behind the present one. */
void rec_advance(struct rec *rec);

/* The results of a call that was put off: none of these has one in x3, which is zero then. */
static inline void rec_set_results(struct rec *rec, uint64_t x0, uint64_t x1, uint64_t x2)
{
	rec->cpu.gprs[0] = x0;
	rec->cpu.gprs[1] = x1;
	rec->cpu.gprs[2] = x2;
	rec->cpu.gprs[3] = 0;
}

#endif
