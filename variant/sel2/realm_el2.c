/* SPDX-License-Identifier: BSD-3-Clause */
/* EL2 registers of a realm's run: what it traps to, its stage 2, its identity; and the host's around it. */
#include "realm_state.h"

#include "lib/addr.h"
#include "sysreg.h"

#define VTCR_RES1		BIT64(31)
#define VTCR_WALK		((3ull << 12) | (1ull << 10) | (1ull << 8))	/* Inner Shareable, Write-Back */
#define VTCR_PS_SHIFT		16
#define VTCR_VS			BIT64(19)
#define VTCR_T0SZ(bits)		(64u - (bits))
#define VTCR_SL0_SHIFT		6
#define PS_48_BITS		5u

/* The unused space behind VTTBR_EL2: 39 bits from level 1. */
#define EMPTY_SPACE		(VTCR_T0SZ(39u) | (1u << VTCR_SL0_SHIFT))
#define VTTBR_VMID_SHIFT	48

#define CNTHCTL_EL1PCTEN	BIT64(0)
#define CNTHCTL_EL1PCEN		BIT64(1)

/*
 * Everything that leaves the realm's own machine comes to the monitor: SMC, identification registers, interrupts,
 * external aborts, implementation defined registers. TLB and cache maintenance and barriers reach all CPUs, since the
 * host may move a REC between them. FWB: realm memory is Write-Back whatever the realm says.
 */
#define HCR_REALM	(HCR_VM | HCR_SWIO | HCR_FMO | HCR_IMO | HCR_AMO | HCR_FB | HCR_BSU_INNER | HCR_TID3 | HCR_TSC | \
			 HCR_TIDCP | HCR_TACR | HCR_RW | HCR_TLOR | HCR_TERR | HCR_TEA | HCR_APK | HCR_API | HCR_FWB)

/*
 * And debug, performance monitors, profiling and trace. Nothing is counted at EL2, and no counter is left to be EL2's own
 * (HPME = 0).
 */
#define MDCR_REALM	(MDCR_TPMCR | MDCR_TPM | MDCR_TDA | MDCR_TDOSA | MDCR_TDRA | MDCR_TPMS | MDCR_HPMD | MDCR_TTRF | \
			 MDCR_HCCD)

#define SERROR_PENDING	BIT64(63)
#define SERROR_SYNDROME	0x1ffffffull

/* Leads nowhere. Sixteen tables, so that a walk by the geometry of any realm ends here too. */
static const uint64_t empty_table[16 * 512] __attribute__((aligned(16 * 4096)));

/*
 * Between runs stage 2 stays on and leads nowhere: the EL1 registers are the host's then, and a speculative walk from
 * them in the Secure state must not leave a translation that a realm with the same VMID could hit later.
 */
void el2_close_stage2(void)
{
	write_sysreg(VSTTBR_EL2, (uint64_t)empty_table);
	isb();	/* the realm's tables are never walked by another geometry than their own */
	write_sysreg(VSTCR_EL2, VTCR_RES1 | EMPTY_SPACE);
	isb();	/* before anything else of the realm or the host changes */
}

/* Realms are run with it too. EL3 exchanges MDCR_EL2 with the host's around each call. */
void el2_monitor_mdcr(void)
{
	write_sysreg(mdcr_el2, MDCR_REALM | (pmu_there() ? pmu_num_counters() : 0));
}

/* MPAM partitions: the host's to choose, and no register for a realm. */
#define MPAM2_EL2	s3_4_c10_c5_0
#define MPAM2_TRAPS	(BIT64(58) | BIT64(49) | BIT64(48))

bool el2_has_mpam(void)
{
	return FIELD(read_sysreg(id_aa64pfr0_el1), 43, 40) != 0 || FIELD(read_sysreg(id_aa64pfr1_el1), 19, 16) != 0;
}

/* The interrupt interface in system registers, open to a realm, whatever the host has made of it. */
#define ICC_SRE_EL2	s3_4_c12_c9_5
#define ICC_SRE_ALL	0xfu

void el2_take_interfaces(struct cpu *here)
{
	struct host_el2 *el2 = &here->host.el2;

	el2->icc_sre = read_sysreg(ICC_SRE_EL2);
	if ((el2->icc_sre & ICC_SRE_ALL) != ICC_SRE_ALL) {
		write_sysreg(ICC_SRE_EL2, ICC_SRE_ALL);
		isb();	/* ICH_* registers are there */
	}
	if (here->has_mpam) {
		el2->mpam2 = read_sysreg(MPAM2_EL2);
		write_sysreg(MPAM2_EL2, el2->mpam2 | MPAM2_TRAPS);
	}
}

/* After all else of the host's. */
void el2_give_interfaces(const struct cpu *here)
{
	const struct host_el2 *el2 = &here->host.el2;

	if ((el2->icc_sre & ICC_SRE_ALL) != ICC_SRE_ALL)
		write_sysreg(ICC_SRE_EL2, el2->icc_sre);
	if (here->has_mpam)
		write_sysreg(MPAM2_EL2, el2->mpam2);
}

