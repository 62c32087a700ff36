/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256 and SHA-512 over memory. */
#ifndef MEASURE_HASH_H
#define MEASURE_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "abi/rmi.h"

#define HASH_MAX_SIZE	64u

/* Bytes of a hash of this algorithm. */
static inline size_t hash_size(enum rmi_hash_algo algo)
{
	return algo == RMI_HASH_SHA_256 ? 32 : 64;
}

/*
 * Hash `size` bytes; the first bytes of `out` get the hash, and what stands behind a short one stays: zeros, as
 * whoever made the place put them there. `data` may be `out`. Only between port_simd_begin and port_simd_end.
 */
void hash(enum rmi_hash_algo algo, const void *data, size_t size, uint8_t out[HASH_MAX_SIZE]);

#endif
