/* SPDX-License-Identifier: BSD-3-Clause */
/* Registers that must survive an exit, and must not be seen outside. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#include "lib/simd.h"

/* canary.S */
uint64_t canary_exit(uint64_t how, uint64_t value);

static struct simd in, out;

static void check_simd(uint64_t seed)
{
	for (uint64_t i = 0; i < 32; i++) {
		CHECK_EQ(out.v[i][0], CANARY + seed + i);
		CHECK_EQ(out.v[i][1], ~(CANARY + seed + i));
	}
}

static void fill_simd(uint64_t seed)
{
	for (uint64_t i = 0; i < 32; i++) {
		in.v[i][0] = CANARY + seed + i;
		in.v[i][1] = ~(CANARY + seed + i);
	}
	simd_load(&in);
}

void program_fp(uint64_t rounds, uint64_t b, uint64_t c)
{
	(void)b, (void)c;
	for (uint64_t round = 0; round < rounds; round++) {
		fill_simd(round * 64);
		write_sysreg(fpsr, 0x1f);
		write_sysreg(fpcr, 1ul << 24);
		point(round, 0);
		simd_store(&out);
		check_simd(round * 64);
		CHECK_EQ(read_sysreg(fpsr), 0x1f);
		CHECK_EQ(read_sysreg(fpcr), 1ul << 24);
		asm volatile("wfi" ::: "memory");
		simd_store(&out);
		check_simd(round * 64);
	}
}

static void fill_sysregs(void)
{
	write_sysreg(tpidr_el0, CANARY | 1);
	write_sysreg(tpidrro_el0, CANARY | 2);
	write_sysreg(sp_el0, CANARY | 3);
	write_sysreg(elr_el1, CANARY | 4);
	write_sysreg(far_el1, CANARY | 5);
	write_sysreg(ttbr0_el1, 0x12345000 | 6ul << 48);
	write_sysreg(ttbr1_el1, 0x12346000 | 7ul << 48);
	write_sysreg(mair_el1, CANARY | 8);
	write_sysreg(contextidr_el1, 0xca7a0009);
	write_sysreg(par_el1, (CANARY | 0xa) & 0x0000fffffffff000);
	write_sysreg(afsr0_el1, 0xca7a000b);
	write_sysreg(esr_el1, 0x12a7a00c);
	write_sysreg(cntkctl_el1, 3);
	write_sysreg(apiakeylo_el1, CANARY | 0xd);
	write_sysreg(apgakeyhi_el1, CANARY | 0xe);
	isb();
}

static void check_sysregs(void)
{
	CHECK_EQ(read_sysreg(tpidr_el0), CANARY | 1);
	CHECK_EQ(read_sysreg(tpidrro_el0), CANARY | 2);
	CHECK_EQ(read_sysreg(sp_el0), CANARY | 3);
	CHECK_EQ(read_sysreg(elr_el1), CANARY | 4);
	CHECK_EQ(read_sysreg(far_el1), CANARY | 5);
	CHECK_EQ(read_sysreg(ttbr0_el1), 0x12345000 | 6ul << 48);
	CHECK_EQ(read_sysreg(ttbr1_el1), 0x12346000 | 7ul << 48);
	CHECK_EQ(read_sysreg(mair_el1), CANARY | 8);
	CHECK_EQ(read_sysreg(contextidr_el1), 0xca7a0009);
	CHECK_EQ(read_sysreg(esr_el1), 0x12a7a00c);
	CHECK_EQ(read_sysreg(cntkctl_el1), 3);
	CHECK_EQ(read_sysreg(apiakeylo_el1), CANARY | 0xd);
	CHECK_EQ(read_sysreg(apgakeyhi_el1), CANARY | 0xe);
}

/* Every register that can hold one has a canary at the moment of the exit; the realm finds them all again. */
void program_canary(uint64_t how, uint64_t b, uint64_t c)
{
	(void)b, (void)c;
	for (uint64_t round = 0; round < 4; round++) {
		fill_simd(0);
		fill_sysregs();
		CHECK_EQ(canary_exit(how, CANARY), 0);
		simd_store(&out);
		check_simd(0);
		check_sysregs();
	}
	write_sysreg(mair_el1, 0);
	point(4, 0);
}
