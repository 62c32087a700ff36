/* SPDX-License-Identifier: BSD-3-Clause */
/* The memory functions that a compiler may call by itself, with their standard names and meaning. */
#ifndef LIB_MEM_H
#define LIB_MEM_H

#include <stddef.h>

void *memcpy(void *dst, const void *src, size_t size);
void *memmove(void *dst, const void *src, size_t size);
void *memset(void *dst, int c, size_t size);
int memcmp(const void *a, const void *b, size_t size);

#endif
