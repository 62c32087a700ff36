/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's FP, SIMD and SVE vector registers around code that uses them. */
#ifndef SEL2_SIMD_H
#define SEL2_SIMD_H

#include "port/realm_cpu.h"

/* simd.S */
void fp_save(struct realm_fp *fp);
void fp_restore(const struct realm_fp *fp);
void sve_save(void *vectors, void *predicates);
void sve_restore(const void *vectors, const void *predicates);
uint64_t sve_vector_bytes(void);

/* Find out how long vectors are; on each CPU at start. */
void simd_start_cpu(void);

/* Keep, and give back, all that the host has in vector registers, FPSR and FPCR. */
void simd_save_host(void);
void simd_restore_host(void);

#endif
