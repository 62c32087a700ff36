/* SPDX-License-Identifier: BSD-3-Clause */
/* A small machine for fuzzing, the few pages that programs name in it, and values for arguments. */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "grammar.h"
#include "host.h"
#include "oracle.h"

#define L2		0x200000ull
#define L1		0x40000000ull

/* What host and realms know of each other; all zero at the start of a program. */
struct world {
	uint64_t asked_rec;		/* the REC of the last exit, and what it asked for */
	uint64_t ripas_base, ripas_top;
	uint64_t previous;		/* the argument before */
	bool refusing;			/* the bus refuses something */
	bool one_call;			/* no other CPU calls while a realm runs */
};
extern struct world world;

/* Start the machine: once in a process. */
void world_start(void);
/* Back to that start. */
void world_reset(void);
/* Destroy all realms and take all names back: nothing may be missing then. */
void world_end(void);

/* A page of the host's that no program delegates on purpose. */
uint64_t world_page(unsigned int n);
/* A name in this state, number `n` of them; any name if there is none. */
uint64_t world_name(enum name_state state, unsigned int n);
/* 512 names in a row for one block. */
#define WORLD_BLOCK	(DRAM0_BASE + L2)

/* A realm as a VMM makes it, up to the point that the bits say. scenes.c */
void world_build_realm(unsigned int how);
/* 2 MiB of pages in a row at IPA 2 MiB, so that there is something to fold. */
void world_populate_block(uint64_t rd);

/* The monitor still writes to the pages of a realm that runs, through pointers that it got before. */
void world_mark_objects(void);

/* An argument of this role, from the next bytes of the input. values.c */
uint64_t world_value(enum role role);

/* The realm's side of a program. realm.c */
realm_program world_realm;
/* One call of the host's on some CPU, from the next bytes. host.c */
void world_host_call(void);
/* REC_ENTER succeeded. */
void world_note_exit(uint64_t rec, uint64_t run);

#endif
