/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A token in the making: one for each REC, in pages of its own. begin fixes the claims, sign makes the signature in as
 * many steps as interrupts leave it, read hands the token out. Only the CPU that runs the REC calls these, no lock held.
 */
#ifndef ATTEST_SESSION_H
#define ATTEST_SESSION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attest/arena.h"
#include "measure/measure.h"

/* Pages of the pool: they need not follow each other. All zero before the first begin. */
struct session_pages {
	void *session, *stack, *heap[ARENA_PAGES];
};

struct session;

/* Forget what was going on and start anew, with claims as of now. False where this monitor makes no tokens. */
bool session_begin(const struct session_pages *pages, const uint8_t *challenge, const uint8_t *rpv,
		   const struct measurements *measurements);

/* The session of a page, or NULL if none has begun since the last one ended. */
struct session *session_of(void *page);

enum session_step { SESSION_SIGNED, SESSION_INTERRUPTED, SESSION_FAILED };
/* Go on with the signature. FAILED ends the session. */
enum session_step session_sign(struct session *session);

/*
 * Signed: the next bytes of the token, at most `size`, go to `out`. Returns how many. The session ends with the last
 * one, which *last tells.
 */
size_t session_read(struct session *session, void *out, size_t size, bool *last);

#endif
