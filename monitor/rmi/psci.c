/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_PSCI_COMPLETE. */
#include "psci/psci.h"
#include "realm/rec.h"
#include "rmi/rmi.h"

static bool has_request(const struct rec *caller)
{
	return caller->pending == REC_PENDING_PSCI || caller->pending == REC_PENDING_PSCI_REFUSED;
}

/* The failure conditions behind the two locked RECs. A caller that runs is another CPU's: nothing of it is looked at. */
static bool check_psci_complete(const struct rec *caller, const struct rec *target)
{
	return !caller->running && has_request(caller) && caller->realm == target->realm &&
	       rec_index_of_psci_mpidr(psci_target_mpidr(caller)) == target->index;
}

/* DEN0137 RMI_PSCI_COMPLETE: x1 calling REC, x2 target REC, x3 PSCI status. Every failure is RMI_ERROR_INPUT. */
void rmi_psci_complete(const struct call *in, struct reply *out)
{
	struct rec *caller, *target;

	out->x[0] = RMI_ERROR_INPUT;
	if (!rec_lock_two(pa_of(in->x[1]), pa_of(in->x[2]), &caller, &target))
		return;
	if (check_psci_complete(caller, target) && psci_complete(caller, target, in->x[3]))
		out->x[0] = RMI_SUCCESS;
	rec_unlock(caller);
	rec_unlock(target);
}
