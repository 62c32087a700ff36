/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stage-2 entries and the TLBs of the Secure EL1&0 regime.
 *
 * The instructions act on the VMID in VTTBR_EL2 and on the Secure state's entries, since the monitor runs there with
 * HCR_EL2.E2H = TGE = 0. All are broadcast (IS): a REC may have run on any CPU.
 */
#include "port/tlb.h"

#include "realm_state.h"
#include "sysreg.h"

#define TLBI_NON_SECURE	BIT64(63)	/* an address of the Non-secure IPA space of the Secure state */

uint64_t port_s2_read(const uint64_t *entry)
{
	return __atomic_load_n(entry, __ATOMIC_RELAXED);
}

void port_s2_write(uint64_t *entry, uint64_t value)
{
	/* What the entry leads to (a table's content, a page's) is written before the entry itself. */
	__atomic_store_n(entry, value, __ATOMIC_RELEASE);
	/* Every walker sees the entry once the caller goes on; a following TLB invalidation relies on it too. */
	dsb(ishst);
}

/* The host's registers, or the realm's while loaded, which come back afterwards. */
struct stage2 {
	uint64_t vttbr, vtcr;
};

static struct stage2 select_vmid(const struct s2_space *space)
{
	struct stage2 kept = { .vttbr = read_sysreg(vttbr_el2), .vtcr = read_sysreg(vtcr_el2) };

	/* VTCR_EL2.VS: a host that has cut VMIDs to 8 bits must not make this miss one of 16. */
	write_sysreg(vtcr_el2, el2_vtcr());
	write_sysreg(vttbr_el2, el2_vttbr(space->vmid));
	isb();	/* the VMID holds for the invalidations that follow */
	return kept;
}

static void unselect_vmid(const struct stage2 *kept)
{
	write_sysreg(vttbr_el2, kept->vttbr);
	write_sysreg(vtcr_el2, kept->vtcr);
	isb();
}

void port_tlb_invalidate(const struct s2_space *space, struct ipa base, uint64_t size, int level)
{
	struct stage2 kept;

	(void)level;
	/* An entry above level 3 may have been a table with anything below it. */
	if (size > PAGE_SIZE) {
		port_tlb_invalidate_all(space);
		return;
	}
	kept = select_vmid(space);
	/* An address of either IPA space, as both have the same tables. */
	__asm__ volatile("tlbi ipas2e1is, %0" : : "r" (base.v >> PAGE_SHIFT));
	__asm__ volatile("tlbi ipas2e1is, %0" : : "r" (TLBI_NON_SECURE | base.v >> PAGE_SHIFT));
	/* Stage 2 is gone everywhere before the combined entries go, or one could be made from it again. */
	dsb(ish);
	__asm__ volatile("tlbi vmalle1is");
	/* No CPU uses an old translation any more. */
	dsb(ish);
	unselect_vmid(&kept);
}

void port_tlb_invalidate_all(const struct s2_space *space)
{
	struct stage2 kept = select_vmid(space);

	__asm__ volatile("tlbi vmalls12e1is");
	dsb(ish);
	unselect_vmid(&kept);
}
