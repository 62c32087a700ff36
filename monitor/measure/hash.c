/* SPDX-License-Identifier: BSD-3-Clause */
/* Hashing by mbedTLS. */
#include "measure/hash.h"

#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>

#include "lib/panic.h"

/* Starting fills in all of a context that is used, finishing clears it. */
static int sha256(const void *data, size_t size, uint8_t *out)
{
	mbedtls_sha256_context context;
	int error = mbedtls_sha256_starts(&context, 0);

	error |= mbedtls_sha256_update(&context, data, size);
	return error | mbedtls_sha256_finish(&context, out);
}

static int sha512(const void *data, size_t size, uint8_t *out)
{
	mbedtls_sha512_context context;
	int error = mbedtls_sha512_starts(&context, 0);

	error |= mbedtls_sha512_update(&context, data, size);
	return error | mbedtls_sha512_finish(&context, out);
}

void hash(enum rmi_hash_algo algo, const void *data, size_t size, uint8_t out[HASH_MAX_SIZE])
{
	int error = algo == RMI_HASH_SHA_256 ? sha256(data, size, out) : sha512(data, size, out);

	/* Software hashing has no reason to fail; a wrong measurement must never be used. */
	CHECK(error == 0);
}
