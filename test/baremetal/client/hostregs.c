/* SPDX-License-Identifier: BSD-3-Clause */
/* The host's own registers: filled, and compared after a realm ran. */
#include "client/hostregs.h"

#include "client/host.h"
#include "lib/check.h"
#include "lib/simd.h"
#include "lib/sysreg.h"

struct host_register {
	const char *name;
	uint64_t (*read)(void);
	void (*write)(uint64_t value);
	uint64_t value;			/* to write; what it then reads as is the reference */
};

/* At EL1 only: with HCR_EL2.E2H the plain name is EL2's own register, and EL1's has another one. */
#define ACCESSORS_EL12(reg, el12) \
	static uint64_t read_##reg(void) { return host_is_vhe() ? read_sysreg(el12) : read_sysreg(reg); } \
	static void write_##reg(uint64_t v) \
	{ \
		if (host_is_vhe()) \
			write_sysreg(el12, v); \
		else \
			write_sysreg(reg, v); \
	}
#define ACCESSORS(reg) \
	static uint64_t read_##reg(void) { return read_sysreg(reg); } \
	static void write_##reg(uint64_t v) { write_sysreg(reg, v); }
/* Its clear bits need a register of their own to be written. */
#define ACCESSORS_SET(reg, clear) \
	static uint64_t read_##reg(void) { return read_sysreg(reg); } \
	static void write_##reg(uint64_t v) \
	{ \
		write_sysreg(clear, ~v); \
		write_sysreg(reg, v); \
	}
#define ROW(reg, value)	{ #reg, read_##reg, write_##reg, value }

ACCESSORS_EL12(sctlr_el1, sctlr_el12)
ACCESSORS(actlr_el1)
ACCESSORS_EL12(cpacr_el1, cpacr_el12)
ACCESSORS_EL12(ttbr0_el1, ttbr0_el12)
ACCESSORS_EL12(ttbr1_el1, ttbr1_el12)
ACCESSORS_EL12(tcr_el1, tcr_el12)
ACCESSORS_EL12(mair_el1, mair_el12)
ACCESSORS_EL12(amair_el1, amair_el12)
ACCESSORS_EL12(esr_el1, esr_el12)
ACCESSORS_EL12(far_el1, far_el12)
ACCESSORS_EL12(afsr0_el1, afsr0_el12)
ACCESSORS_EL12(afsr1_el1, afsr1_el12)
ACCESSORS(par_el1)
ACCESSORS_EL12(vbar_el1, vbar_el12)
ACCESSORS_EL12(contextidr_el1, contextidr_el12)
ACCESSORS(csselr_el1)
ACCESSORS(mdscr_el1)
ACCESSORS(dbgbvr0_el1)
ACCESSORS(dbgbcr0_el1)
ACCESSORS(dbgbvr1_el1)
ACCESSORS(dbgbcr1_el1)
ACCESSORS(dbgwvr0_el1)
ACCESSORS(dbgwcr0_el1)
ACCESSORS(dbgwvr1_el1)
ACCESSORS(dbgwcr1_el1)
ACCESSORS(pmcr_el0)
ACCESSORS(pmccntr_el0)
ACCESSORS(pmccfiltr_el0)
ACCESSORS_SET(pmcntenset_el0, pmcntenclr_el0)
ACCESSORS_SET(pmintenset_el1, pmintenclr_el1)
ACCESSORS_SET(pmovsset_el0, pmovsclr_el0)
ACCESSORS(pmevcntr0_el0)
ACCESSORS(pmevtyper0_el0)
ACCESSORS(pmevcntr1_el0)
ACCESSORS(pmevtyper1_el0)
ACCESSORS(pmselr_el0)
ACCESSORS(pmuserenr_el0)
ACCESSORS(tpidr_el0)
ACCESSORS(tpidrro_el0)
ACCESSORS(tpidr_el1)
ACCESSORS(sp_el0)
ACCESSORS(sp_el1)
ACCESSORS_EL12(elr_el1, elr_el12)
ACCESSORS_EL12(spsr_el1, spsr_el12)
ACCESSORS_EL12(cntkctl_el1, cntkctl_el12)
ACCESSORS_EL12(cntp_ctl_el0, cntp_ctl_el02)
ACCESSORS_EL12(cntp_cval_el0, cntp_cval_el02)
ACCESSORS_EL12(cntv_ctl_el0, cntv_ctl_el02)
ACCESSORS_EL12(cntv_cval_el0, cntv_cval_el02)
ACCESSORS(apiakeylo_el1)
ACCESSORS(apiakeyhi_el1)
ACCESSORS(apibkeylo_el1)
ACCESSORS(apdakeylo_el1)
ACCESSORS(apdbkeylo_el1)
ACCESSORS(apgakeyhi_el1)
ACCESSORS(fpcr)
ACCESSORS(fpsr)
ACCESSORS(hcr_el2)
ACCESSORS(vttbr_el2)
ACCESSORS(vtcr_el2)
ACCESSORS(cntvoff_el2)
ACCESSORS(cnthctl_el2)
ACCESSORS(sctlr_el2)
ACCESSORS(mdcr_el2)
ACCESSORS(cptr_el2)
ACCESSORS(hstr_el2)
ACCESSORS(vpidr_el2)
ACCESSORS(vmpidr_el2)
ACCESSORS(tpidr_el2)
ACCESSORS(elr_el2)
ACCESSORS(spsr_el2)
ACCESSORS(esr_el2)
ACCESSORS(far_el2)
ACCESSORS(hpfar_el2)
ACCESSORS(vbar_el2)
ACCESSORS(ttbr0_el2)
ACCESSORS(tcr_el2)
ACCESSORS(mair_el2)

