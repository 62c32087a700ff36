/* SPDX-License-Identifier: BSD-3-Clause */
/* Which VMIDs are in use. The host chooses them; no two realms may share one. */
#ifndef REALM_VMID_H
#define REALM_VMID_H

#include <stdbool.h>
#include <stdint.h>

/* Take a VMID; false where it is too wide for the machine, or in use. */
bool vmid_take(uint64_t vmid);

/* Its translations must have been invalidated. */
void vmid_give(uint16_t vmid);

#endif
