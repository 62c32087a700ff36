// SPDX-License-Identifier: BSD-3-Clause
/* One call of the host's. A call that fails has changed nothing: the whole machine is compared. */
#include "input.h"
#include "world.h"

#include "host_calls.inc"

#define HOST_CALLS	(sizeof(host_calls) / sizeof(host_calls[0]))

/* A call that fails changes nothing, but for a few that must. */
static bool may_change(uint64_t fid)
{
	/* An exit that cannot be written is lost, a wrong answer to CPU_ON answers the realm all the same. */
	return world.refusing || fid == RMI_REC_ENTER || fid == RMI_PSCI_COMPLETE;
}

void world_note_exit(uint64_t rec, uint64_t run)
{
	const struct rmi_rec_run *r = ns_look(run);

	world.asked_rec = rec;
	world.ripas_base = r->exit.ripas_base;
	world.ripas_top = r->exit.ripas_top;
}

void world_host_call(void)
{
	const struct fuzz_call *call = &host_calls[take() % HOST_CALLS];
	uint64_t x[6] = { call->function };
	struct reply reply;
	const char *differs;

	for (unsigned int i = 1; i <= call->inputs; i++)
		x[i] = world_value((enum role)call->role[i]);
	snapshot_take();
	reply = rmi5(x[0], x[1], x[2], x[3], x[4], x[5]);
	if (reply.x[0] == RMI_SUCCESS) {
		if (call->function == RMI_REC_ENTER)
			world_note_exit(x[1], x[2]);
		return;
	}
	differs = may_change(call->function) ? NULL : snapshot_differs();
	if (differs)
		machine_fail("%s failed with 0x%llx and changed %s", call->name, (unsigned long long)reply.x[0], differs);
}
