/* SPDX-License-Identifier: BSD-3-Clause */
/* Forgeries by hand, each with what the verifier has to say to it. */
#ifndef CASES_H
#define CASES_H

#include "forge.h"

/* An envelope with one thing wrong. */
struct envelope_case {
	const char *name;
	size_t knob;		/* offset in struct knobs */
	uint64_t value;
	const char *why;	/* part of the reason, or NULL: accepted */
};

/* A claim with another value. */
struct value_case {
	const char *name;
	enum where where;
	int64_t label;
	const char *raw;
	size_t size;
	const char *why;
	bool allow_debug;
};

/* The golden token, or one of its other forms, checked against something else. */
struct policy_case {
	const char *name, *challenge, *rim, *rem, *rpv, *log, *why;
	int rem_number;
};

/* Bytes that are no token at all. */
struct bytes_case {
	const char *name, *bytes;
	size_t size;
	const char *why;
};

extern const struct envelope_case envelope_cases[];
extern const struct value_case value_cases[];
extern const struct policy_case policy_cases[];
extern const struct bytes_case bytes_cases[];

#endif
