/* SPDX-License-Identifier: BSD-3-Clause */
/* A realm that debugs itself. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define MDSCR_SS	(1ul << 0)
#define MDSCR_KDE	(1ul << 13)
#define MDSCR_MDE	(1ul << 15)
#define PSTATE_SS	(1ul << 21)

#define BCR_EL1		(1ul << 0 | 1ul << 1 | 0xful << 5)	/* on, at EL1, a whole instruction */
#define BCR_LINKED	(1ul << 20)
#define BCR_CONTEXT	(3ul << 20 | 3ul << 1)			/* CONTEXTIDR_EL1, for another to be linked to */
#define BCR_LBN(n)	((uint64_t)(n) << 16)
#define WCR_STORE_EL1	(1ul << 0 | 1ul << 1 | 2ul << 3 | 0xfful << 5)

#define EC_BREAKPOINT	0x31
#define EC_STEP		0x33
#define EC_WATCHPOINT	0x35
#define EC_BRK		0x3c
#define EC_UNKNOWN_AT	0x00

#define MAX_HITS	8u

static volatile struct {
	unsigned int count;
	uint64_t ec[MAX_HITS], elr[MAX_HITS], far[MAX_HITS];
	unsigned int steps;		/* instructions still to be stepped over */
} hits;

static volatile uint64_t word;

static void on_debug(uint64_t esr, uint64_t *elr, uint64_t *spsr)
{
	uint64_t ec = ESR_EC(esr);

	if (hits.count < MAX_HITS) {
		hits.ec[hits.count] = ec;
		hits.elr[hits.count] = *elr;
		hits.far[hits.count] = read_sysreg(far_el1);
	}
	hits.count++;
	if (ec != EC_STEP)
		*elr += 4;
	if (hits.steps) {
		hits.steps--;
		*spsr |= PSTATE_SS;
		write_sysreg(mdscr_el1, read_sysreg(mdscr_el1) | MDSCR_SS);
	} else {
		write_sysreg(mdscr_el1, read_sysreg(mdscr_el1) & ~MDSCR_SS);
	}
}

static void expect_hit(uint64_t ec, uint64_t elr)
{
	CHECK_EQ(hits.count, 1);
	CHECK_EQ(hits.ec[0], ec);
	CHECK_EQ(hits.elr[0], elr);
	hits.count = 0;
}

/* Two instructions; a breakpoint on the first skips it. */
__attribute__((noinline, noclone)) static uint64_t victim(void)
{
	uint64_t value;

	asm volatile(".global debug_victim\n\tmov %0, #1\ndebug_victim:\tadd %0, %0, #1" : "=r"(value));
	return value;
}
extern const uint8_t debug_victim[];

/* By number, as the name of each register is another. */
#define EACH(op)	op(0) op(1) op(2) op(3) op(4) op(5) op(6) op(7) op(8) op(9) op(10) op(11) op(12) op(13) op(14) op(15)
#define SET_BP(n) case n: write_sysreg(dbgbvr##n##_el1, value); write_sysreg(dbgbcr##n##_el1, control); break;
#define SET_WP(n) case n: write_sysreg(dbgwvr##n##_el1, value); write_sysreg(dbgwcr##n##_el1, control); break;
#define GET_BP(n) case n: return read_sysreg(dbgbvr##n##_el1);

static void set_bp(uint64_t n, uint64_t value, uint64_t control)
{
	switch (n) { EACH(SET_BP) }
	isb();
}

static void set_wp(uint64_t n, uint64_t value, uint64_t control)
{
	switch (n) { EACH(SET_WP) }
	isb();
}

static uint64_t get_bp(uint64_t n)
{
	switch (n) { EACH(GET_BP) }
	return 0;
}

static void check_identity(uint64_t bps, uint64_t wps)
{
	uint64_t dfr0 = read_sysreg(id_aa64dfr0_el1);

	CHECK_EQ((dfr0 >> 12 & 0xf) + 1, bps);
	CHECK_EQ((dfr0 >> 20 & 0xf) + 1, wps);
	CHECK((dfr0 >> 28 & 0xf) + 1 <= bps);
	/* One too many is none. */
	if (bps == 16)
		return;
	vcpu()->probing = true;
	vcpu()->fault_esr = 0;
	set_bp(bps, 1, 0);
	CHECK_EQ(ESR_EC(vcpu()->fault_esr), EC_UNKNOWN_AT);
	CHECK_EQ(vcpu()->fault_esr, 1ul << 25);
	vcpu()->probing = false;
}

