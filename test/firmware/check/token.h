/* SPDX-License-Identifier: BSD-3-Clause */
/* A platform token beside what it must be. */
#ifndef CHECK_TOKEN_H
#define CHECK_TOKEN_H

#include "chain.h"

#define CHALLENGE_SIZE	32u

/* NULL, or what is wrong with it: every byte but the signature is known in advance. */
const char *token_fault(const struct chain *chain, const uint8_t challenge[CHALLENGE_SIZE], const uint8_t *token,
			size_t size);

#endif
