/* SPDX-License-Identifier: BSD-3-Clause */
/* A platform token beside what it must be. */
#ifndef CHECK_TOKEN_H
#define CHECK_TOKEN_H

#include "chain.h"

#define CHALLENGE_SIZE	32u

/* The challenge with which TMM asks for its token. */
void token_challenge_of_rak(const struct chain *chain, uint8_t challenge[CHALLENGE_SIZE]);

/* The bytes that the token of these images has. */
size_t token_length(const struct chain *chain);

/* NULL, or what is wrong with the token at the beginning of `size` bytes: all but its signature is known in advance. */
const char *token_fault(const struct chain *chain, const uint8_t challenge[CHALLENGE_SIZE], const uint8_t *token,
			size_t size);

#endif