#define HOST	0x4057000000000000ul	/* marks a value as the host's */

static const struct host_register registers[] = {
	ROW(sctlr_el1, 0x30d00802),
	ROW(actlr_el1, 0),
	ROW(cpacr_el1, 3ul << 20),
	ROW(ttbr0_el1, 0x0001000000222000),
	ROW(ttbr1_el1, 0x0002000000333000),
	ROW(tcr_el1, 0x00000002b5193519),
	ROW(mair_el1, 0x00000000440c0400),
	ROW(amair_el1, 0),
	ROW(esr_el1, 0x56000011),
	ROW(far_el1, HOST | 1),
	ROW(afsr0_el1, 0),
	ROW(afsr1_el1, 0),
	ROW(par_el1, 0x0000000123456000),
	ROW(vbar_el1, 0x0000010000aaa800),
	ROW(contextidr_el1, 0x4057),
	ROW(csselr_el1, 1),
	ROW(mdscr_el1, 1ul << 12 | 1ul << 13 | 1ul << 15),
	ROW(dbgbvr0_el1, HOST | 0x100),
	ROW(dbgbcr0_el1, 0x1e5),
	ROW(dbgbvr1_el1, HOST | 0x104),
	ROW(dbgbcr1_el1, 0x1e3),
	ROW(dbgwvr0_el1, HOST | 0x108),
	ROW(dbgwcr0_el1, 0x1ff7),
	ROW(dbgwvr1_el1, HOST | 0x110),
	ROW(dbgwcr1_el1, 0x1ff5),
	ROW(pmcr_el0, 1ul << 3 | 1ul << 6),
	ROW(pmccntr_el0, HOST | 18),
	ROW(pmccfiltr_el0, 1ul << 30),
	ROW(pmcntenset_el0, 1ul << 31 | 3),
	ROW(pmintenset_el1, 1ul << 31 | 1),
	ROW(pmovsset_el0, 1ul << 1),
	ROW(pmevcntr0_el0, 0x40570013),
	ROW(pmevtyper0_el0, 1ul << 31 | 0x11),
	ROW(pmevcntr1_el0, 0x40570014),
	ROW(pmevtyper1_el0, 1ul << 30 | 0x11),
	ROW(pmselr_el0, 1),
	ROW(pmuserenr_el0, 5),
	ROW(tpidr_el0, HOST | 2),
	ROW(tpidrro_el0, HOST | 3),
	ROW(tpidr_el1, HOST | 4),
	ROW(sp_el0, HOST | 5),
	ROW(sp_el1, HOST | 6),
	ROW(elr_el1, HOST | 7),
	ROW(spsr_el1, 0x3c4),
	ROW(cntkctl_el1, 0x2),
	ROW(cntp_ctl_el0, TIMER_IMASK | TIMER_ENABLE),
	ROW(cntp_cval_el0, HOST | 8),
	ROW(cntv_ctl_el0, TIMER_IMASK | TIMER_ENABLE),
	ROW(cntv_cval_el0, HOST | 9),
	ROW(apiakeylo_el1, HOST | 10),
	ROW(apiakeyhi_el1, HOST | 11),
	ROW(apibkeylo_el1, HOST | 12),
	ROW(apdakeylo_el1, HOST | 13),
	ROW(apdbkeylo_el1, HOST | 14),
	ROW(apgakeyhi_el1, HOST | 15),
	ROW(fpcr, 1ul << 22),
	ROW(fpsr, 0x2),
	ROW(vttbr_el2, 0x0003000000444000),
	ROW(vtcr_el2, 0x80023558),
	ROW(cntvoff_el2, 0x123456),
	ROW(mdcr_el2, 6),
	ROW(hstr_el2, 0),
	ROW(vpidr_el2, 0x40570001),
	ROW(vmpidr_el2, 0x80000057),
	ROW(elr_el2, HOST | 16),
	ROW(spsr_el2, 0x3c9),
	ROW(esr_el2, 0x56000022),
	ROW(far_el2, HOST | 17),
	ROW(hpfar_el2, 0x4050),
	ROW(ttbr0_el2, 0x0000010000555000),
	ROW(tcr_el2, 0x80853519),
	ROW(mair_el2, 0x00000000000c0400),
};

