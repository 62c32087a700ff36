/* SPDX-License-Identifier: BSD-3-Clause */
/* What of mbedTLS goes into the monitor: two hashes, no allocation. Given to it as MBEDTLS_CONFIG_FILE. */
#ifndef MEASURE_MBEDTLS_CONFIG_H
#define MEASURE_MBEDTLS_CONFIG_H

#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA512_C

#endif
