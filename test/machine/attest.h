/* SPDX-License-Identifier: BSD-3-Clause */
/* What stands below the monitor in the fake machine: tests change it between its defaults and the start. */
#ifndef MACHINE_ATTEST_H
#define MACHINE_ATTEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct fake_platform {
	bool has_secret, has_token, has_random, sealing;
	uint8_t secret[48];
	uint16_t lifecycle;
	uint8_t token[4096];
	size_t token_size;
	/* Makes the token instead, for this challenge; returns its size. */
	size_t (*make)(const uint8_t challenge[32], uint8_t *token, size_t size);
	/* What the monitor did. */
	unsigned int secrets_given, tokens_given;
	uint8_t challenge[32];
};

extern struct fake_platform fake_platform;
void fake_platform_defaults(void);

#endif
