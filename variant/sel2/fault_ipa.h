/* SPDX-License-Identifier: BSD-3-Clause */
/* Which intermediate address a realm's abort was about. */
#ifndef SEL2_FAULT_IPA_H
#define SEL2_FAULT_IPA_H

#include <stdbool.h>

#include "port/realm_cpu.h"

/* A data or instruction abort from the realm. */
bool fault_is_abort(uint64_t esr);

/*
 * Sets exit->hpfar, zero where the abort has none (external). False where the realm's stage 1 no longer leads there: it
 * is to run again.
 */
bool fault_find_ipa(const struct realm_cpu *cpu, struct realm_exit *exit);

#endif
