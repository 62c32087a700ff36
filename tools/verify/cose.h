/* SPDX-License-Identifier: BSD-3-Clause */
/* COSE_Sign1 with ES384: the keys, and whether a signature is theirs. */
#ifndef VERIFY_COSE_H
#define VERIFY_COSE_H

#include <openssl/evp.h>

#include "token.h"

/* Is this a public key on P-384? */
bool key_is_p384(const EVP_PKEY *key);
/* The realm attestation key of a token, or NULL if x and y are no point of P-384. */
EVP_PKEY *key_of_realm(const struct token *token);
bool sign1_verify(const struct sign1 *sign1, EVP_PKEY *key);

#endif
