/* SPDX-License-Identifier: BSD-3-Clause */
/* The list that QEMU writes of a realm: its parameters, and where in memory what was populated. */
#ifndef MEASURE_LIST_H
#define MEASURE_LIST_H

#include "problem.h"
#include "rim.h"
#include "text.h"

#define LIST_MOST	(64 * 1024)	/* bytes */
#define LIST_RANGES	32
#define LIST_NAME	256

struct range {
	uint64_t base, size;
};

struct image {
	struct range at;
	uint8_t digest[RIM_SIZE];	/* of the hashes of its pages */
	char name[LIST_NAME];
	size_t offset;			/* of its line in the list */
};

struct list {
	enum rim_algorithm algorithm;
	struct rim_params params;
	struct range ram[LIST_RANGES], populate[LIST_RANGES];
	struct image image[LIST_RANGES];
	size_t rams, images, populates;
	uint64_t entry;
};

/* Takes only what it knows, in the order in which QEMU writes it; a problem names the byte at which it is. */
bool list_parse(const char *text, size_t size, struct list *list, struct problem *problem);

size_t digest_size(enum rim_algorithm algorithm);
struct range range_pages(struct range range);

#endif
