/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor's face to its variant: start-up, and one call from the host. */
#ifndef DISPATCH_DISPATCH_H
#define DISPATCH_DISPATCH_H

#include "lib/call.h"

/*
 * Start-up on the first CPU, once, before any call. Returns NULL, or a sentence that says what is missing.
 */
const char *monitor_init(void);

/*
 * A call of the RMI range or of the vendor range (abi/vendor.h) from the host, on this CPU. Re-entrant on other CPUs.
 * An identifier that is none of ours answers x0 = -1.
 */
void monitor_call(const struct call *call, struct reply *reply);

#endif
