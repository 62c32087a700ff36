/* SPDX-License-Identifier: BSD-3-Clause */
/* A guest as guest.c and instruction.c share it. */
#ifndef MACHINE_GUEST_INNER_H
#define MACHINE_GUEST_INNER_H

#include <pthread.h>
#include <stdatomic.h>

#include "guest.h"

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

/* On the guest's thread: give the turn to the CPU that runs it, come back at the next entry. */
void guest_leave(struct guest *g, const struct realm_exit *exit);

/* What the hardware of the calling CPU holds of the realm that is loaded. */
struct realm_cpu *loaded_hw(void);

#endif
