/* SPDX-License-Identifier: BSD-3-Clause */
/* What tests of attestation tokens share: a realm that fetches them, and what must be in them. */
#ifndef TOKENS_H
#define TOKENS_H

#include "attest.h"
#include "guest.h"
#include "host.h"
#include "platform_token.h"

#define BUFFER	PAGE_SIZE		/* a page of the realm */

struct fetched {
	uint8_t token[TOKEN_ROOM];
	size_t size;
	unsigned int waits;		/* calls that brought nothing */
	struct expected expected;
};

/* Configuration of a test: platform tokens that verify. */
void with_platform(void);

/* ---- what a realm does ---- */

/* RSI_ATTESTATION_TOKEN_INIT with a challenge made from the word; x0. */
uint64_t init(struct guest *g, uint64_t word);
/* RSI_ATTESTATION_TOKEN_CONTINUE: x0; how many bytes came in *count. */
uint64_t more(struct guest *g, uint64_t ipa, uint64_t offset, uint64_t size, uint64_t *count);
/* The same, which must be refused with this, and bring nothing. */
void refuse(struct guest *g, uint64_t status, uint64_t ipa, uint64_t offset, uint64_t size);
/* Append what is in the buffer. */
void copy_out(struct guest *g, uint64_t offset, uint64_t count, struct fetched *f);
/* The rest of a token, in parts. */
void rest(struct guest *g, uint64_t part, struct fetched *f);
void extend(struct guest *g, unsigned int rem, uint64_t word);
/* What the token of an INIT now must have in it. */
void expect_now(struct guest *g, uint64_t word, struct fetched *f);
/* A whole token. */
void fetch(struct guest *g, uint64_t word, uint64_t part, struct fetched *f);

/* ---- what the relying party does ---- */

void must_verify(const struct fetched *f);

/* ---- what the host does ---- */

/* One entry on this CPU, with WFI trapped. */
void step(struct host_realm *r, unsigned int rec, unsigned int cpu);
/* All auxiliary pages of a REC are zero. */
bool aux_pages_are_zero(const struct host_realm *r, unsigned int rec);

#endif
