/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host kernel tells about the secure pool. */
#include <stdio.h>

#include "test.h"

#define POOL_FREE	"/sys/kernel/rmi/pool_free"

long long pool_free(void)
{
	FILE *file = fopen(POOL_FREE, "r");
	long long pages = -1;

	if (!file)
		return -1;
	if (fscanf(file, "%lli", &pages) != 1)
		pages = -1;
	fclose(file);
	return pages;
}
