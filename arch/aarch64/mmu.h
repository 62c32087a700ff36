/* SPDX-License-Identifier: BSD-3-Clause */
/* The monitor's own translation: every address it uses is its physical address, in a regime of 42 bits. */
#ifndef ARCH_MMU_H
#define ARCH_MMU_H

/* Index into MAIR_EL2, and its content. */
#define MMU_ATTR_DEVICE		0
#define MMU_ATTR_NORMAL		1
#define MMU_MAIR		0xff04		/* Normal Write-Back; Device-nGnRE */

/* TCR_EL2: T0SZ for 42 bits, Inner Shareable, Write-Back walks, RES1 bits; the output size is added at run time. */
#define MMU_VA_BITS		42
#define MMU_TCR			(0x80800000 | (3 << 12) | (1 << 10) | (1 << 8) | (64 - MMU_VA_BITS))

/* SCTLR_EL2: RES1 bits, M, C, SA, I, WXN. */
#define MMU_SCTLR		(0x30c50830 | (1 << 0) | (1 << 2) | (1 << 3) | (1 << 12) | (1 << 19))

#ifndef __ASSEMBLER__
#include <stdint.h>

enum mmu_kind { MMU_CODE, MMU_RODATA, MMU_DATA, MMU_DEVICE, MMU_NORMAL_WORLD };

/*
 * Map [base, base + size): in blocks of 2 MiB where they fit, of 1 GiB in the normal world's DRAM, else in pages. Only
 * before the MMU is on. False where the tables do not suffice.
 */
_Bool mmu_map(uint64_t base, uint64_t size, enum mmu_kind kind);
#endif

#endif
