/* SPDX-License-Identifier: BSD-3-Clause */
/* What a device tree says that a relying party should look at. Strings point into the tree. */
#ifndef MEASURE_TREE_H
#define MEASURE_TREE_H

#include "list.h"

#define TREE_MOST	(2 * 1024 * 1024)	/* bytes: arm64 Linux takes no larger one */
#define TREE_DEVICES	128

/* Devices are the host's: everything that a cVM does with one is seen by it. */
struct device {
	const char *path_name, *compatible;
	struct range at;	/* of the first register range; size 0: none */
	unsigned int count;	/* of nodes of this kind, one behind the other */
	bool reserved;		/* a child of /reserved-memory */
};

struct tree {
	const char *model, *bootargs, *stdout_path, *psci;
	bool has_initrd;
	struct range initrd, memory[LIST_RANGES];
	struct device device[TREE_DEVICES];
	size_t memories, devices;
	unsigned int vcpus;
};

/* Refuses a tree that is malformed, that has a seed, or that says in /chosen what is not known here. */
bool tree_read(const void *fdt, size_t size, struct tree *tree, struct problem *problem);

#endif
