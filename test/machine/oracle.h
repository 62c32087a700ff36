/* SPDX-License-Identifier: BSD-3-Clause */
/* What must be true after every call, whatever the call was. */
#ifndef MACHINE_ORACLE_H
#define MACHINE_ORACLE_H

#include "dispatch/dispatch.h"
#include "machine.h"

/*
 * Words of this form are realm secrets. Guests and measured pages of tests use them; the oracle looks for them in
 * everything that the normal world can see.
 */
#define CANARY_TAG	0x5ec2e7c0ull
#define CANARY(n)	(CANARY_TAG << 32 | (uint32_t)(n))
/* Once a realm shared it, this word may be seen. */
void canary_shared(uint64_t word);

enum name_state {
	NAME_UNDELEGATED, NAME_DELEGATED, NAME_RD, NAME_REC, NAME_AUX, NAME_RTT, NAME_DATA,
};

/* What the host's calls so far have made of this page. */
enum name_state oracle_state(uint64_t pa);

void oracle_start(void);
/* Shape of the answer: results that the command has not are zero, and no secret is in it. */
void oracle_check_reply(const struct call *call, const struct reply *reply);
/* Follow the call in the model, then, unless it is to follow only, check what it touched. */
void oracle_after_call(const struct call *call, const struct reply *reply, bool only_follow);
/* Everything, also what no call touched. */
void oracle_check_all(void);

#endif
