/* SPDX-License-Identifier: BSD-3-Clause */
/* Randomness for realms: the TRNG calls. A realm's own entropy never comes from its host. */
#include "rsi/rsi.h"

#include "abi/trng.h"
#include "lib/bits.h"
#include "lib/mem.h"
#include "port/attest.h"

void trng_version(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = TRNG_VERSION_1_0;
}

/* DEN0098 TRNG_FEATURES: x1 function. */
void trng_features(struct rec *rec, struct realm_answer *answer)
{
	switch ((uint32_t)rec->cpu.gprs[1]) {
	case TRNG_VERSION:
	case TRNG_FEATURES:
	case TRNG_GET_UUID:
	case TRNG_RND_32:
	case TRNG_RND_64:
		answer->x[0] = TRNG_SUCCESS;
		break;
	default:
		answer->x[0] = (uint64_t)TRNG_NOT_SUPPORTED;
	}
}

/* -> w0..w3 */
void trng_get_uuid(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = TRNG_UUID_W0;
	answer->x[1] = TRNG_UUID_W1;
	answer->x[2] = TRNG_UUID_W2;
	answer->x[3] = TRNG_UUID_W3;
}

/*
 * DEN0098 TRNG_RND: x1 bits wanted -> x1..x3, of which x3 holds the lowest. One call asks the machine once, however many
 * bits it is for.
 */
static void answer_bits(uint64_t bits, struct realm_answer *answer, unsigned int bits_per_register)
{
	uint64_t words[PORT_RANDOM_SIZE / sizeof(uint64_t)];

	answer->x[0] = (uint64_t)TRNG_INVALID_PARAMETERS;
	if (bits == 0 || bits > 3 * bits_per_register)
		return;
	answer->x[0] = (uint64_t)TRNG_NO_ENTROPY;
	if (!port_random((uint8_t *)words))
		return;
	for (unsigned int i = 0; i < 3 && bits > 0; i++) {
		uint64_t here = min_u64(bits, bits_per_register);

		answer->x[3 - i] = words[i] & BITS(here - 1, 0);
		bits -= here;
	}
	answer->x[0] = TRNG_SUCCESS;
}

void trng_rnd_32(struct rec *rec, struct realm_answer *answer)
{
	answer_bits((uint32_t)rec->cpu.gprs[1], answer, 32);
}

void trng_rnd_64(struct rec *rec, struct realm_answer *answer)
{
	answer_bits(rec->cpu.gprs[1], answer, 64);
}
