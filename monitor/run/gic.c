/* SPDX-License-Identifier: BSD-3-Clause */
/* The virtual interrupt interface: what the host may set, and what it is told. */
#include "run/run.h"

#include "lib/bits.h"
#include "lib/mem.h"
#include "port/machine.h"

/* ICH_HCR_EL2 */
#define HCR_EN			BIT(0)
#define HCR_VSGIEOICOUNT	BIT(8)
#define HCR_TDIR		BIT(14)
#define HCR_DVIM		BIT(15)
#define HCR_EOICOUNT		BITS(31, 27)
/* UIE to VGrp1DIE, and TDIR. */
#define HCR_HOST		(BITS(7, 1) | HCR_TDIR)

/* ICH_LR<n>_EL2 */
#define LR_STATE		BITS(63, 62)
#define LR_HW			BIT(61)
#define LR_RES0			(BITS(59, 56) | BITS(47, 45))
#define LR_PRIORITY_LO		48
#define LR_PRIORITY_BITS	8u
#define LR_PINTID		BITS(44, 32)
#define LR_EOI			BIT(41)
#define LR_VINTID(lr)		((uint32_t)(lr))

#define INTID_SPECIAL		1020u
#define INTID_LPI		8192u

static bool intid_ok(uint32_t intid)
{
	return intid < INTID_SPECIAL || (intid >= INTID_LPI && (intid >> port_machine()->gic_id_bits) == 0);
}

static bool lr_ok(uint64_t lr)
{
	unsigned int unused = LR_PRIORITY_BITS - port_machine()->gic_pri_bits;

	if ((lr & (LR_RES0 | (LR_PINTID & ~LR_EOI))) != 0)
		return false;
	if (unused > 0 && (lr & BITS(LR_PRIORITY_LO + unused - 1, LR_PRIORITY_LO)) != 0)
		return false;
	return intid_ok(LR_VINTID(lr));
}

static bool is_inactive(uint64_t lr)
{
	return (lr & LR_STATE) == 0;
}

bool run_gic_ok(const struct rmi_rec_enter *enter)
{
	const uint64_t *lrs = enter->gicv3_lrs;

	if ((enter->gicv3_hcr & ~HCR_HOST) != 0)
		return false;
	for (unsigned int i = 0; i < port_machine()->gic_num_lrs; i++) {
		/* No physical interrupt may be completed through a realm. */
		if ((lrs[i] & LR_HW) != 0)
			return false;
		if (is_inactive(lrs[i]))
			continue;
		if (!lr_ok(lrs[i]))
			return false;
		for (unsigned int j = 0; j < i; j++) {
			if (!is_inactive(lrs[j]) && LR_VINTID(lrs[j]) == LR_VINTID(lrs[i]))
				return false;
		}
	}
	return true;
}

void run_gic_load(struct rec *rec, const struct rmi_rec_enter *enter)
{
	struct realm_gic *gic = &rec->cpu.gic;

	gic->hcr = enter->gicv3_hcr | HCR_EN | HCR_VSGIEOICOUNT | HCR_DVIM;
	memset(gic->lrs, 0, sizeof(gic->lrs));
	for (unsigned int i = 0; i < port_machine()->gic_num_lrs; i++)
		gic->lrs[i] = enter->gicv3_lrs[i];
}

void run_gic_report(const struct rec *rec, struct rmi_rec_exit *exit)
{
	const struct realm_gic *gic = &rec->cpu.gic;

	exit->gicv3_hcr = gic->hcr & (HCR_HOST | HCR_EOICOUNT);
	for (unsigned int i = 0; i < port_machine()->gic_num_lrs; i++)
		exit->gicv3_lrs[i] = gic->lrs[i];
	exit->gicv3_misr = gic->misr;
	exit->gicv3_vmcr = gic->vmcr;
}
