/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_PSCI_COMPLETE. */
#include "psci/psci.h"
#include "realm/rec.h"
#include "rmi/rmi.h"

/* The failure conditions behind the two locked RECs. */
static bool check_psci_complete(const struct rec *caller, const struct rec *target)
{
	bool pending = caller->pending == REC_PENDING_PSCI || caller->pending == REC_PENDING_PSCI_REFUSED;

	return !caller->running && pending && caller->realm == target->realm &&
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
