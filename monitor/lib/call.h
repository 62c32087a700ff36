/* SPDX-License-Identifier: BSD-3-Clause */
/* The registers of a host call, there and back. */
#ifndef LIB_CALL_H
#define LIB_CALL_H

#include <stdint.h>

/* x0..x7 of the host's SMC; x0 is the function identifier. */
struct call {
	uint64_t x[8];
};

/* x0..x7 that go back: results, then zeros up to x3, then what the caller had there. */
struct reply {
	uint64_t x[8];
};

#endif
