/* SPDX-License-Identifier: BSD-3-Clause */
/* What mbedTLS asks of a platform: to clear memory in a way that no compiler removes. */
#include <stddef.h>

#include "lib/mem.h"

void mbedtls_platform_zeroize(void *buffer, size_t size);

void mbedtls_platform_zeroize(void *buffer, size_t size)
{
	memset(buffer, 0, size);
	/* Someone may look at it. */
	__asm__ volatile("" : : "r" (buffer) : "memory");
}
