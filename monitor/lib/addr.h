/* SPDX-License-Identifier: BSD-3-Clause */
/* Address types: mixing a physical and an intermediate physical address does not compile. */
#ifndef LIB_ADDR_H
#define LIB_ADDR_H

#include <stdbool.h>
#include <stdint.h>

#define PAGE_SHIFT	12u
#define PAGE_SIZE	(1ul << PAGE_SHIFT)
#define PAGE_MASK	(PAGE_SIZE - 1)

/* A physical address: a name that the host uses, or a page of the secure pool. */
struct pa {
	uint64_t v;
};

/* An intermediate physical address of a realm. */
struct ipa {
	uint64_t v;
};

static inline struct pa pa_of(uint64_t v)
{
	return (struct pa){ v };
}

static inline struct ipa ipa_of(uint64_t v)
{
	return (struct ipa){ v };
}

static inline bool is_aligned(uint64_t v, uint64_t size)
{
	return (v & (size - 1)) == 0;
}

/* A range of physical memory; size in bytes. */
struct pa_range {
	uint64_t base;
	uint64_t size;
};

/* True where [addr, addr + size) lies in the range; immune to wrap-around. */
static inline bool range_contains(const struct pa_range *r, uint64_t addr, uint64_t size)
{
	return addr >= r->base && size <= r->size && addr - r->base <= r->size - size;
}

#endif
