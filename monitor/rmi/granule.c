/* SPDX-License-Identifier: BSD-3-Clause */
/* RMI_GRANULE_DELEGATE and RMI_GRANULE_UNDELEGATE. */
#include "rmi/rmi.h"

/*
 * DEN0137 RMI_GRANULE_DELEGATE: x1 address. RMI_ERROR_INPUT also where no page of the secure pool is left for a name
 * in normal DRAM; VENDOR_POOL_INFO tells the host which it was.
 */
void rmi_granule_delegate(const struct call *in, struct reply *out)
{
	out->x[0] = granule_delegate(pa_of(in->x[1])) ? RMI_SUCCESS : RMI_ERROR_INPUT;
}

/* DEN0137 RMI_GRANULE_UNDELEGATE: x1 address. */
void rmi_granule_undelegate(const struct call *in, struct reply *out)
{
	out->x[0] = granule_undelegate(pa_of(in->x[1])) ? RMI_SUCCESS : RMI_ERROR_INPUT;
}
