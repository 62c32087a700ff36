/* SPDX-License-Identifier: BSD-3-Clause */
/* What must hold whenever no CPU is in a call, whatever calls there were and in whatever order they took effect. */
#ifndef MACHINE_WORLD_H
#define MACHINE_WORLD_H

/*
 * Reads the monitor's own tables, so it needs no model that would have to know the order of calls. Of every realm: each
 * table and each page is reached exactly once and has the state that it should, and each table counts what it holds.
 * Of all else: no granule has a role that no realm accounts for, every page without an owner is zero, no lock is held,
 * and no TLB is stale. Fails the test otherwise.
 */
void world_check(void);

#endif
