/* SPDX-License-Identifier: BSD-3-Clause */
/* FP, SIMD and SVE registers: the host's around a realm and around code that uses them, and a realm's own. */
#ifndef SEL2_SIMD_H
#define SEL2_SIMD_H

#include <stdbool.h>

#include "port/realm_cpu.h"

/* simd.S */
void fp_save(struct realm_fp *fp);
void fp_restore(const struct realm_fp *fp);
void sve_save(void *low, void *high, void *predicates, bool ffr);
void sve_restore(const void *low, const void *high, const void *predicates, bool ffr);
uint64_t sve_vector_bytes(void);

/* Find out how long vectors are; on each CPU at start. Returns the longest, in bytes; 0 where there is no SVE. */
unsigned int simd_start_cpu(void);

/* All that the host has in vector registers, FPSR and FPCR against what the realm has, and back. */
void simd_load_realm(const struct realm_cpu *realm);
void simd_unload_realm(struct realm_cpu *realm);

#endif
