/* SPDX-License-Identifier: BSD-3-Clause */
/* The chain of secrets, computed from the images as docs/attestation.md says, by other code than the firmware's. */
#ifndef CHECK_CHAIN_H
#define CHECK_CHAIN_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HASH_SIZE	48u
#define SECRET_SIZE	48u
#define SEED_SIZE	32u
#define SCALAR_SIZE	48u
#define POINT_SIZE	97u
#define MATERIAL_SIZE	56u

enum image { BL1, BL2, BL31, TMM, IMAGES };

struct component {
	uint8_t hash[HASH_SIZE];
	uint32_t counter;
	char version[48];
};

/* A private key on P-384 that comes from a secret. */
struct key {
	uint8_t material[MATERIAL_SIZE];
	uint8_t scalar[SCALAR_SIZE];	/* big endian */
	uint8_t point[POINT_SIZE];	/* uncompressed */
};

struct chain {
	struct component component[IMAGES];
	uint8_t seed[SEED_SIZE];
	uint8_t bl2_secret[SECRET_SIZE], bl31_secret[SECRET_SIZE], tmm_secret[SECRET_SIZE];
	uint8_t sealing_root[SECRET_SIZE];
	struct key platform_key, rak;
	EVP_PKEY *public_key;		/* the platform's */
};

/* Ends the program where an image cannot be read. Files in the order of enum image. */
void chain_compute(struct chain *chain, const char *const files[IMAGES]);

/* Reads a file whole; ends the program where that fails. The caller frees. */
uint8_t *read_file(const char *name, size_t *size);

/* Ends the program. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);

#endif
