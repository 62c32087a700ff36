/* SPDX-License-Identifier: BSD-3-Clause */
/* Sessions. All that a signature leaves lies in the session's pages, which are wiped as soon as it is made. */
#include "attest/session.h"

#include <mbedtls/platform_util.h>

#include "attest/keys.h"
#include "attest/token.h"
#include "lib/addr.h"
#include "lib/bits.h"
#include "lib/mem.h"
#include "lib/panic.h"
#include "lib/print.h"
#include "lib/trace.h"
#include "port/attest.h"
#include "port/memory.h"
#include "port/task.h"

#define STACK_LEFT_MIN	512u

enum session_state { SESSION_NONE, SESSION_SIGNING, SESSION_READY };

struct session {
	struct arena arena;		/* first: see heap.h */
	struct session_pages pages;
	enum session_state state;
	struct port_task task;
	bool good;			/* what the task made of it */
	uint8_t seed[PORT_RANDOM_SIZE];
	struct to_be_signed tbs;
	uint8_t signature[ES384_SIGNATURE_SIZE];
	/* READY: the token, in the page that was the stack. */
	size_t size, given;
};
_Static_assert(sizeof(struct session) <= PAGE_SIZE, "a session fits its page");

struct session *session_of(void *page)
{
	struct session *s = page;

	return s->state == SESSION_NONE ? NULL : s;
}

static void sign(void *arg)
{
	struct session *s = arg;

	s->good = es384_sign(keys_for_tokens()->private, (struct bytes){ s->tbs.bytes, s->tbs.size }, s->seed,
			     s->signature);
}

/* Values from which the key can be computed were on them. */
static void wipe_workspace(const struct session_pages *pages)
{
	port_page_zero(pages->stack);
	for (unsigned int i = 0; i < ARENA_PAGES; i++)
		port_page_zero(pages->heap[i]);
}

bool session_begin(const struct session_pages *pages, const uint8_t *challenge, const uint8_t *rpv,
		   const struct measurements *measurements)
{
	const struct attestation_keys *keys = keys_for_tokens();
	struct session *s = pages->session;

	wipe_workspace(pages);
	port_page_zero(pages->session);
	if (keys == NULL || !port_random(s->seed))
		return false;
	s->pages = *pages;
	arena_init(&s->arena, s->pages.heap);
	token_to_be_signed(&s->tbs, &(struct claims){ challenge, rpv, measurements, keys->cose_key });
	port_task_prepare(&s->task, s->pages.stack, sign, s);
	s->state = SESSION_SIGNING;
	return true;
}

/* A signature takes the same way through the code each time, so a test that gets one has seen how much it needs. */
static void check_workspace(const struct session *s)
{
	unsigned int left = port_task_stack_left(s->pages.stack);

	CHECK(left >= STACK_LEFT_MIN);
	if (trace_calls)
		print("  signature: %u bytes of stack left, %u of %u cells of memory used at once\n", left, s->arena.most,
		      ARENA_PAGES * 64u);
}

static void finish(struct session *s)
{
	const struct attestation_keys *keys = keys_for_tokens();
	const struct bytes platform = { keys->platform_token, keys->platform_token_size };

	check_workspace(s);
	wipe_workspace(&s->pages);
	mbedtls_platform_zeroize(&s->task, sizeof(s->task));
	mbedtls_platform_zeroize(s->seed, sizeof(s->seed));
	s->size = token_assemble(s->pages.stack, platform, &s->tbs, s->signature);
	s->state = SESSION_READY;
}

enum session_step session_sign(struct session *s)
{
	if (s->state == SESSION_READY)
		return SESSION_SIGNED;
	if (!port_task_resume(&s->task))
		return SESSION_INTERRUPTED;
	if (!s->good) {
		struct session_pages pages = s->pages;

		wipe_workspace(&pages);
		port_page_zero(pages.session);
		return SESSION_FAILED;
	}
	finish(s);
	return SESSION_SIGNED;
}

size_t session_read(struct session *s, void *out, size_t size, bool *last)
{
	struct session_pages pages = s->pages;
	size_t count = min_u64(size, s->size - s->given);

	CHECK(s->state == SESSION_READY);
	memcpy(out, (const uint8_t *)pages.stack + s->given, count);
	s->given += count;
	*last = s->given == s->size;
	if (*last) {
		port_page_zero(pages.stack);
		port_page_zero(pages.session);
	}
	return count;
}
