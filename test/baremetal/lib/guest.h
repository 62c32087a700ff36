/* SPDX-License-Identifier: BSD-3-Clause */
/* Running some instructions at EL1 and learning why they came back to EL2. */
#ifndef TEST_GUEST_H
#define TEST_GUEST_H

#include <stdint.h>

struct guest {
	uint64_t pc;		/* in: where to start; out: where it was left */
	uint64_t x0;		/* in and out */
	uint64_t pstate;	/* in */
	uint64_t esr;		/* out */
};

void guest_run(struct guest *guest);

#endif
