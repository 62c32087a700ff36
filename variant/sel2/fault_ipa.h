/* SPDX-License-Identifier: BSD-3-Clause */
/* Which intermediate address a realm's abort was about. */
#ifndef SEL2_FAULT_IPA_H
#define SEL2_FAULT_IPA_H

#include <stdbool.h>

#include "port/realm_cpu.h"

enum fault_where {
	FAULT_SECURE_IPA,	/* exit->hpfar is valid, or zero where there is none (external abort) */
	FAULT_NON_SECURE_IPA,	/* the realm's own stage 1 has NS set */
	FAULT_GONE,		/* the realm's stage 1 no longer leads there: run again */
};

/* A data or instruction abort from the realm. */
bool fault_is_abort(uint64_t esr);

/* Sets exit->hpfar. */
enum fault_where fault_find_ipa(const struct realm_cpu *cpu, struct realm_exit *exit);

/* The syndrome of a synchronous external abort in place of this abort. */
uint64_t fault_external_abort(uint64_t esr);

#endif
