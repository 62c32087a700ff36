/* SPDX-License-Identifier: BSD-3-Clause */
/* The secure pool, and addresses that are never granules. */
#ifndef CLIENT_GRANULES_H
#define CLIENT_GRANULES_H

#include <stdint.h>

#include "lib/smc.h"

struct pool {
	uint64_t base, size;
	uint64_t free;		/* pages that can back a name */
	uint64_t claimed;	/* pages named directly */
};

struct pool pool_info(void);

extern const uint64_t never_granules[];
extern const unsigned int never_granules_count;

#endif
