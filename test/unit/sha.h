/* SPDX-License-Identifier: BSD-3-Clause */
/* SHA-256 and SHA-512 once more, so that measurements are checked against a second implementation. */
#ifndef UNIT_SHA_H
#define UNIT_SHA_H

#include <stddef.h>
#include <stdint.h>

/* out: 32 or 64 bytes. */
void ref_sha256(const void *data, size_t size, uint8_t *out);
void ref_sha512(const void *data, size_t size, uint8_t *out);

#endif
