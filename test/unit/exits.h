/* SPDX-License-Identifier: BSD-3-Clause */
/* RmiRecExit as a whole: the fields that A.7's tables name, and zeros everywhere else. */
#ifndef UNIT_EXITS_H
#define UNIT_EXITS_H

#include <string.h>

#include "host.h"

#define EC_WFX		0x01ull
#define EC_SYSREG	0x18ull
#define EC_IABT		0x20ull
#define EC_DABT		0x24ull
#define ESR_IL		(1ull << 25)
#define ESR_ISV		(1ull << 24)
#define ESR_SF		(1ull << 15)
#define ESR_EA		(1ull << 9)
#define ESR_WNR		(1ull << 6)

/*
 * Interrupt interface and timers are reported at every exit; `taint` gives them values that only they have, and the
 * expectation starts from those.
 */
void exits_taint(struct guest *g);
struct rmi_rec_exit exits_tainted(void);

#define EXITS_HALF	(1ull << 33)	/* first shared address of the realm */
#define EXITS_TIME	1000
#define EXITS_LR1	0x90a0000000000024

/*
 * One page of data at 0, RAM up to 2 MiB, tables for shared pages; REC 0 is tainted and then does `what`. REC 1 is off.
 */
extern struct host_realm exits_realm;
extern void (*exits_step)(struct guest *g);
void exits_guest(struct guest *g, void *arg);
void exits_build(void (*what)(struct guest *g));
const struct rmi_rec_exit *exits_enter(void);

/* An access to a trapped register that the monitor completes; SYSREG_ISS. */
uint64_t exits_mrs(struct guest *g, uint32_t iss);
void exits_msr(struct guest *g, uint32_t iss, uint64_t value);

#define expect_exit(exit, want) expect_exit_at(__FILE__, __LINE__, exit, want)

static inline void expect_exit_at(const char *file, int line, const struct rmi_rec_exit *exit,
				  const struct rmi_rec_exit *want)
{
	const uint8_t *a = (const uint8_t *)exit, *b = (const uint8_t *)want;

	for (unsigned int i = 0; i < sizeof(*exit); i += 8) {
		if (memcmp(a + i, b + i, 8) != 0)
			machine_fail("%s:%d: exit field at 0x%x is 0x%llx, not 0x%llx (reason %llu, ESR 0x%llx)", file,
				     line, i, (unsigned long long)*(const uint64_t *)(a + i),
				     (unsigned long long)*(const uint64_t *)(b + i),
				     (unsigned long long)exit->exit_reason, (unsigned long long)exit->esr);
	}
}

#endif
