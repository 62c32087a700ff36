/* SPDX-License-Identifier: BSD-3-Clause */
/* The test lists of the client, one per subject. */
#ifndef CLIENT_SUITES_H
#define CLIENT_SUITES_H

#include "lib/check.h"

struct suite {
	const struct test *tests;
	unsigned int count;
};

#define SUITE(list)	{ list, sizeof(list) / sizeof((list)[0]) }

extern const struct suite call_suite;
extern const struct suite life_suite;
extern const struct suite param_suite;
extern const struct suite exit_suite;
extern const struct suite granule_suite;
extern const struct suite interrupt_suite;
extern const struct suite memory_suite;
extern const struct suite table_suite;
extern const struct suite rec_suite;
extern const struct suite register_suite;
extern const struct suite sve_suite;
extern const struct suite debug_suite;
extern const struct suite pmu_suite;
extern const struct suite attestation_suite;
extern const struct suite attack_suite;
extern const struct suite chaos_suite;

#endif
