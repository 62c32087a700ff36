/* SPDX-License-Identifier: BSD-3-Clause */
/* The measurement of a cVM from its files, and whether they are what the list says. */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include "tree.h"

/* A file in memory: `room` is its size in whole pages, zeros behind its end. */
struct file {
	const char *name;
	uint8_t *data;
	size_t size, room;
};

enum role { ROLE_STUB, ROLE_KERNEL, ROLE_INITRD, ROLE_TREE, ROLES };

/* What the relying party has, and expects. */
struct inputs {
	struct file file[ROLES], list;
	struct value rpv;
	const char *algorithm, *append;	/* NULL: as the list, the tree says */
	uint64_t vcpus, memory;		/* 0: as the tree says; bytes */
};

struct measured {
	struct list list;
	struct tree tree;
	enum role role[LIST_RANGES];	/* of each image of the list */
	struct rim rim;
};

/* Computes the RIM. False: the problem says what does not fit together, and where. */
bool measure(struct inputs *inputs, struct measured *measured, struct problem *problem);

const char *role_name(enum role role);

/* Checks what the list and the tree say against each other and against what is expected. */
bool check_all(const struct inputs *inputs, struct measured *measured, struct problem *problem);

void report_text(FILE *out, const struct inputs *inputs, const struct measured *measured);
void report_json(FILE *out, const struct inputs *inputs, const struct measured *measured);

#endif
