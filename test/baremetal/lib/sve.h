/* SPDX-License-Identifier: BSD-3-Clause */
/* All SVE registers, and SME's array, from and to memory. */
#ifndef TEST_SVE_H
#define TEST_SVE_H

#include <stdint.h>

#define SVE_MAX_BYTES		256u
#define SVE_PREDICATES		17u	/* FFR is the last */
#define ZCR_LONGEST		0xful

/* Vectors and predicates follow each other without gaps, as long as they are. */
struct sve {
	uint8_t vectors[32 * SVE_MAX_BYTES];
	uint8_t predicates[SVE_PREDICATES * SVE_MAX_BYTES / 8];
} __attribute__((aligned(64)));

/* sve.S */
void sve_load(const void *vectors, const void *predicates);
void sve_store(void *vectors, void *predicates);
uint64_t sve_bytes(void);
void za_load(const void *za);
void za_store(void *za);

#endif
