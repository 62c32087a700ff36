/* SPDX-License-Identifier: BSD-3-Clause */
/* A bit for each VMID. */
#include "realm/vmid.h"

#include "lib/bits.h"
#include "lib/panic.h"
#include "port/machine.h"

static uint64_t used[65536 / 64];

bool vmid_take(uint64_t vmid)
{
	uint64_t old;

	if (vmid >= BIT(port_machine()->vmid_bits))
		return false;
	old = __atomic_fetch_or(&used[vmid / 64], BIT(vmid % 64), __ATOMIC_ACQ_REL);
	return (old & BIT(vmid % 64)) == 0;
}

void vmid_give(uint16_t vmid)
{
	uint64_t old = __atomic_fetch_and(&used[vmid / 64], ~BIT(vmid % 64), __ATOMIC_ACQ_REL);

	CHECK((old & BIT(vmid % 64)) != 0);
}
