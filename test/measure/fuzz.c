/* SPDX-License-Identifier: BSD-3-Clause */
/* For libFuzzer: whatever the host writes as a list or as a device tree, it is read or refused. */
#include <stdlib.h>
#include <string.h>

#include "tree.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct list list;
	static struct tree tree;
	struct problem problem = { "" };
	uint8_t *copy = malloc(size + 1);	/* aligned as a file that was read */

	if (!copy)
		abort();
	memcpy(copy, data, size);
	if (!list_parse((const char *)copy, size, &list, &problem) && !problem.text[0])
		abort();
	problem.text[0] = '\0';
	if (!tree_read(copy, size, &tree, &problem) && !problem.text[0])
		abort();
	free(copy);
	return 0;
}
