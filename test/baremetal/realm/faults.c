/* SPDX-License-Identifier: BSD-3-Clause */
/* Accesses that must end in an exception inside the realm. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define EC_IABT_SAME	0x21
#define ESR_IL		(1ul << 25)

static void check_abort(uint64_t esr, uint64_t ec, uint64_t address)
{
	CHECK_EQ(ESR_EC(esr), ec);
	CHECK_EQ(ESR_FSC(esr), FSC_EXTERNAL);
	if (ec == EC_DABT_SAME)
		CHECK_EQ(vcpu()->fault_far, address);
}

void program_faults(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t value;

	(void)a, (void)b, (void)c;
	check_abort(probe_load(REALM_EMPTY, &value), EC_DABT_SAME, REALM_EMPTY);
	check_abort(probe_store(REALM_EMPTY, 1), EC_DABT_SAME, REALM_EMPTY);
	check_abort(probe_fetch(REALM_EMPTY), EC_IABT_SAME, REALM_EMPTY);
	check_abort(probe_fetch(REALM_MMIO), EC_IABT_SAME, REALM_MMIO);
	check_abort(probe_fetch(REALM_SHARED), EC_IABT_SAME, REALM_SHARED);
	point(1, 0);
	/* The client injects an abort in place of an answer. */
	check_abort(probe_load(REALM_MMIO, &value), EC_DABT_SAME, REALM_MMIO);
	point(2, 0);
	vcpu()->probing = true;
	asm volatile("hvc #0" ::: "x0", "memory");
	vcpu()->probing = false;
	CHECK_EQ(vcpu()->fault_esr, ESR_IL);
	/* It was skipped once by us: the monitor left the pc at the instruction. */
	point(3, 0);
}

#define TABLE_ATTRIBUTES	0x703ul		/* AF, inner shareable, valid table or page */
#define BLOCK_ATTRIBUTES	0x701ul
#define BLOCK_NS		(1ul << 5)
#define TCR_33_BITS_4K		((64 - 33) | (1ul << 8) | (1ul << 10) | (3ul << 12) | (1ul << 23) | (2ul << 32))

static uint64_t level1[512] __attribute__((aligned(4096)));

/* Stage 1: 1 GiB blocks, flat; the fourth is the realm's memory once more, marked Non-secure. */
static void stage1_on(void)
{
	level1[REALM_RAM >> 30] = REALM_RAM | BLOCK_ATTRIBUTES;
	level1[(REALM_RAM >> 30) + 1] = REALM_RAM | BLOCK_ATTRIBUTES | BLOCK_NS;
	level1[REALM_SHARED >> 30] = REALM_SHARED | BLOCK_ATTRIBUTES | BLOCK_NS;
	write_sysreg(mair_el1, 0xff);
	write_sysreg(tcr_el1, TCR_33_BITS_4K);
	write_sysreg(ttbr0_el1, (uint64_t)level1);
	isb();
	asm volatile("tlbi vmalle1\n\tdsb sy\n\tisb" ::: "memory");
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | 0x1005);
	isb();
}

void program_ns_bit(uint64_t a, uint64_t b, uint64_t c)
{
	uint64_t value, alias = (uint64_t)level1 + (1ul << 30);

	(void)a, (void)b, (void)c;
	stage1_on();
	CHECK_EQ(probe_load((uint64_t)level1, &value), 0);
	check_abort(probe_load(alias, &value), EC_DABT_SAME, alias);
	check_abort(probe_store(alias, 0), EC_DABT_SAME, alias);
	check_abort(probe_load(REALM_SHARED, &value), EC_DABT_SAME, REALM_SHARED);
	point(1, 0);
}

void program_sysregs(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	/* No RME, no EL2 or EL3 details, no nested features that do not work here. */
	CHECK_EQ((read_sysreg(id_aa64pfr0_el1) >> 52) & 0xf, 0);
	CHECK_EQ(read_sysreg(mpidr_el1), 1ul << 31);
	point(1, 0);
}
