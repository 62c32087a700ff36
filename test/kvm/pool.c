/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host kernel tells about the secure pool. */
#include <stdio.h>

#include "test.h"

/* Three numbers: pages of the pool, pages that can still be given out, pages claimed by their own addresses */
#define POOL	"/sys/module/kvm/parameters/arm_rmi_pool"

long long pool_free(void)
{
	FILE *file = fopen(POOL, "r");
	long long pages = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%*i %lli", &pages) != 1)
		pages = -1;
	fclose(file);
	return pages;
}
