/* SPDX-License-Identifier: BSD-3-Clause */
/* What the host's calls and their answers mean for each page name and realm: a small reference model. */
#ifndef MACHINE_MODEL_H
#define MACHINE_MODEL_H

#include "abi/rmi.h"
#include "dispatch/dispatch.h"
#include "machine.h"
#include "oracle.h"

#define MODEL_REALMS	64u

struct model_name {
	enum name_state state;
	uint64_t rd;		/* owner */
	uint64_t ipa;		/* of DATA; base of what an RTT translates */
	int level;		/* of an RTT; -2 for start tables */
	unsigned int aux_count;	/* of a REC */
	uint64_t *aux;
};

struct model_realm {
	uint64_t rd;		/* 0: unused */
	uint64_t rtt_base;
	unsigned int rtt_num;
	int start_level;
	unsigned int s2sz;
	uint16_t vmid;
	unsigned int rec_count;	/* ever created */
};

void model_start(void);
/* All names UNDELEGATED again. */
void model_rewind(void);
/* NULL where no granule can be. */
struct model_name *model_name(uint64_t pa);
struct model_realm *model_realm(uint64_t rd);
/* All realms; unused ones have rd = 0. */
struct model_realm *model_realms(void);
/* Calls visit for each name that is not undelegated. */
void model_for_each(void (*visit)(uint64_t pa, struct model_name *n));

/* A call that succeeded. Fails the test if it could not have. */
void model_follow(const struct call *call, const struct reply *reply);

#endif
