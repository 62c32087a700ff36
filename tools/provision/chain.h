/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The chain of secrets from a platform's seed to the key that signs its tokens, as the firmware derives it: see
 * docs/attestation.md. Each function wipes what it has on the way; false: OpenSSL failed.
 */
#ifndef PROVISION_CHAIN_H
#define PROVISION_CHAIN_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SEED_SIZE		32
#define MEASUREMENT_SIZE	48	/* SHA-384 */
#define INSTANCE_SIZE		33

extern const uint8_t development_seed[SEED_SIZE];

/* What a boot stage is measured as: the hash of its image, as it is loaded. */
bool measure_image(const void *image, size_t size, uint8_t measurement[MEASUREMENT_SIZE]);

/* The public part of the platform's key, or NULL. */
EVP_PKEY *platform_key(const uint8_t seed[SEED_SIZE], const uint8_t bl2[MEASUREMENT_SIZE],
		       const uint8_t bl31[MEASUREMENT_SIZE]);

/* What the platform token calls the platform: 1 and the hash of the key's point. */
bool instance_id(EVP_PKEY *key, uint8_t id[INSTANCE_SIZE]);

#endif
