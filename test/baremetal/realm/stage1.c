/* SPDX-License-Identifier: BSD-3-Clause */
/* A realm whose own stage 1 is kept by hardware: access flag and dirty state. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define BLOCK_ATTRIBUTES	0x701ul		/* AF, inner shareable, valid block */
#define TABLE_ATTRIBUTES	0x3ul
#define PAGE_ATTRIBUTES		0x303ul		/* inner shareable, valid page; AF is clear */
#define DESC_READ_ONLY		(1ul << 7)
#define DESC_AF			(1ul << 10)
#define DESC_DBM		(1ul << 51)
#define TCR_33_BITS_4K		((64 - 33) | (1ul << 8) | (1ul << 10) | (3ul << 12) | (1ul << 23) | (2ul << 32))
#define TCR_HA			(1ul << 39)
#define TCR_HD			(1ul << 40)
#define FSC_ACCESS_FLAG		0x8	/* and the level */
#define FSC_PERMISSION		0xc
#define VIEW			0x80000000ul
#define PAGE			4096ul

enum { CLEAN, READ_ONLY, SHARED };	/* pages of the view */

static uint64_t level1[512] __attribute__((aligned(4096)));
static uint64_t level2[512] __attribute__((aligned(4096)));
static volatile uint64_t level3[512] __attribute__((aligned(4096)));

static void stage1(uint64_t tcr)
{
	write_sysreg(tcr_el1, TCR_33_BITS_4K | tcr);
	isb();
	asm volatile("dsb sy\n\ttlbi vmalle1\n\tdsb sy\n\tisb" ::: "memory");
}

static void stage1_on(void)
{
	level1[REALM_RAM >> 30] = REALM_RAM | BLOCK_ATTRIBUTES;
	level1[VIEW >> 30] = (uint64_t)level2 | TABLE_ATTRIBUTES;
	level2[0] = (uint64_t)level3 | TABLE_ATTRIBUTES;
	level3[CLEAN] = REALM_DATA | PAGE_ATTRIBUTES | DESC_READ_ONLY | DESC_DBM;
	level3[READ_ONLY] = (REALM_DATA + PAGE) | PAGE_ATTRIBUTES | DESC_READ_ONLY;
	level3[SHARED] = REALM_SHARED | PAGE_ATTRIBUTES;
	write_sysreg(mair_el1, 0xff);
	write_sysreg(ttbr0_el1, (uint64_t)level1);
	stage1(0);
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | 0x1005);
	isb();
}

static void check_flags(unsigned int page, uint64_t wanted)
{
	dsb();
	CHECK_EQ(level3[page] & (DESC_AF | DESC_READ_ONLY), wanted);
}

void program_hardware_flags(uint64_t a, uint64_t b, uint64_t c)
{
	volatile uint64_t *view = (volatile uint64_t *)VIEW;
	uint64_t value;

	(void)a, (void)b, (void)c;
	CHECK((read_sysreg(id_aa64mmfr1_el1) & 0xf) >= 2);
	stage1_on();
	CHECK_EQ(ESR_FSC(probe_load(VIEW, &value)), FSC_ACCESS_FLAG + 3);
	check_flags(CLEAN, DESC_READ_ONLY);
	stage1(TCR_HA | TCR_HD);
	CHECK_EQ(view[0], CANARY);
	check_flags(CLEAN, DESC_AF | DESC_READ_ONLY);
	view[0] = ~CANARY;
	check_flags(CLEAN, DESC_AF);
	CHECK_EQ(ESR_FSC(probe_store(VIEW + READ_ONLY * PAGE, 1)), FSC_PERMISSION + 3);
	CHECK_EQ(view[READ_ONLY * PAGE / 8], CANARY);
	check_flags(READ_ONLY, DESC_AF | DESC_READ_ONLY);
	view[SHARED * PAGE / 8] = ~CANARY;
	check_flags(SHARED, DESC_AF);
	point(1, view[0]);
}
