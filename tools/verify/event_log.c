/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Replays an event log to the four REMs.
 *
 * The log is text, one event to a line: the REM's number, a blank, the 1 to 64 bytes by which the cVM extended it in hex
 * digits, and, behind another blank, what it was, which nothing measures. Empty lines and lines that begin with "#" are
 * left out. REMs begin as zeros, and each event makes REM := hash(REM || bytes).
 */
#include <stdio.h>
#include <string.h>

#include "verify.h"

struct replay {
	const EVP_MD *hash;
	struct value rem[REM_COUNT];
};

static bool extend(struct replay *replay, struct value *rem, const struct value *event)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned int size;
	bool good;

	good = context && EVP_DigestInit_ex2(context, replay->hash, NULL) == 1 &&
	       EVP_DigestUpdate(context, rem->data, rem->size) == 1 &&
	       EVP_DigestUpdate(context, event->data, event->size) == 1 &&
	       EVP_DigestFinal_ex(context, rem->data, &size) == 1;
	EVP_MD_CTX_free(context);
	return good;
}

/* One line: false if it is no event. */
static bool replay_line(struct replay *replay, const char *line, size_t length)
{
	struct value event;
	size_t digits;

	if (length && line[length - 1] == '\r')
		length--;
	if (!length || line[0] == '#')
		return true;
	if (length < 4 || line[0] < '0' || line[0] >= '0' + REM_COUNT || line[1] != ' ')
		return false;
	for (digits = 0; digits + 2 < length && line[digits + 2] != ' '; digits++)
		;
	return value_from_hex(line + 2, digits, &event) && extend(replay, &replay->rem[line[0] - '0'], &event);
}

void verify_log(const char *log, struct verdict *verdict)
{
	static const char *const names[] = { "log: REM 0", "log: REM 1", "log: REM 2", "log: REM 3" };
	const struct item *name = &verdict->token.realm[REALM_HASH];
	EVP_MD *hash = EVP_MD_fetch(NULL, hash_name(name), NULL);
	struct replay replay = { .hash = hash };
	size_t number = 1;
	bool good = hash != NULL;

	for (size_t i = 0; i < REM_COUNT; i++)
		replay.rem[i].size = hash_size(name);
	for (const char *line = log, *end; good && *line; line = *end ? end + 1 : end, number += good) {
		end = line + strcspn(line, "\n");
		good = replay_line(&replay, line, (size_t)(end - line));
	}
	if (!good)
		verdict_add(verdict, "log", false, "line %zu is no event: a REM's number 0 to 3, a blank, and 1 to 64 "
			    "bytes in hex digits", number);
	for (size_t i = 0; good && i < REM_COUNT; i++)
		verdict_compare(verdict, names[i], &verdict->token.rem[i], &replay.rem[i]);
	EVP_MD_free(hash);
}