void el2_save(struct host_el2 *el2)
{
	el2->vttbr = read_sysreg(vttbr_el2);
	el2->vtcr = read_sysreg(vtcr_el2);
	el2->cnthctl = read_sysreg(cnthctl_el2);
	el2->cntvoff = read_sysreg(cntvoff_el2);
	el2->vpidr = read_sysreg(vpidr_el2);
	el2->vmpidr = read_sysreg(vmpidr_el2);
	el2->hstr = read_sysreg(hstr_el2);
	el2->vsesr = read_sysreg(VSESR_EL2);
	el2->elr = read_sysreg(elr_el2);
	el2->spsr = read_sysreg(spsr_el2);
	el2->esr = read_sysreg(esr_el2);
	el2->far = read_sysreg(far_el2);
	el2->hpfar = read_sysreg(hpfar_el2);
}

void el2_restore(const struct host_el2 *el2)
{
	write_sysreg(vttbr_el2, el2->vttbr);
	write_sysreg(vtcr_el2, el2->vtcr);
	write_sysreg(cnthctl_el2, el2->cnthctl);
	write_sysreg(cntvoff_el2, el2->cntvoff);
	write_sysreg(vpidr_el2, el2->vpidr);
	write_sysreg(vmpidr_el2, el2->vmpidr);
	write_sysreg(hstr_el2, el2->hstr);
	write_sysreg(VSESR_EL2, el2->vsesr);
	write_sysreg(elr_el2, el2->elr);
	write_sysreg(spsr_el2, el2->spsr);
	write_sysreg(esr_el2, el2->esr);
	write_sysreg(far_el2, el2->far);
	write_sysreg(hpfar_el2, el2->hpfar);
}

static uint64_t vttbr(uint16_t vmid, uint64_t table)
{
	return (uint64_t)vmid << VTTBR_VMID_SHIFT | table;
}

uint64_t el2_vttbr(uint16_t vmid)
{
	return vttbr(vmid, (uint64_t)empty_table);
}

static uint64_t vtcr(uint64_t geometry)
{
	uint64_t parange = FIELD(read_sysreg(id_aa64mmfr0_el1), 3, 0);
	uint64_t sixteen = FIELD(read_sysreg(id_aa64mmfr1_el1), 7, 4) == 2 ? VTCR_VS : 0;

	if (parange > PS_48_BITS)
		parange = PS_48_BITS;
	return VTCR_RES1 | VTCR_WALK | sixteen | parange << VTCR_PS_SHIFT | geometry;
}

uint64_t el2_vtcr(void)
{
	return vtcr(EMPTY_SPACE);
}

/*
 * Stage 2: tables and output in Secure memory (VSTCR_EL2.{SW,SA} = VTCR_EL2.{NSW,NSA} = 0), and one set of tables for
 * both IPA spaces. A realm's stage 1 chooses between them by NS, a bit without a meaning in the Realm state, where programs
 * for realms may well have set it.
 */
static void load_space(const struct s2_space *space)
{
	uint64_t sl0 = (uint64_t)(2 - space->start_level) << VTCR_SL0_SHIFT;
	uint64_t geometry = sl0 | VTCR_T0SZ(space->ipa_bits);

	write_sysreg(vtcr_el2, vtcr(geometry));
	write_sysreg(vttbr_el2, el2_vttbr(space->vmid));
	write_sysreg(VSTCR_EL2, VTCR_RES1 | geometry);
	/*
	 * The host's VMID, which may be another realm's, and the empty space's geometry are gone before a walk can find
	 * these tables.
	 */
	isb();
	write_sysreg(VSTTBR_EL2, space->root.v);
	write_sysreg(vttbr_el2, vttbr(space->vmid, space->root.v));
}

void el2_load_realm(const struct realm_cpu *cpu, const struct s2_space *space, const struct realm_traps *traps)
{
	uint64_t hcr = HCR_REALM;

	if (traps->wfi)
		hcr |= HCR_TWI;
	if (traps->wfe)
		hcr |= HCR_TWE;
	if ((cpu->serror & SERROR_PENDING) != 0)
		hcr |= HCR_VSE;
	load_space(space);
	write_sysreg(hcr_el2, hcr);
	write_sysreg(cnthctl_el2, CNTHCTL_EL1PCTEN | CNTHCTL_EL1PCEN);
	write_sysreg(cntvoff_el2, 0);
	write_sysreg(vpidr_el2, read_sysreg(midr_el1));
	write_sysreg(vmpidr_el2, cpu->identity.mpidr);
	write_sysreg(hstr_el2, 0);
	write_sysreg(VSESR_EL2, cpu->serror & SERROR_SYNDROME);
	/* Stage 2 and traps are in force before an address translation instruction or an entry. */
	isb();
}

/* Before the host's EL1 registers come back. */
void el2_unload_realm(struct realm_cpu *cpu)
{
	uint64_t syndrome = read_sysreg(VSESR_EL2) & SERROR_SYNDROME;

	cpu->serror = (read_sysreg(hcr_el2) & HCR_VSE) != 0 ? SERROR_PENDING | syndrome : 0;
	/* Both roots go before either geometry does. */
	write_sysreg(vttbr_el2, el2_vttbr((uint16_t)(read_sysreg(vttbr_el2) >> VTTBR_VMID_SHIFT)));
	el2_close_stage2();
	write_sysreg(hcr_el2, HCR_MONITOR);
}

void port_realm_inject_serror(struct realm_cpu *cpu, uint64_t esr)
{
	(void)cpu;
	write_sysreg(VSESR_EL2, esr & SERROR_SYNDROME);
	write_sysreg(hcr_el2, read_sysreg(hcr_el2) | HCR_VSE);
}
