/* SPDX-License-Identifier: BSD-3-Clause */
/* Port: what the firmware below the monitor provides for attestation. All may be slow; all but random only at start-up. */
#ifndef PORT_ATTEST_H
#define PORT_ATTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PORT_SECRET_SIZE	48u
#define PORT_CHALLENGE_SIZE	32u
#define PORT_RANDOM_SIZE	32u

/*
 * The secret that the firmware derived for this monitor's measurement, and the platform's lifecycle (claim 2395). False
 * where there is none. Only once: the caller keeps what it derives from it and wipes the rest.
 */
bool port_attest_stage_secret(uint8_t secret[PORT_SECRET_SIZE], uint16_t *lifecycle);

/*
 * The platform token for this challenge, a COSE_Sign1, into `buffer`, which is a variable of the monitor's; its length in
 * bytes to *length. False where the firmware makes none or it does not fit into `size` bytes. Only once.
 */
bool port_attest_platform_token(const uint8_t challenge[PORT_CHALLENGE_SIZE], void *buffer, size_t size,
				size_t *length);

/* Random bytes of a source whose health is watched, or false: then `out` holds none. At any time, on any CPU. */
bool port_random(uint8_t out[PORT_RANDOM_SIZE]);

/* True where this monitor was built to give realms sealing keys. */
bool port_sealing(void);

#endif
