/* SPDX-License-Identifier: BSD-3-Clause */
/* The vendor's host calls of abi/vendor.h: the secure pool. */
#include "granule/pool.h"
#include "rmi/rmi.h"

/* VENDOR_POOL_INFO -> x1 base, x2 bytes, x3 pages that can still back a name, x4 pages claimed. */
void vendor_pool_info(const struct call *in, struct reply *out)
{
	struct pool_info info;

	(void)in;
	pool_info(&info);
	out->x[0] = RMI_SUCCESS;
	out->x[1] = info.range.base;
	out->x[2] = info.range.size;
	out->x[3] = info.available;
	out->x[4] = info.claimed;
}

/* VENDOR_POOL_CLAIM: x1 base, x2 bytes. */
void vendor_pool_claim(const struct call *in, struct reply *out)
{
	out->x[0] = pool_claim(pa_of(in->x[1]), in->x[2]) ? RMI_SUCCESS : RMI_ERROR_INPUT;
}

/* VENDOR_POOL_RELEASE: x1 base, x2 bytes. */
void vendor_pool_release(const struct call *in, struct reply *out)
{
	out->x[0] = pool_release(pa_of(in->x[1]), in->x[2]) ? RMI_SUCCESS : RMI_ERROR_INPUT;
}
