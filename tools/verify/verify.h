/* SPDX-License-Identifier: BSD-3-Clause */
/* What the relying party asks of a token, and what came out. */
#ifndef VERIFY_VERIFY_H
#define VERIFY_VERIFY_H

#include <openssl/evp.h>

#include "text.h"
#include "token.h"

#define CHALLENGE_LEAST	32
#define CHECKS_MOST	(24 + COMPONENTS_MOST)

/* A boot stage or TMM, by its type in the token, and the measurement that it must have. */
struct pin {
	const char *type;
	struct value measurement;
};

struct policy {
	EVP_PKEY *trust;
	struct value challenge, rim, rem[REM_COUNT], rpv;
	struct pin pin[COMPONENTS_MOST];
	size_t pins;
	const char *log;	/* text of an event log, or NULL */
	bool allow_debug;
};

/*
 * The component whose word on a realm is all there is, and for which the platform's key does not stand: it depends on what
 * was booted before the monitor. A policy that does not pin it gets a verdict that says so.
 */
#define MONITOR_TYPE	"TMM"

struct check {
	const char *name;
	bool good;
	char detail[512];	/* why it failed; or a remark */
};

struct verdict {
	bool good;
	bool readable;		/* the claims of the token are there */
	bool any_monitor;	/* the policy pins none */
	struct token token;
	struct check check[CHECKS_MOST];
	size_t checks;
};

/* Checks the token against everything that the policy asks. The verdict points into the token's bytes. */
void verify_token(const uint8_t *bytes, size_t size, const struct policy *policy, struct verdict *verdict);

/* Adds a check's result; the format makes the detail. */
void verdict_add(struct verdict *verdict, const char *name, bool good, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* "token has HEX, wanted HEX" of a claim, unless they are the same. */
void verdict_compare(struct verdict *verdict, const char *name, const struct item *has, const struct value *wanted);

const char *lifecycle_name(uint64_t lifecycle);

/* Replays an event log and compares what it leads to with the token's REMs. */
void verify_log(const char *log, struct verdict *verdict);

#endif
