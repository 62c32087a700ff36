// SPDX-License-Identifier: BSD-3-Clause
/* Self-hosted debug registers: as many as the realm was given, kept, and nothing of them anybody else's. */
#include "abi/rsi.h"
#include "exits.h"
#include "runner.h"

#define POINT(n, op2)	SYSREG_ISS(2u, 0u, 0u, (unsigned int)(n), op2)
#define BVR	4u
#define BCR	5u
#define WVR	6u
#define WCR	7u
#define MDSCR	SYSREG_ISS(2u, 0u, 0u, 2u, 2u)
#define OSLAR	SYSREG_ISS(2u, 0u, 1u, 0u, 4u)
#define OSLSR	SYSREG_ISS(2u, 0u, 1u, 1u, 4u)
#define OSDLR	SYSREG_ISS(2u, 0u, 1u, 3u, 4u)
#define CLAIMSET SYSREG_ISS(2u, 0u, 7u, 8u, 6u)

#define EC_UNKNOWN_ESR	(1ull << 25)
#define OSLM		(1ull << 3)
#define OSLK		(1ull << 1)

static struct host_realm r;

#define get	exits_mrs
#define set	exits_msr

static void undefined(struct guest *g, uint32_t iss)
{
	guest_cpu(g)->gprs[5] = 0x5555;
	expect_eq(guest_mrs(g, iss, 5), EXCEPTION);
	expect_eq(guest_esr(g), EC_UNKNOWN_ESR);
	expect_eq(guest_cpu(g)->gprs[5], 0x5555);
	expect_eq(guest_msr(g, iss, 5), EXCEPTION);
	expect_eq(guest_esr(g), EC_UNKNOWN_ESR);
}

/* Four breakpoints and three watchpoints. */
static void run_with(guest_main *main)
{
	struct rmi_realm_params *p = realm_prepare(&r);

	p->num_bps = 3;
	p->num_wps = 2;
	expect_ok(rmi(RMI_REALM_CREATE, r.rd, r.params));
	realm_rec(&r, main, NULL);
	realm_activate(&r);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	realm_destroy(&r);
}

static void counts_points(struct guest *g, void *arg)
{
	(void)arg;
	for (unsigned int n = 0; n < 16; n++) {
		for (unsigned int op2 = BVR; op2 <= WCR; op2++) {
			if (n > (op2 <= BCR ? 3u : 2u))
				undefined(g, POINT(n, op2));
			else
				set(g, POINT(n, op2), 0x1001000 * (n + 1) + op2);
		}
	}
	/* What one holds none other holds, and control registers hold what is defined. */
	for (unsigned int n = 0; n < 4; n++) {
		expect_eq(get(g, POINT(n, BVR)), 0x1001000 * (n + 1) + BVR);
		expect_eq(get(g, POINT(n, BCR)), (0x1001000 * (n + 1) + BCR) & 0x7fe1e7);
		expect_eq(guest_hw(g)->debug.bps[n].value, 0x1001000 * (n + 1) + BVR);
	}
	for (unsigned int n = 0; n < 3; n++) {
		expect_eq(get(g, POINT(n, WVR)), 0x1001000 * (n + 1) + WVR);
		expect_eq(get(g, POINT(n, WCR)), (0x1001000 * (n + 1) + WCR) & 0x1f1fffff);
	}
	set(g, POINT(0, BCR), ~0ull);
	expect_eq(get(g, POINT(0, BCR)), 0x7fe1e7);
	set(g, POINT(0, WCR), ~0ull);
	expect_eq(get(g, POINT(0, WCR)), 0x1f1fffff);
}

static void points(void)
{
	run_with(counts_points);
}

static void uses_locks(struct guest *g, void *arg)
{
	(void)arg;
	/* As after a reset: locked. */
	expect_eq(get(g, OSLSR), OSLM | OSLK);
	expect(guest_hw(g)->debug.os_locked);
	set(g, OSLAR, 0);
	expect_eq(get(g, OSLSR), OSLM);
	expect(!guest_hw(g)->debug.os_locked);
	set(g, OSLAR, ~1ull);
	expect_eq(get(g, OSLSR), OSLM);
	set(g, OSLAR, 1);
	expect_eq(get(g, OSLSR), OSLM | OSLK);
	/* No double lock, no claim tags; the lock's write-only half reads as nothing. */
	set(g, OSDLR, 1);
	expect_eq(get(g, OSDLR), 0);
	set(g, CLAIMSET, 0xff);
	expect_eq(get(g, CLAIMSET), 0);
	expect_eq(get(g, OSLAR), 0);
	set(g, OSLSR, 0);
	expect_eq(get(g, OSLSR), OSLM | OSLK);
}

static void locks(void)
{
	run_with(uses_locks);
}

static void sets_mdscr(struct guest *g, void *arg)
{
	(void)arg;
	expect_eq(get(g, MDSCR), 0);
	set(g, MDSCR, ~0ull);
	expect_eq(get(g, MDSCR), MDSCR_SS | MDSCR_TDCC | MDSCR_KDE | MDSCR_MDE);
	expect_eq(guest_hw(g)->debug.mdscr, MDSCR_SS | MDSCR_TDCC | MDSCR_KDE | MDSCR_MDE);
	set(g, MDSCR, MDSCR_SS);
	expect_eq(get(g, MDSCR), MDSCR_SS);
}

static void mdscr(void)
{
	run_with(sets_mdscr);
}

/* A step over an instruction that the monitor completes is done; one that it refuses is not. */
static void steps(struct guest *g, void *arg)
{
	const uint64_t ss = 1ull << 21;

	(void)arg;
	guest_cpu(g)->pstate |= ss;
	set(g, MDSCR, MDSCR_SS);
	expect_eq(guest_cpu(g)->pstate & ss, 0);
	guest_cpu(g)->pstate |= ss;
	guest_call(g, RSI_VERSION, RSI_ABI_1_0, 0, 0, 0);
	expect_eq(guest_cpu(g)->pstate & ss, 0);
	guest_cpu(g)->pstate |= ss;
	undefined(g, POINT(15, BVR));
}

static void stepping(void)
{
	run_with(steps);
}

static void leaves_points(struct guest *g, void *arg)
{
	(void)arg;
	set(g, OSLAR, 0);
	set(g, MDSCR, MDSCR_MDE);
	set(g, POINT(1, BVR), 0x12345678);
	guest_interrupted(g);
	/* Kept from one entry to the next. */
	expect_eq(get(g, POINT(1, BVR)), 0x12345678);
	expect_eq(get(g, MDSCR), MDSCR_MDE);
	expect_eq(get(g, OSLSR), OSLM);
}

static void kept(void)
{
	realm_simple(&r, 1, leaves_points, NULL);
	machine_raise_irq(0);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_IRQ);
	machine_clear_irq(0);
	realm_run(&r, 0);
	realm_destroy(&r);
}

static const struct test debug_tests[] = {
	TEST(points), TEST(locks), TEST(mdscr), TEST(stepping), TEST(kept),
};
GROUP(debug);
