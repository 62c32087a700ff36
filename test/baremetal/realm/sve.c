/* SPDX-License-Identifier: BSD-3-Clause */
/* A realm with SVE: its registers across everything that takes it out of the CPU, or the monitor into its registers. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#include "lib/sve.h"

static struct sve in, out;

static void check(uint64_t vl)
{
	sve_store(out.vectors, out.predicates);
	for (uint64_t i = 0; i < 32 * vl; i++)
		CHECK_EQ(out.vectors[i], in.vectors[i]);
	for (uint64_t i = 0; i < 17 * vl / 8; i++)
		CHECK_EQ(out.predicates[i], in.predicates[i]);
}

/* FFR holds ones from the bottom up; it is loaded from the first predicate. */
static void fill(uint64_t vl, uint64_t seed)
{
	uint64_t bytes = vl / 8;

	for (uint64_t i = 0; i < 32 * vl; i++)
		in.vectors[i] = (uint8_t)(i * 13 + seed);
	for (uint64_t i = 0; i < 16 * bytes; i++)
		in.predicates[i] = i < bytes ? (i < 1 + seed % bytes ? 0xff : 0) : (uint8_t)(i * 5 + seed);
	for (uint64_t i = 0; i < bytes; i++)
		in.predicates[16 * bytes + i] = in.predicates[i];
	sve_load(in.vectors, in.predicates);
}

static void length(uint64_t zcr)
{
	write_sysreg(s3_0_c1_c2_0, zcr);	/* ZCR_EL1 */
	isb();
}

void program_sve(uint64_t vl, uint64_t seed, uint64_t c)
{
	(void)c;
	CHECK_EQ((read_sysreg(id_aa64pfr0_el1) >> 32) & 0xf, 1);
	write_sysreg(cpacr_el1, read_sysreg(cpacr_el1) | 3ul << 16);
	isb();
	/* As long as the realm was created for, whatever it asks for; and nothing in it that was somebody else's. */
	length(ZCR_LONGEST);
	CHECK_EQ(sve_bytes(), vl);
	check(vl);
	for (uint64_t round = 0; round < 3; round++) {
		fill(vl, seed + round);
		CHECK_EQ(SMC(RSI_MEASUREMENT_EXTEND, 1, 8, seed).x[0], RSI_SUCCESS);
		check(vl);
		point(round, 0);
		check(vl);
		asm volatile("wfi" ::: "memory");
		check(vl);
		/* The realm's own length is kept, and the registers in it. */
		length(0);
		point(round + 100, 0);
		CHECK_EQ(sve_bytes(), 16);
		CHECK_EQ(read_sysreg(s3_0_c1_c2_0), 0);
		length(ZCR_LONGEST);
	}
}
