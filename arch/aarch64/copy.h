/* SPDX-License-Identifier: BSD-3-Clause */
/* Copies and fills written in assembly. */
#ifndef ARCH_COPY_H
#define ARCH_COPY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Copy; false where an access was refused. A data abort between ns_copy and ns_copy_end continues at
 * ns_copy_refused, which returns false.
 */
bool ns_copy(void *dst, const void *src, size_t size);
/* A page, through SIMD registers v0..v7 and v16..v23. */
bool ns_copy_page(void *dst, const void *src);
extern char ns_copy_end[], ns_copy_refused[];

#endif
