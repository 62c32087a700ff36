/* SPDX-License-Identifier: BSD-3-Clause */
/* All SIMD registers from and to memory. */
#ifndef TEST_SIMD_H
#define TEST_SIMD_H

#include <stdint.h>

struct simd {
	uint64_t v[32][2];
} __attribute__((aligned(16)));

void simd_load(const struct simd *simd);
void simd_store(struct simd *simd);

#endif
