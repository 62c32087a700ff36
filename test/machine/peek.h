/* SPDX-License-Identifier: BSD-3-Clause */
/* The few looks behind the interface that the oracle needs. */
#ifndef MACHINE_PEEK_H
#define MACHINE_PEEK_H

#include "port/tlb.h"

/* The pool page behind a name that has a role. */
uint64_t peek_backing(uint64_t name);
/* The address space that the realm runs in. */
void peek_space(uint64_t rd, struct s2_space *space);
/* A page of the monitor's own, which is not in a table. */
bool peek_is_private(uint64_t page);
/* What its role keeps with the granule of this name. */
unsigned int peek_note(uint64_t name);
/* How many CPUs have or wait for the lock of the granule of this name. */
unsigned int peek_queue(uint64_t name);
/*
 * The tickets of all locks, which are free, go back to zero: how often a lock was taken is no difference between two
 * states of the machine.
 */
void peek_settle_locks(void);

#endif
