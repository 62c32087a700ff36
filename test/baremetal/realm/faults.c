/* SPDX-License-Identifier: BSD-3-Clause */
/* Accesses that must end in an exception inside the realm. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define EC_IABT_SAME	0x21
#define ESR_IL		(1ul << 25)
#define ESR_EA		(1ul << 9)

static void check_abort(uint64_t esr, uint64_t ec, uint64_t address)
{
	CHECK_EQ(ESR_EC(esr), ec);
	CHECK_EQ(ESR_FSC(esr), FSC_EXTERNAL);
	CHECK_EQ(esr & ESR_EA, ESR_EA);
	if (ec == EC_DABT_SAME)
		CHECK_EQ(vcpu()->fault_far, address);
}

/* An address that is larger than the realm's space has: stage 1 found it at `level`. */
static void check_size_fault(uint64_t esr, uint64_t ec, uint64_t address, unsigned int level)
{
	CHECK_EQ(ESR_EC(esr), ec);
	CHECK_EQ(ESR_FSC(esr), level);
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
	check_size_fault(probe_load(REALM_BEYOND, &value), EC_DABT_SAME, REALM_BEYOND, 0);
	check_size_fault(probe_store(REALM_BEYOND << 6, 1), EC_DABT_SAME, REALM_BEYOND << 6, 0);
	check_size_fault(probe_fetch(REALM_BEYOND), EC_IABT_SAME, REALM_BEYOND, 0);
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
#define DESC_NS			(1ul << 5)	/* of a block or page */
#define TABLE_NS		(1ul << 63)
#define ALIAS			(1ul << 30)
#define BLOCK_2M		(1ul << 21)
#define BLOCK_1G		(1ul << 30)
#define FSC_EXTERNAL_WALK	0x14	/* and the level of the table that could not be read */
#define TCR_33_BITS_4K		((64 - 33) | (1ul << 8) | (1ul << 10) | (3ul << 12) | (1ul << 23) | (2ul << 32))

static uint64_t level1[512] __attribute__((aligned(4096)));
static uint64_t level2[512] __attribute__((aligned(4096))), level3[512] __attribute__((aligned(4096)));

/* Free in all of the tables. */
#define BEYOND_BY_BLOCK		0xc0000000ul
#define BEYOND_BY_TABLE		0x180000000ul
#define BY_NS_TABLE		0x1c0000000ul	/* the same by a pointer that is marked Non-secure */

/* Stage 1: 1 GiB blocks, flat; the third is the realm's memory once more. NS is set in all but the first of the two. */
static void stage1_on(void)
{
	level1[REALM_RAM >> 30] = REALM_RAM | BLOCK_ATTRIBUTES;
	level1[(REALM_RAM + ALIAS) >> 30] = REALM_RAM | BLOCK_ATTRIBUTES | DESC_NS;
	level1[REALM_SHARED >> 30] = REALM_SHARED | BLOCK_ATTRIBUTES | DESC_NS;
	level1[REALM_MMIO >> 30] = (REALM_MMIO & ~(BLOCK_1G - 1)) | BLOCK_ATTRIBUTES | DESC_NS;
	level1[BEYOND_BY_BLOCK >> 30] = REALM_BEYOND | BLOCK_ATTRIBUTES | DESC_NS;
	level1[BEYOND_BY_TABLE >> 30] = (uint64_t)level2 | TABLE_ATTRIBUTES;
	level1[BY_NS_TABLE >> 30] = (uint64_t)level2 | TABLE_ATTRIBUTES | TABLE_NS;
	level2[0] = (uint64_t)level3 | TABLE_ATTRIBUTES;
	level2[1] = REALM_BEYOND | TABLE_ATTRIBUTES;
	level3[0] = REALM_BEYOND | TABLE_ATTRIBUTES | DESC_NS;
	level3[1] = REALM_DATA | TABLE_ATTRIBUTES;
	write_sysreg(mair_el1, 0xff);
	write_sysreg(tcr_el1, TCR_33_BITS_4K);
	write_sysreg(ttbr0_el1, (uint64_t)level1);
	isb();
	asm volatile("tlbi vmalle1\n\tdsb sy\n\tisb" ::: "memory");
	write_sysreg(sctlr_el1, read_sysreg(sctlr_el1) | 0x1005);
	isb();
}

/* The program's own code, data and stack too. */
static void all_non_secure(void)
{
	*(volatile uint64_t *)&level1[REALM_RAM >> 30] |= DESC_NS;
	asm volatile("dsb sy\n\ttlbi vmalle1\n\tdsb sy\n\tisb" ::: "memory");
}

static void check_faults_with_ns(void)
{
	uint64_t value = BEYOND_BY_BLOCK + 0x128;

	check_size_fault(probe_store(value, 0), EC_DABT_SAME, value, 1);
	value = BEYOND_BY_TABLE + 0x128;
	check_size_fault(probe_store(value, 0), EC_DABT_SAME, value, 3);
	check_size_fault(probe_fetch(BEYOND_BY_TABLE), EC_IABT_SAME, BEYOND_BY_TABLE, 3);
	value = BEYOND_BY_TABLE + BLOCK_2M + 0x128;	/* the table itself */
	check_size_fault(probe_store(value, 0), EC_DABT_SAME, value, 2);
	check_abort(probe_load(REALM_EMPTY + ALIAS, &value), EC_DABT_SAME, REALM_EMPTY + ALIAS);
	check_abort(probe_store(REALM_EMPTY, 1), EC_DABT_SAME, REALM_EMPTY);
	check_abort(probe_fetch(REALM_EMPTY), EC_IABT_SAME, REALM_EMPTY);
	check_abort(probe_fetch(REALM_SHARED), EC_IABT_SAME, REALM_SHARED);
}

/* The emulator reads such a table as Non-secure, whatever stage 2 says: it is there for no realm. docs/machine.md */
static void check_ns_table(void)
{
	uint64_t value, esr = probe_load(BY_NS_TABLE + 0x1000, &value);

	CHECK_EQ(ESR_EC(esr), EC_DABT_SAME);
	CHECK_EQ(ESR_FSC(esr), FSC_EXTERNAL_WALK + 2);
}

/* In the Realm state bit 5 of stage 1 has no meaning, and programs for realms set it. */
void program_ns_bit(uint64_t a, uint64_t b, uint64_t c)
{
	volatile uint64_t *data = (volatile uint64_t *)REALM_DATA, *shared = (volatile uint64_t *)REALM_SHARED;

	(void)a, (void)b, (void)c;
	stage1_on();
	data[ALIAS / 8] = 0x1234;
	CHECK_EQ(data[0], 0x1234);
	all_non_secure();
	CHECK_EQ(data[0], 0x1234);
	CHECK_EQ(data[ALIAS / 8], 0x1234);
	check_faults_with_ns();
	check_ns_table();
	CHECK_EQ(point(1, shared[0]), 1);
	shared[1] = 0x5678;
	CHECK_EQ(point(2, *(volatile uint32_t *)REALM_MMIO), 2);
	shared[2] = data[0];	/* may be read only now */
	point(3, 0);
}

void program_sysregs(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	/* No RME, no EL2. Somebody answers SMC, which is EL3 to who looks for it. */
	CHECK_EQ((read_sysreg(id_aa64pfr0_el1) >> 52) & 0xf, 0);
	CHECK_EQ(read_sysreg(id_aa64pfr0_el1) & 0xffff, 0x1011);
	CHECK_EQ(read_sysreg(mpidr_el1), 1ul << 31);
	point(1, 0);
}

/* An access that may be refused: what is read must be `wanted`, or the access undefined. */
#define TRY_READ(reg, wanted) do { \
	uint64_t v_; \
	vcpu()->fault_esr = 0; \
	vcpu()->probing = true; \
	asm volatile("mov %0, %1\n\tmrs %0, " #reg : "=&r"(v_) : "r"((uint64_t)(wanted)) : "memory"); \
	vcpu()->probing = false; \
	if (vcpu()->fault_esr) \
		CHECK_EQ(ESR_EC(vcpu()->fault_esr), EC_UNKNOWN); \
	CHECK_EQ(v_, wanted); \
} while (0)

#define TRY_WRITE(reg) do { \
	vcpu()->fault_esr = 0; \
	vcpu()->probing = true; \
	asm volatile("msr " #reg ", %0" :: "r"(CANARY) : "memory"); \
	vcpu()->probing = false; \
	if (vcpu()->fault_esr) \
		CHECK_EQ(ESR_EC(vcpu()->fault_esr), EC_UNKNOWN); \
} while (0)

/* An instruction, by its encoding, that this realm has not got. */
#define UNDEFINED(code) do { \
	vcpu()->fault_esr = 0; \
	vcpu()->probing = true; \
	asm volatile(".inst " #code ::: "memory"); \
	vcpu()->probing = false; \
	CHECK_EQ(vcpu()->fault_esr, ESR_IL); \
} while (0)

/* Extensions that this realm reads of as absent, with EL1 letting itself use them. */
static void check_no_vectors(void)
{
	CHECK_EQ(read_sysreg(id_aa64pfr0_el1) >> 32 & 0xf, 0);
	CHECK_EQ(read_sysreg(s3_0_c0_c4_4), 0);
	CHECK_EQ(read_sysreg(id_aa64pfr1_el1) >> 24 & 0xf, 0);
	CHECK_EQ(read_sysreg(s3_0_c0_c4_5), 0);		/* ID_AA64SMFR0_EL1 */
	write_sysreg(cpacr_el1, read_sysreg(cpacr_el1) | 3ul << 16 | 3ul << 24);
	isb();
	UNDEFINED(0x04bf5020);		/* rdvl x0, #1 */
	UNDEFINED(0x2518e3e0);		/* ptrue p0.b */
	UNDEFINED(0x252c9000);		/* setffr */
	UNDEFINED(0xd503437f);		/* smstart sm */
	UNDEFINED(0xd503457f);		/* smstart za */
	UNDEFINED(0x04bf5820);		/* rdsvl x0, #1 */
	TRY_READ(s3_3_c4_c2_2, 0);	/* SVCR */
	TRY_WRITE(s3_3_c13_c0_5);	/* TPIDR2_EL0 */
	TRY_READ(s3_3_c13_c0_5, 0);
	TRY_WRITE(s3_0_c1_c2_6);	/* SMCR_EL1 */
	TRY_READ(s3_0_c1_c2_4, 0);	/* SMPRI_EL1 */
}

/* Memory partitions, activity monitors, profiling, trace: the ID registers say no, and there is nothing behind it. */
static void check_no_monitoring(void)
{
	uint64_t pfr0 = read_sysreg(id_aa64pfr0_el1), dfr0 = read_sysreg(id_aa64dfr0_el1);

	CHECK_EQ((pfr0 >> 40 & 0xf) | (pfr0 >> 44 & 0xf) | (pfr0 >> 28 & 0xf), 0);
	CHECK_EQ((dfr0 >> 4 & 0xf) | (dfr0 >> 8 & 0xf) | (dfr0 >> 32 & 0xf) | (dfr0 >> 40 & 0xf) | (dfr0 >> 44 & 0xf), 0);
	TRY_WRITE(s3_0_c10_c5_0);	/* MPAM1_EL1 */
	TRY_READ(s3_0_c10_c5_0, 0);
	TRY_READ(s3_3_c13_c2_0, 0);	/* AMCR_EL0 */
	TRY_WRITE(s3_3_c13_c2_5);	/* AMCNTENSET0_EL0 */
	TRY_READ(s3_0_c9_c9_0, 0);	/* PMSCR_EL1 */
	TRY_WRITE(s3_0_c9_c10_0);	/* PMBLIMITR_EL1 */
	TRY_READ(s3_0_c9_c11_0, 0);	/* TRBLIMITR_EL1 */
	TRY_READ(s3_0_c1_c2_1, 0);	/* TRFCR_EL1 */
	TRY_WRITE(s3_0_c1_c0_6);	/* GCR_EL1 */
	TRY_READ(s3_0_c1_c0_6, 0);
	TRY_READ(s3_3_c13_c0_7, 0);	/* SCXTNUM_EL0 */
}

/* What a realm has not got is undefined or reads as zero, and whatever it writes there goes nowhere. */
void program_traps(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	TRY_WRITE(pmccntr_el0);
	TRY_READ(pmccntr_el0, 0);
	TRY_WRITE(pmevcntr0_el0);
	TRY_READ(pmevcntr0_el0, 0);
	TRY_WRITE(pmcntenset_el0);
	TRY_READ(pmcntenset_el0, 0);
	TRY_WRITE(s3_0_c15_c1_0);	/* what the CPU itself has, and has not */
	CHECK_EQ(vcpu()->fault_esr, ESR_IL);
	TRY_READ(s3_0_c15_c1_0, CANARY);
	CHECK_EQ(vcpu()->fault_esr, ESR_IL);
	TRY_READ(s3_0_c15_c2_0, CANARY);
	CHECK_EQ(vcpu()->fault_esr, ESR_IL);
	TRY_WRITE(lorc_el1);
	TRY_READ(errselr_el1, 0);
	TRY_WRITE(oslar_el1);
	TRY_WRITE(osdlr_el1);
	write_sysreg(cpacr_el1, read_sysreg(cpacr_el1) | 3ul << 16);	/* or EL1 would trap it itself */
	isb();
	TRY_WRITE(s3_0_c1_c2_0);	/* ZCR_EL1 */
	TRY_READ(s3_4_c1_c1_0, 0);	/* HCR_EL2 */
	TRY_READ(s3_6_c1_c1_0, 0);	/* SCR_EL3 */
	TRY_READ(s3_7_c14_c2_1, 0);	/* CNTPS_CTL_EL1 */
	check_no_vectors();
	check_no_monitoring();
	point(1, 0);
	asm volatile("msr icc_sgi1r_el1, %0\n\tisb" :: "r"(0x1230000ul) : "memory");
	point(2, 0);
}
