/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor's keys, made at start-up from the secret of its stage, and the platform's token. */
#ifndef ATTEST_KEYS_H
#define ATTEST_KEYS_H

#include <stdbool.h>

#include "attest/es384.h"
#include "attest/token.h"

/*
 * Start-up: derive the keys, wipe what they come from, fetch the platform's token. Where the machine lacks something
 * it is said on the console, and there are no tokens or sealing keys.
 */
void keys_start(void);

/* All that follows is constant after start-up. */
struct attestation_keys {
	uint8_t private[ES384_BYTES];		/* realm attestation key (RAK) */
	uint8_t cose_key[COSE_KEY_SIZE];	/* its public half */
	uint8_t platform_token[PLATFORM_TOKEN_MAX];
	size_t platform_token_size;
};

/* NULL where there are no tokens. */
const struct attestation_keys *keys_for_tokens(void);

#define SEALING_KEY_SIZE	32u

/*
 * The key that only a realm with this RIM and personalization value gets, from this monitor on this platform in this
 * state of its lifecycle. False where there is none.
 */
bool keys_seal(const struct measurements *measurements, const uint8_t *rpv, uint8_t key[SEALING_KEY_SIZE]);

#endif
