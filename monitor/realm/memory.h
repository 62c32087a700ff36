/* SPDX-License-Identifier: BSD-3-Clause */
/* Realm memory as the monitor reaches it on the realm's behalf: protected addresses only. */
#ifndef REALM_MEMORY_H
#define REALM_MEMORY_H

#include "lib/addr.h"
#include "realm/realm.h"

enum realm_memory_result {
	REALM_MEMORY_OK,
	REALM_MEMORY_EMPTY,	/* RIPAS EMPTY: the realm's own mistake */
	REALM_MEMORY_FAULT,	/* not there now: the host must do something */
};

struct realm_memory {
	void *page;		/* the monitor's mapping of the page */
	int level;		/* where the walk ended */
	struct s2_walk walk;	/* keeps the page where it is */
};

/*
 * The page of a protected address of a realm whose REC runs on this CPU. Whatever the result, realm_memory_release must
 * follow, and ends the use of the page.
 */
enum realm_memory_result realm_memory_find(const struct realm *realm, struct ipa ipa, struct realm_memory *memory);
void realm_memory_release(struct realm_memory *memory);

#endif
