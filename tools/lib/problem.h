/* SPDX-License-Identifier: BSD-3-Clause */
/* Why a tool refuses its input: the first reason is kept. */
#ifndef LIB_PROBLEM_H
#define LIB_PROBLEM_H

#include <stdbool.h>

struct problem {
	char text[512];		/* empty: none */
};

/* Always false, so that a function can end with it. */
bool refuse(struct problem *problem, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
