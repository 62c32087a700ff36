/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256 (FIPS 180-4) for the test programs; small rather than fast. */
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

#define SHA256_SIZE	32
#define SHA256_TEXT	(2 * SHA256_SIZE + 1)

void sha256(const void *data, size_t size, uint8_t digest[SHA256_SIZE]);
void sha256_text(const uint8_t digest[SHA256_SIZE], char text[SHA256_TEXT]);

#endif
