/* SPDX-License-Identifier: BSD-3-Clause */
/* The calls of host and realm as test/fuzz/grammar finds them in the monitor's own tables. */
#ifndef FUZZ_GRAMMAR_H
#define FUZZ_GRAMMAR_H

#include <stdint.h>

/* What an argument stands for, and so which values may make a difference. See test/fuzz/roles. */
enum role {
	ROLE_NONE,		/* undocumented: anything */
	ROLE_RD, ROLE_REC, ROLE_DATA, ROLE_RTT,
	ROLE_NEW,		/* a granule that gets its role by this call */
	ROLE_GRANULE,		/* in whatever state */
	ROLE_IPA, ROLE_BASE, ROLE_TOP, ROLE_BYTES, ROLE_LEVEL, ROLE_DESC,
	ROLE_SOURCE, ROLE_REALM_PARAMS, ROLE_REC_PARAMS, ROLE_RUN,
	ROLE_REALM_PAGE, ROLE_HOST_CALL,
	ROLE_SMALL,		/* an index, flags, a count */
	ROLE_STATUS, ROLE_REVISION, ROLE_FUNCTION, ROLE_MPIDR,
	ROLE_SECRET,		/* nothing that the host may learn */
};

#define FUZZ_INPUTS	11u

struct fuzz_call {
	const char *name;
	uint32_t function;
	uint8_t inputs;			/* x1.. */
	uint8_t role[FUZZ_INPUTS];	/* of x1.. */
};

#endif
