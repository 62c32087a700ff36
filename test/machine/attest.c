// SPDX-License-Identifier: BSD-3-Clause
/* The fake machine's first stages: a secret, randomness, and a platform token that a test may replace. */
#include "attest.h"

#include <stdatomic.h>
#include <string.h>

#include "machine.h"
#include "port/attest.h"

struct fake_platform fake_platform;

static atomic_ullong random_calls;

void fake_platform_defaults(void)
{
	fake_platform = (struct fake_platform){ .lifecycle = 0x4000, .has_secret = true, .has_token = true,
						.has_random = true };
	for (unsigned int i = 0; i < PORT_SECRET_SIZE; i++)
		fake_platform.secret[i] = (uint8_t)(0xd0 + i);
	/* No token of a platform, but as large as one. */
	memset(fake_platform.token, 0x70, sizeof(fake_platform.token));
	fake_platform.token_size = 1000;
}

bool port_attest_stage_secret(uint8_t secret[PORT_SECRET_SIZE], uint16_t *lifecycle)
{
	if (!fake_platform.has_secret)
		return false;
	if (fake_platform.secrets_given++ != 0)
		machine_fail("the stage secret is asked for twice");
	memcpy(secret, fake_platform.secret, PORT_SECRET_SIZE);
	*lifecycle = fake_platform.lifecycle;
	return true;
}

bool port_attest_platform_token(const uint8_t challenge[PORT_CHALLENGE_SIZE], void *buffer, size_t size,
				size_t *length)
{
	size_t made = fake_platform.token_size;

	if (!fake_platform.has_token)
		return false;
	if (fake_platform.tokens_given++ != 0)
		machine_fail("the platform token is asked for twice");
	memcpy(fake_platform.challenge, challenge, PORT_CHALLENGE_SIZE);
	if (fake_platform.make)
		made = fake_platform.make(challenge, fake_platform.token, sizeof(fake_platform.token));
	if (made > size)
		return false;
	memcpy(buffer, fake_platform.token, made);
	*length = made;
	return true;
}

bool port_random(uint8_t out[PORT_RANDOM_SIZE])
{
	/* Different each time, and the same in each run. */
	uint64_t state = 0x9e3779b97f4a7c15ull * (atomic_fetch_add(&random_calls, 1) + 1);

	if (!fake_platform.has_random)
		return false;
	for (unsigned int i = 0; i < PORT_RANDOM_SIZE; i += sizeof(state)) {
		uint64_t word = machine_random(&state);

		memcpy(out + i, &word, sizeof(word));
	}
	return true;
}

bool port_sealing(void)
{
	return fake_platform.sealing;
}
