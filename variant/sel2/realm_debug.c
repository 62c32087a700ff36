/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Self-hosted debug registers. A realm's are in the hardware only while they can have an effect: while it has breakpoints
 * and watchpoints on, or steps. MDSCR_EL1 alone is exchanged always, so the host's points, which may stay, are off.
 */
#include "realm_state.h"

#include "sysreg.h"

#define OSLSR_OSLK	BIT64(1)
#define CONTROL_LBN	(0xfull << 16)	/* number of the linked breakpoint */
#define LBN_ONE		(1ull << 16)

/* Each register has a name of its own. `last` is the number of the last one there is. */
#define EACH_POINT(op)	op(15) op(14) op(13) op(12) op(11) op(10) op(9) op(8) op(7) op(6) op(5) op(4) op(3) op(2) op(1) op(0)

#define SAVE_BP(n) case n: bps[n] = (struct debug_point){ read_sysreg(dbgbvr##n##_el1), read_sysreg(dbgbcr##n##_el1) }; \
	__attribute__((fallthrough));
#define SAVE_WP(n) case n: wps[n] = (struct debug_point){ read_sysreg(dbgwvr##n##_el1), read_sysreg(dbgwcr##n##_el1) }; \
	__attribute__((fallthrough));
#define LOAD_BP(n) case n: \
	write_sysreg(dbgbvr##n##_el1, bps[n].value); \
	write_sysreg(dbgbcr##n##_el1, bps[n].control); \
	__attribute__((fallthrough));
#define LOAD_WP(n) case n: \
	write_sysreg(dbgwvr##n##_el1, wps[n].value); \
	write_sysreg(dbgwcr##n##_el1, wps[n].control); \
	__attribute__((fallthrough));

static void save_points(struct debug_point bps[REALM_MAX_POINTS], struct debug_point wps[REALM_MAX_POINTS])
{
	switch (port_machine()->num_bps - 1) {
	EACH_POINT(SAVE_BP)
	default:
		break;
	}
	switch (port_machine()->num_wps - 1) {
	EACH_POINT(SAVE_WP)
	default:
		break;
	}
}

static void load_points(const struct debug_point bps[REALM_MAX_POINTS], const struct debug_point wps[REALM_MAX_POINTS])
{
	switch (port_machine()->num_bps - 1) {
	EACH_POINT(LOAD_BP)
	default:
		break;
	}
	switch (port_machine()->num_wps - 1) {
	EACH_POINT(LOAD_WP)
	default:
		break;
	}
}

/* The number alone: where nothing is linked it may be anything, and must not spill over into the type. */
static uint64_t relink(uint64_t control, unsigned int shift)
{
	return (control & ~CONTROL_LBN) | ((control + shift * LBN_ONE) & CONTROL_LBN);
}

/*
 * The last breakpoints of a CPU are those that compare contexts too. So a realm that has fewer has the last ones, and the
 * number of one that another is linked to is shifted with them. The others are off.
 */
static void load_realm_points(const struct realm_cpu *cpu)
{
	const struct realm_options *options = &cpu->identity.options;
	unsigned int shift = port_machine()->num_bps - 1u - options->num_bps;
	struct debug_point bps[REALM_MAX_POINTS] = { 0 }, wps[REALM_MAX_POINTS] = { 0 };

	for (unsigned int i = 0; i <= options->num_bps; i++) {
		bps[i + shift] = cpu->debug.bps[i];
		bps[i + shift].control = relink(bps[i + shift].control, shift);
	}
	for (unsigned int i = 0; i <= options->num_wps; i++) {
		wps[i] = cpu->debug.wps[i];
		wps[i].control = relink(wps[i].control, shift);
	}
	load_points(bps, wps);
}

static bool is_in_use(const struct realm_debug *debug)
{
	return !debug->os_locked && (debug->mdscr & (MDSCR_MDE | MDSCR_SS)) != 0;
}

/* The host's registers give way, and its locks, either of which would keep a debug exception from the realm. */
static void displace_host(struct host_debug *host)
{
	save_points(host->bps, host->wps);
	host->oslsr = read_sysreg(oslsr_el1);
	host->osdlr = read_sysreg(osdlr_el1);
	write_sysreg(oslar_el1, 0);
	write_sysreg(osdlr_el1, 0);
	host->displaced = true;
}

void port_realm_debug_changed(struct realm_cpu *cpu)
{
	struct host_debug *host = &this_cpu()->host.debug;
	bool in_use = is_in_use(&cpu->debug);

	/* Locked, nothing happens but what the realm's EL0 may not do. */
	write_sysreg(mdscr_el1, in_use ? cpu->debug.mdscr : cpu->debug.mdscr & MDSCR_TDCC);
	if (!in_use)
		return;
	if (!host->displaced)
		displace_host(host);
	load_realm_points(cpu);
}

void debug_restore_host(struct host_debug *host)
{
	load_points(host->bps, host->wps);
	write_sysreg(osdlr_el1, host->osdlr);
	write_sysreg(oslar_el1, (host->oslsr & OSLSR_OSLK) != 0);
	host->displaced = false;
}
