/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Self-hosted debug. Every access to a debug register is trapped and kept here; the port puts the registers into the
 * hardware while they can have an effect. So a realm that does not debug itself costs nothing, sees as many breakpoints
 * as it was given, and never touches a register of the host's.
 */
#include "run/run.h"

#include "port/sysregs.h"

/* What a realm can set. The types of breakpoint that compare what belongs to EL2 (BT bit 3) are not among it. */
#define DBGBCR_WRITABLE		(BITS(22, 13) | BITS(8, 5) | BITS(2, 0))
#define DBGWCR_WRITABLE		(BITS(28, 24) | BITS(20, 0))
#define MDSCR_WRITABLE		(MDSCR_SS | MDSCR_TDCC | MDSCR_KDE | MDSCR_MDE)

#define OSLAR_OSLK		BIT(0)
#define OSLSR_OSLK		BIT(1)
#define OSLSR_OSLM		BIT(3)	/* the OS lock is there */

/* op2 of DBGBVR<n>_EL1 and its neighbours, whose CRn is 0 and CRm is n. */
enum { OP2_BVR = 4, OP2_BCR = 5, OP2_WVR = 6, OP2_WCR = 7 };

/* The register of a breakpoint or watchpoint that a name stands for; what of it is writable. NULL: not this realm's. */
static uint64_t *point_register(struct rec *rec, unsigned int n, unsigned int op2, uint64_t *writable)
{
	const struct realm_options *options = &rec->cpu.identity.options;
	struct realm_debug *debug = &rec->cpu.debug;
	bool is_bp = op2 == OP2_BVR || op2 == OP2_BCR;
	struct debug_point *point = is_bp ? &debug->bps[n] : &debug->wps[n];

	if (n > (is_bp ? options->num_bps : options->num_wps))
		return NULL;
	*writable = op2 == OP2_BCR ? DBGBCR_WRITABLE : op2 == OP2_WCR ? DBGWCR_WRITABLE : BITS(63, 0);
	return op2 == OP2_BCR || op2 == OP2_WCR ? &point->control : &point->value;
}

static bool is_point(unsigned int sysreg)
{
	return (sysreg & ~SYSREG(0u, 0u, 0u, 15u, 3u)) == SYSREG(2u, 0u, 0u, 0u, 4u);
}

bool run_debug_read(struct rec *rec, unsigned int sysreg, uint64_t *value)
{
	const struct realm_debug *debug = &rec->cpu.debug;
	uint64_t writable;

	*value = 0;
	if (is_point(sysreg)) {
		const uint64_t *r = point_register(rec, SYSREG_CRM(sysreg), SYSREG_OP2(sysreg), &writable);

		if (r != NULL)
			*value = *r;
		return r != NULL;
	}
	if (sysreg == SYSREG_MDSCR_EL1)
		*value = debug->mdscr;
	if (sysreg == SYSREG_OSLSR_EL1)
		*value = OSLSR_OSLM | (debug->os_locked ? OSLSR_OSLK : 0);
	/* The debugger's channel, claim tags, power-down control: there is no external debugger. */
	return true;
}

bool run_debug_write(struct rec *rec, unsigned int sysreg, uint64_t value)
{
	struct realm_debug *debug = &rec->cpu.debug;
	uint64_t writable;

	if (is_point(sysreg)) {
		uint64_t *r = point_register(rec, SYSREG_CRM(sysreg), SYSREG_OP2(sysreg), &writable);

		if (r == NULL)
			return false;
		*r = value & writable;
	} else if (sysreg == SYSREG_MDSCR_EL1) {
		debug->mdscr = value & MDSCR_WRITABLE;
	} else if (sysreg == SYSREG_OSLAR_EL1) {
		debug->os_locked = (value & OSLAR_OSLK) != 0;
	} else {
		return true;
	}
	port_realm_debug_changed(&rec->cpu);
	return true;
}
