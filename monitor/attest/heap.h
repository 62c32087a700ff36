/* SPDX-License-Identifier: BSD-3-Clause */
/* Where mbedTLS gets its memory from. A task's argument must begin with its struct arena. */
#ifndef ATTEST_HEAP_H
#define ATTEST_HEAP_H

#include "attest/arena.h"

/* Bracket of cryptography outside a task: the monitor's own arena, for one CPU at a time. */
void heap_own_begin(void);
void heap_own_end(void);

/* mbedtls_config.h names these to mbedTLS as its calloc and free. */
void *attest_calloc(size_t count, size_t size);
void attest_free(void *memory);
void attest_zeroize_and_free(void *memory, size_t size);

#endif
