/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The realm's timers and their interrupt lines.
 *
 * The lines are private interrupts of the normal world, and the EL1 timers are the realm's while it is loaded. An
 * asserted timer would end each run at once. So its interrupt is made active in the distributor before a run: an active
 * interrupt is not signalled again. It is inactive where the timer is not asserted, so that its next expiry ends the
 * run. On the way out the host's own state comes back. The host may write the same register at any time; all that it
 * gains is an end of the run too many, or too late. So it is read once for each REC_ENTER.
 *
 * A realm that serves its timer and starts it again without leaving would wait for that expiry in vain, its interrupt
 * being active still. So while one is asserted, the monitor looks again a little later, by the Secure EL2 timer: the
 * host must hear where an output has changed, or where it is asserted again but the realm has completed a virtual
 * interrupt, which may have been the timer's.
 */
#include "cpu.h"
#include "platform.h"
#include "realm_state.h"
#include "sysreg.h"

#define PPI_VIRTUAL	(1u << 27)
#define PPI_PHYSICAL	(1u << 30)
#define PPIS		(PPI_VIRTUAL | PPI_PHYSICAL)

/* The Secure EL2 physical timer */
#define CNTHPS_TVAL_EL2		s3_4_c14_c5_0
#define CNTHPS_CTL_EL2		s3_4_c14_c5_1
#define LOOKS_PER_SECOND	5000u

/* CNTx_CTL_EL0: enabled, condition met, not masked. */
static bool is_asserted(uint64_t ctl)
{
	return (ctl & 7) == 5;
}

static unsigned int asserted_timers(void)
{
	unsigned int timers = 0;

	isb();	/* the counter is read no earlier than the caller's last look at the realm */
	if (is_asserted(read_sysreg(cntv_ctl_el0)))
		timers |= REALM_TIMER_VIRTUAL;
	if (is_asserted(read_sysreg(cntp_ctl_el0)))
		timers |= REALM_TIMER_PHYSICAL;
	return timers;
}

unsigned int port_realm_timers(void)
{
	struct cpu *cpu = this_cpu();

	cpu->timers_seen = asserted_timers();
	return cpu->timers_seen;
}

static void make_active(uint32_t wanted)
{
	struct cpu *cpu = this_cpu();
	uint32_t now = cpu->active;

	if (wanted == now)
		return;
	if ((wanted & ~now) != 0)
		platform_ppi_set_active(wanted & ~now);
	if ((now & ~wanted) != 0)
		platform_ppi_clear_active(now & ~wanted);
	dsb(sy);	/* the distributor has it before the realm runs, or the host goes on */
	cpu->active = wanted;
}

void timers_load(struct host_state *host)
{
	host->active = platform_ppi_active() & PPIS;
	this_cpu()->active = host->active;
}

/* By what the core has seen last: a timer that has expired since ends the run, so that the core hears of it. */
void timers_before_entry(void)
{
	unsigned int timers = this_cpu()->timers_seen;

	make_active(((timers & REALM_TIMER_VIRTUAL) != 0 ? PPI_VIRTUAL : 0) |
		    ((timers & REALM_TIMER_PHYSICAL) != 0 ? PPI_PHYSICAL : 0));
	if (timers == 0)
		return;
	write_sysreg(CNTHPS_TVAL_EL2, port_machine()->timer_frequency / LOOKS_PER_SECOND);
	write_sysreg(CNTHPS_CTL_EL2, 1);
}

bool timers_after_exit(void)
{
	uint64_t look = read_sysreg(CNTHPS_CTL_EL2);

	if ((look & 1) == 0)
		return false;
	write_sysreg(CNTHPS_CTL_EL2, 0);
	isb();	/* its line falls before the realm is entered again */
	return is_asserted(look);
}

bool timers_host_must_hear(void)
{
	return asserted_timers() != this_cpu()->timers_seen || gic_empty_lrs() != this_cpu()->empty_lrs;
}

void timers_unload(const struct host_state *host)
{
	make_active(host->active);
}
