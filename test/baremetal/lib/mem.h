/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory functions that the compiler may call by itself. */
#ifndef TEST_MEM_H
#define TEST_MEM_H

#include <stddef.h>

void *memset(void *dst, int c, size_t n);
void *memcpy(void *dst, const void *src, size_t n);
int memcmp(const void *a, const void *b, size_t n);

#endif
