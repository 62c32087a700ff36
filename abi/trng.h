/* SPDX-License-Identifier: BSD-3-Clause */
/* Arm True Random Number Generator Firmware Interface 1.0 (DEN0098), as a realm finds it. */
#ifndef ABI_TRNG_H
#define ABI_TRNG_H

#define TRNG_VERSION		0x84000050u
#define TRNG_FEATURES		0x84000051u
#define TRNG_GET_UUID		0x84000052u
#define TRNG_RND_32		0x84000053u
#define TRNG_RND_64		0xC4000053u

#define TRNG_VERSION_1_0	0x10000u

/* Most bits of one call: three registers. */
#define TRNG_MAX_BITS_32	96u
#define TRNG_MAX_BITS_64	192u

#define TRNG_SUCCESS			0l
#define TRNG_NOT_SUPPORTED		(-1l)
#define TRNG_INVALID_PARAMETERS		(-2l)
#define TRNG_NO_ENTROPY			(-3l)

/* The source behind these calls: b56cbd64-7a9c-4e5c-8b8c-2d90ec0c5e1b, as w0..w3 carry it. */
#define TRNG_UUID_W0		0x64bd6cb5u
#define TRNG_UUID_W1		0x5c4e9c7au
#define TRNG_UUID_W2		0x902d8c8bu
#define TRNG_UUID_W3		0x1b5e0cecu

#endif
