/* SPDX-License-Identifier: BSD-3-Clause */
/* The realm's power calls (PSCI 1.1). See realm/call.h for the shape of a handler. */
#ifndef PSCI_PSCI_H
#define PSCI_PSCI_H

#include <stdbool.h>
#include <stdint.h>

#include "realm/call.h"

realm_call_handler psci_version;
realm_call_handler psci_features;
realm_call_handler psci_cpu_suspend;
realm_call_handler psci_cpu_off;
realm_call_handler psci_cpu_on;
realm_call_handler psci_affinity_info;
realm_call_handler psci_system_off;
realm_call_handler psci_system_reset;

/* The MPIDR in a pending call of this REC. */
uint64_t psci_target_mpidr(const struct rec *caller);

/*
 * RMI_PSCI_COMPLETE: answer the pending call of `caller`, which concerns `target` (both locked, of one realm), with the
 * host's `status`. False for RMI_ERROR_INPUT.
 */
bool psci_complete(struct rec *caller, struct rec *target, uint64_t status);
/* The caller is entered after a CPU_ON that the host refused without a right to. */
void psci_refused(struct rec *caller);

#endif
