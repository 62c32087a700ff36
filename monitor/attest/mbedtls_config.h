/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What of mbedTLS signs tokens: ECDSA on P-384, deterministic, with SHA-384 and HKDF. Given to it as MBEDTLS_CONFIG_FILE.
 *
 * This build of sha512.c uses general registers only, beside the one that measures (measure/mbedtls_config.h), so its
 * functions have other names: a task that signs must never touch SIMD registers, which are a realm's.
 */
#ifndef ATTEST_MBEDTLS_CONFIG_H
#define ATTEST_MBEDTLS_CONFIG_H

#include <stddef.h>

#define MBEDTLS_HAVE_ASM
#define MBEDTLS_SHA384_C
#define MBEDTLS_MD_C
#define MBEDTLS_HKDF_C
#define MBEDTLS_HMAC_DRBG_C
#define MBEDTLS_BIGNUM_C
#define MBEDTLS_ECP_C
#define MBEDTLS_ECP_DP_SECP384R1_ENABLED
#define MBEDTLS_ECP_NIST_OPTIM
#define MBEDTLS_ECDSA_C
#define MBEDTLS_ECDSA_DETERMINISTIC
#define MBEDTLS_ASN1_PARSE_C
#define MBEDTLS_ASN1_WRITE_C

#define MBEDTLS_PLATFORM_C
#define MBEDTLS_PLATFORM_MEMORY
#define MBEDTLS_PLATFORM_CALLOC_MACRO	attest_calloc
#define MBEDTLS_PLATFORM_FREE_MACRO	attest_free
void *attest_calloc(size_t count, size_t size);
void attest_free(void *memory);

void attest_zeroize_and_free(void *memory, size_t size);
#define mbedtls_zeroize_and_free	attest_zeroize_and_free

#define mbedtls_sha512			attest_sha512
#define mbedtls_sha512_init		attest_sha512_init
#define mbedtls_sha512_free		attest_sha512_free
#define mbedtls_sha512_clone		attest_sha512_clone
#define mbedtls_sha512_starts		attest_sha512_starts
#define mbedtls_sha512_update		attest_sha512_update
#define mbedtls_sha512_finish		attest_sha512_finish
#define mbedtls_internal_sha512_process	attest_sha512_process

#endif