/* Set up once and used by the client itself: compared, not filled. */
static const struct host_register standing[] = {
	ROW(tpidr_el2, 0),
	ROW(vbar_el2, 0),
	ROW(hcr_el2, 0),
	ROW(cptr_el2, 0),
	ROW(cnthctl_el2, 0),
	ROW(sctlr_el2, 0),
};

#define FILLED		(sizeof(registers) / sizeof(registers[0]))
#define STANDING	(sizeof(standing) / sizeof(standing[0]))

static uint64_t reference[FILLED], standing_reference[STANDING];
static struct simd simd_in, simd_out;

void host_registers_fill(void)
{
	for (unsigned int i = 0; i < 32; i++) {
		simd_in.v[i][0] = HOST + i;
		simd_in.v[i][1] = ~(HOST + i);
	}
	simd_load(&simd_in);
	for (unsigned int i = 0; i < FILLED; i++)
		registers[i].write(registers[i].value);
	isb();
	for (unsigned int i = 0; i < FILLED; i++)
		reference[i] = registers[i].read();
	for (unsigned int i = 0; i < STANDING; i++)
		standing_reference[i] = standing[i].read();
}

static void check_one(const char *name, uint64_t got, uint64_t wanted)
{
	if (got != wanted)
		test_fail(__FILE__, __LINE__, "%s: got 0x%lx, wanted 0x%lx", name, (unsigned long)got,
			  (unsigned long)wanted);
}

void host_registers_check(void)
{
	uint64_t now[FILLED];

	for (unsigned int i = 0; i < FILLED; i++)
		now[i] = registers[i].read();
	simd_store(&simd_out);
	host_registers_reset();
	for (unsigned int i = 0; i < FILLED; i++)
		check_one(registers[i].name, now[i], reference[i]);
	for (unsigned int i = 0; i < STANDING; i++)
		check_one(standing[i].name, standing[i].read(), standing_reference[i]);
	for (unsigned int i = 0; i < 32; i++) {
		check_one("low half of a SIMD register", simd_out.v[i][0], simd_in.v[i][0]);
		check_one("high half of a SIMD register", simd_out.v[i][1], simd_in.v[i][1]);
	}
}

void host_registers_reset(void)
{
	write_sctlr_el1(SCTLR_EL1_OFF);
	write_cntp_ctl_el0(0);
	write_cntv_ctl_el0(0);
	write_sysreg(cntvoff_el2, 0);
	write_sysreg(mdscr_el1, 0);
	write_sysreg(pmcntenclr_el0, 0xffffffff);
	write_sysreg(pmintenclr_el1, 0xffffffff);
	write_sysreg(pmovsclr_el0, 0xffffffff);
	write_sysreg(pmcr_el0, 0);
	write_sysreg(fpcr, 0);
	isb();
}
