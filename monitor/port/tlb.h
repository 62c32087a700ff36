/* SPDX-License-Identifier: BSD-3-Clause */
/* Port: how table entries become visible to the hardware walker, and how old translations are forgotten. */
#ifndef PORT_TLB_H
#define PORT_TLB_H

#include <stdint.h>

#include "lib/addr.h"

/* A realm's stage-2 address space, as hardware is told of it. Constant after REALM_CREATE. */
struct s2_space {
	struct pa root;			/* first (of the concatenated) tables of the hardware walk */
	int8_t start_level;		/* level of `root`, Arm numbering */
	uint8_t ipa_bits;		/* width of the whole IPA space: bits */
	uint16_t vmid;
};

/* Read an entry once, as the walker would see it. */
uint64_t port_s2_read(const uint64_t *entry);

/* Write an entry. On return every CPU's walker sees it, after everything that was written before. */
void port_s2_write(uint64_t *entry, uint64_t value);

/*
 * Forget all translations of [base, base + size) on all CPUs, stage 1 and 2 combined entries and cached table walks
 * included. `level` is the level of the entry that was changed. On return no CPU still uses an old translation.
 */
void port_tlb_invalidate(const struct s2_space *space, struct ipa base, uint64_t size, int level);

/* Forget everything of this VMID on all CPUs. */
void port_tlb_invalidate_all(const struct s2_space *space);

#endif