static void try_breakpoints(uint64_t bps)
{
	for (uint64_t n = 0; n < bps; n++) {
		set_bp(n, (uint64_t)debug_victim, BCR_EL1);
		CHECK_EQ(victim(), 1);
		expect_hit(EC_BREAKPOINT, (uint64_t)debug_victim);
		/* The host has registers of its own, and may move this virtual CPU. */
		point(n, 0);
		CHECK_EQ(get_bp(n), (uint64_t)debug_victim);
		CHECK_EQ(victim(), 1);
		expect_hit(EC_BREAKPOINT, (uint64_t)debug_victim);
		set_bp(n, 0, 0);
		CHECK_EQ(victim(), 2);
		CHECK_EQ(hits.count, 0);
	}
}

/* The last breakpoint compares contexts, the first is linked to it. */
static void try_linked(uint64_t bps)
{
	set_bp(bps - 1, 0x57, BCR_CONTEXT | 0xful << 5 | 1);
	set_bp(0, (uint64_t)debug_victim, BCR_EL1 | BCR_LINKED | BCR_LBN(bps - 1));
	write_sysreg(contextidr_el1, 0x58);
	isb();
	CHECK_EQ(victim(), 2);
	CHECK_EQ(hits.count, 0);
	write_sysreg(contextidr_el1, 0x57);
	isb();
	CHECK_EQ(victim(), 1);
	expect_hit(EC_BREAKPOINT, (uint64_t)debug_victim);
	write_sysreg(contextidr_el1, 0);
	set_bp(0, 0, 0);
	set_bp(bps - 1, 0, 0);
}

/* Without a link the number of one means nothing, whatever it is. */
static void try_not_linked(void)
{
	set_bp(0, (uint64_t)debug_victim, BCR_EL1 | BCR_LBN(15));
	CHECK_EQ(victim(), 1);
	expect_hit(EC_BREAKPOINT, (uint64_t)debug_victim);
	set_bp(0, 0, 0);
	set_wp(0, (uint64_t)&word, WCR_STORE_EL1 | BCR_LBN(15));
	word = 7;
	CHECK_EQ(hits.count, 1);
	hits.count = 0;
	set_wp(0, 0, 0);
}

static void try_watchpoints(uint64_t wps)
{
	for (uint64_t n = 0; n < wps; n++) {
		word = 0;
		set_wp(n, (uint64_t)&word, WCR_STORE_EL1);
		word = 7;
		CHECK_EQ(hits.count, 1);
		CHECK_EQ(hits.ec[0], EC_WATCHPOINT);
		CHECK_EQ(hits.far[0], (uint64_t)&word);
		hits.count = 0;
		CHECK_EQ(word, 0);
		set_wp(n, 0, 0);
		word = 7;
		CHECK_EQ(word, 7);
		CHECK_EQ(hits.count, 0);
	}
}

/* Each instruction is a step, those too that the monitor carries out. */
static void try_steps(void)
{
	uint64_t value;

	write_sysreg(mdscr_el1, MDSCR_KDE);
	isb();
	hits.steps = 4;
	asm volatile("brk #1\n\tnop\n\tmrs %0, id_aa64pfr0_el1\n\tmrs %0, mpidr_el1\n\tnop\n\tnop" : "=r"(value));
	CHECK_EQ(hits.ec[0], EC_BRK);
	for (unsigned int i = 1; i < 5; i++) {
		CHECK_EQ(hits.ec[i], EC_STEP);
		CHECK_EQ(hits.elr[i], hits.elr[0] + 4 + 4 * i);
	}
	CHECK_EQ(hits.count, 5);
	hits.count = 0;
}

static void try_locked(void)
{
	set_bp(0, (uint64_t)debug_victim, BCR_EL1);
	write_sysreg(oslar_el1, 1);
	isb();
	CHECK_EQ(read_sysreg(oslsr_el1), 0xa);
	CHECK_EQ(victim(), 2);
	CHECK_EQ(hits.count, 0);
	write_sysreg(oslar_el1, 0);
	isb();
	CHECK_EQ(victim(), 1);
	expect_hit(EC_BREAKPOINT, (uint64_t)debug_victim);
	set_bp(0, 0, 0);
}

void program_debug(uint64_t bps, uint64_t wps, uint64_t c)
{
	(void)c;
	check_identity(bps, wps);
	/* Nothing of the host's in them, and locked, as after a reset. */
	CHECK_EQ(read_sysreg(oslsr_el1), 0xa);
	CHECK_EQ(read_sysreg(mdscr_el1), 0);
	for (uint64_t n = 0; n < bps; n++)
		CHECK_EQ(get_bp(n), 0);
	vcpu()->on_debug = on_debug;
	asm volatile("msr daifclr, #8");
	write_sysreg(oslar_el1, 0);
	write_sysreg(mdscr_el1, MDSCR_KDE | MDSCR_MDE);
	isb();
	try_breakpoints(bps);
	try_linked(bps);
	try_not_linked();
	try_watchpoints(wps);
	try_locked();
	try_steps();
	vcpu()->on_debug = 0;
	point(100, 0);
}
