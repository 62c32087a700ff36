// SPDX-License-Identifier: BSD-3-Clause
/* A realm whose guest fills every register with secrets and then takes one step that exits. */
#include "exits.h"

#include "oracle.h"
#include "runner.h"

struct host_realm exits_realm;

static void taint_gprs(struct guest *g)
{
	for (unsigned int i = 0; i < 31; i++)
		guest_cpu(g)->gprs[i] = CANARY(i);
}

void exits_taint(struct guest *g)
{
	struct realm_cpu *hw = guest_hw(g);
	uint64_t *fp = (uint64_t *)&hw->fp;

	taint_gprs(g);
	hw->sys.vbar_el1 = 0x80000;
	hw->sys.sp_el0 = CANARY(0x100);
	hw->sys.sp_el1 = CANARY(0x101);
	hw->sys.elr_el1 = CANARY(0x102);
	hw->sys.ttbr0_el1 = CANARY(0x103);
	hw->sys.ttbr1_el1 = CANARY(0x104);
	hw->sys.far_el1 = CANARY(0x105);
	hw->sys.esr_el1 = CANARY(0x106);
	hw->sys.tpidr_el0 = CANARY(0x107);
	hw->sys.tpidr_el1 = CANARY(0x108);
	hw->sys.tpidrro_el0 = CANARY(0x109);
	hw->sys.contextidr_el1 = CANARY(0x10a);
	hw->sys.par_el1 = CANARY(0x10b);
	hw->sys.mair_el1 = CANARY(0x10c);
	for (unsigned int i = 0; i < 10; i++)
		hw->sys.pauth_keys[i] = CANARY(0x200 + i);
	for (unsigned int i = 0; i < 64; i++)
		fp[i] = CANARY(0x300 + i);
	for (unsigned int i = 0; i < 4; i++) {
		hw->gic.ap0r[i] = CANARY(0x400 + i);
		hw->gic.ap1r[i] = CANARY(0x410 + i);
	}
	hw->gic.misr = 0x41;
	hw->gic.vmcr = 0x4c000009;
	hw->gic.lrs[1] = EXITS_LR1;
	hw->sys.cntp_ctl = 1;
	hw->sys.cntp_cval = EXITS_TIME + 111;
	hw->sys.cntv_ctl = 3;
	hw->sys.cntv_cval = EXITS_TIME - 1;
}

struct rmi_rec_exit exits_tainted(void)
{
	struct rmi_rec_exit e = { 0 };

	e.gicv3_lrs[1] = EXITS_LR1;
	e.gicv3_misr = 0x41;
	e.gicv3_vmcr = 0x4c000009;
	e.cntp_ctl = 1;
	e.cntp_cval = EXITS_TIME + 111;
	e.cntv_ctl = 7;
	e.cntv_cval = EXITS_TIME - 1;
	return e;
}

void (*exits_step)(struct guest *g);

void exits_guest(struct guest *g, void *arg)
{
	(void)arg;
	exits_taint(g);
	exits_step(g);
}

void exits_build(void (*what)(struct guest *g))
{
	machine_set_time(EXITS_TIME);
	exits_step = what;
	realm_create(&exits_realm);
	realm_tables(&exits_realm, 0, 3);
	realm_init_ripas(&exits_realm, 0, 512 * PAGE_SIZE);
	realm_data(&exits_realm, 0, 0);
	realm_tables(&exits_realm, EXITS_HALF, 3);
	realm_rec(&exits_realm, exits_guest, NULL);
	realm_rec_off(&exits_realm, NULL, NULL);
	realm_activate(&exits_realm);
}

const struct rmi_rec_exit *exits_enter(void)
{
	/* The host keeps the interrupt as it was told. */
	if (machine_realm_runs() > 0)
		run_enter(&exits_realm, 0)->gicv3_lrs[1] = EXITS_LR1;
	return realm_enter(&exits_realm, 0);
}


uint64_t exits_mrs(struct guest *g, uint32_t iss)
{
	guest_cpu(g)->gprs[5] = ~0ull;
	expect_eq(guest_mrs(g, iss, 5), DONE);
	return guest_cpu(g)->gprs[5];
}

void exits_msr(struct guest *g, uint32_t iss, uint64_t value)
{
	guest_cpu(g)->gprs[6] = value;
	expect_eq(guest_msr(g, iss, 6), DONE);
}
