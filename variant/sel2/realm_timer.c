/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The realm's timers and their interrupt lines.
 *
 * The lines are private interrupts of the normal world, and the EL1 timers are the realm's while it is loaded. An
 * asserted timer would end each run at once. So its interrupt is made active in the distributor before a run: an active
 * interrupt is not signalled again. It is inactive where the timer is not asserted, so that its next expiry ends the
 * run. On the way out the host's own state comes back. The host may write the same register at any time; all that it
 * gains is an end of the run too many, or too late.
 */
#include "platform.h"
#include "realm_state.h"
#include "sysreg.h"

#define PPI_VIRTUAL	(1u << 27)
#define PPI_PHYSICAL	(1u << 30)
#define PPIS		(PPI_VIRTUAL | PPI_PHYSICAL)

/* CNTx_CTL_EL0: enabled, condition met, not masked. */
static bool is_asserted(uint64_t ctl)
{
	return (ctl & 7) == 5;
}

unsigned int port_realm_timers(void)
{
	unsigned int timers = 0;

	isb();	/* the counter is read no earlier than the caller's last look at the realm */
	if (is_asserted(read_sysreg(cntv_ctl_el0)))
		timers |= REALM_TIMER_VIRTUAL;
	if (is_asserted(read_sysreg(cntp_ctl_el0)))
		timers |= REALM_TIMER_PHYSICAL;
	return timers;
}

static void make_active(uint32_t wanted)
{
	uint32_t now = platform_ppi_active() & PPIS;

	if ((wanted & ~now) != 0)
		platform_ppi_set_active(wanted & ~now);
	if ((now & ~wanted) != 0)
		platform_ppi_clear_active(now & ~wanted);
	if (wanted != now)
		dsb(sy);	/* the distributor has it before the realm runs, or the host goes on */
}

void timers_load(struct host_state *host)
{
	host->active = platform_ppi_active() & PPIS;
}

void timers_before_entry(void)
{
	unsigned int timers = port_realm_timers();

	make_active(((timers & REALM_TIMER_VIRTUAL) != 0 ? PPI_VIRTUAL : 0) |
		    ((timers & REALM_TIMER_PHYSICAL) != 0 ? PPI_PHYSICAL : 0));
}

void timers_unload(const struct host_state *host)
{
	make_active(host->active);
}
