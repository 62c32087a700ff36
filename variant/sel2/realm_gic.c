/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The virtual interrupt interface. ICH_* are the same registers in both worlds, so the host's come out before a realm's
 * go in. The physical interface (ICC_PMR_EL1 among it) is left alone: a realm's accesses go to the virtual one, and an
 * interrupt that the host masks by priority ends no run.
 */
#include "realm_state.h"

#include "sysreg.h"

static uint64_t vtr(void)
{
	return read_sysreg(s3_4_c12_c11_1);
}

uint32_t gic_empty_lrs(void)
{
	return (uint32_t)read_sysreg(s3_4_c12_c11_5);
}

unsigned int gic_num_lrs(void)
{
	return (unsigned int)FIELD(vtr(), 4, 0) + 1;
}

unsigned int gic_priority_bits(void)
{
	return (unsigned int)FIELD(vtr(), 31, 29) + 1;
}

unsigned int gic_id_bits(void)
{
	return FIELD(vtr(), 25, 23) == 0 ? 16 : 24;
}

/*
 * By encoding, since assemblers differ in the names they know: ICH_AP0Rn s3_4_c12_c8_n, ICH_AP1Rn s3_4_c12_c9_n,
 * ICH_HCR s3_4_c12_c11_0, ICH_VTR _1, ICH_MISR _2, ICH_ELRSR _5,
 * ICH_VMCR _7, ICH_LRn s3_4_c12_c12_n and from 8 on s3_4_c12_c13_n.
 */

/* Active priority registers of each group: 1, 2 or 4. */
static unsigned int num_aprs(void)
{
	return 1u << (FIELD(vtr(), 28, 26) + 1 - 5);
}

#define CASE_SAVE(n, reg)	case n: out[n] = read_sysreg(reg); __attribute__((fallthrough));
#define CASE_LOAD(n, reg)	case n: write_sysreg(reg, in[n]); __attribute__((fallthrough));

static void save_lrs(uint64_t out[16], unsigned int last)
{
	switch (last) {
	default:
	CASE_SAVE(15, s3_4_c12_c13_7) CASE_SAVE(14, s3_4_c12_c13_6) CASE_SAVE(13, s3_4_c12_c13_5)
	CASE_SAVE(12, s3_4_c12_c13_4) CASE_SAVE(11, s3_4_c12_c13_3) CASE_SAVE(10, s3_4_c12_c13_2)
	CASE_SAVE(9, s3_4_c12_c13_1) CASE_SAVE(8, s3_4_c12_c13_0) CASE_SAVE(7, s3_4_c12_c12_7)
	CASE_SAVE(6, s3_4_c12_c12_6) CASE_SAVE(5, s3_4_c12_c12_5) CASE_SAVE(4, s3_4_c12_c12_4)
	CASE_SAVE(3, s3_4_c12_c12_3) CASE_SAVE(2, s3_4_c12_c12_2) CASE_SAVE(1, s3_4_c12_c12_1)
	case 0:
		out[0] = read_sysreg(s3_4_c12_c12_0);
	}
}

static void load_lrs(const uint64_t in[16], unsigned int last)
{
	switch (last) {
	default:
	CASE_LOAD(15, s3_4_c12_c13_7) CASE_LOAD(14, s3_4_c12_c13_6) CASE_LOAD(13, s3_4_c12_c13_5)
	CASE_LOAD(12, s3_4_c12_c13_4) CASE_LOAD(11, s3_4_c12_c13_3) CASE_LOAD(10, s3_4_c12_c13_2)
	CASE_LOAD(9, s3_4_c12_c13_1) CASE_LOAD(8, s3_4_c12_c13_0) CASE_LOAD(7, s3_4_c12_c12_7)
	CASE_LOAD(6, s3_4_c12_c12_6) CASE_LOAD(5, s3_4_c12_c12_5) CASE_LOAD(4, s3_4_c12_c12_4)
	CASE_LOAD(3, s3_4_c12_c12_3) CASE_LOAD(2, s3_4_c12_c12_2) CASE_LOAD(1, s3_4_c12_c12_1)
	case 0:
		write_sysreg(s3_4_c12_c12_0, in[0]);
	}
}

static void save_aprs(struct realm_gic *gic, unsigned int count)
{
	gic->ap0r[0] = read_sysreg(s3_4_c12_c8_0);
	gic->ap1r[0] = read_sysreg(s3_4_c12_c9_0);
	if (count > 1) {
		gic->ap0r[1] = read_sysreg(s3_4_c12_c8_1);
		gic->ap1r[1] = read_sysreg(s3_4_c12_c9_1);
	}
	if (count > 2) {
		gic->ap0r[2] = read_sysreg(s3_4_c12_c8_2);
		gic->ap1r[2] = read_sysreg(s3_4_c12_c9_2);
		gic->ap0r[3] = read_sysreg(s3_4_c12_c8_3);
		gic->ap1r[3] = read_sysreg(s3_4_c12_c9_3);
	}
}

static void load_aprs(const struct realm_gic *gic, unsigned int count)
{
	write_sysreg(s3_4_c12_c8_0, gic->ap0r[0]);
	write_sysreg(s3_4_c12_c9_0, gic->ap1r[0]);
	if (count > 1) {
		write_sysreg(s3_4_c12_c8_1, gic->ap0r[1]);
		write_sysreg(s3_4_c12_c9_1, gic->ap1r[1]);
	}
	if (count > 2) {
		write_sysreg(s3_4_c12_c8_2, gic->ap0r[2]);
		write_sysreg(s3_4_c12_c9_2, gic->ap1r[2]);
		write_sysreg(s3_4_c12_c8_3, gic->ap0r[3]);
		write_sysreg(s3_4_c12_c9_3, gic->ap1r[3]);
	}
}

void gic_save(struct realm_gic *gic)
{
	gic->hcr = read_sysreg(s3_4_c12_c11_0);
	gic->misr = read_sysreg(s3_4_c12_c11_2);
	gic->vmcr = read_sysreg(s3_4_c12_c11_7);
	save_lrs(gic->lrs, gic_num_lrs() - 1);
	save_aprs(gic, num_aprs());
}

/* `hcr` as it shall be. Disabled while the rest changes, so that no maintenance interrupt of a mixture is raised. */
void gic_load(const struct realm_gic *gic, uint64_t hcr)
{
	write_sysreg(s3_4_c12_c11_0, 0);
	write_sysreg(s3_4_c12_c11_7, gic->vmcr);
	load_lrs(gic->lrs, gic_num_lrs() - 1);
	load_aprs(gic, num_aprs());
	write_sysreg(s3_4_c12_c11_0, hcr);
}
