/* SPDX-License-Identifier: BSD-3-Clause */
/* TF-A's hook of a platform's source of entropy: the test plays it. */
#ifndef STUB_PLAT_TRNG_H
#define STUB_PLAT_TRNG_H

#include <stdbool.h>
#include <stdint.h>

bool plat_get_entropy(uint64_t *out);

#endif
