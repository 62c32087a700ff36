/* SPDX-License-Identifier: BSD-3-Clause */
/* Hashing by mbedTLS. */
#include "measure/hash.h"

#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>

#include "lib/mem.h"
#include "lib/panic.h"
#include "port/machine.h"

void hash(enum rmi_hash_algo algo, const void *data, size_t size, uint8_t out[HASH_MAX_SIZE])
{
	uint8_t result[HASH_MAX_SIZE] = { 0 };
	int error;

	port_simd_begin();
	if (algo == RMI_HASH_SHA_256)
		error = mbedtls_sha256(data, size, result, 0);
	else
		error = mbedtls_sha512(data, size, result, 0);
	port_simd_end();
	/* Software hashing has no reason to fail; a wrong measurement must never be used. */
	CHECK(error == 0);
	memcpy(out, result, HASH_MAX_SIZE);
}
