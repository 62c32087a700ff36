/* SPDX-License-Identifier: BSD-3-Clause */
/* The realm's own translation tables, looked into where it maps an address that it has not got. */
#include "run/run.h"

#include "lib/bits.h"
#include "realm/memory.h"

#define DESC_VALID	BIT(0)
#define DESC_TABLE	BIT(1)
#define LEVEL_LAST	3

/* One half of the address space. */
struct stage1 {
	uint64_t base;			/* of the table at `level` */
	unsigned int page_bits;
	unsigned int bits;		/* of the address that are translated from here on */
	int level;
};

/* TCR_EL1.TG0 and TG1 name the same sizes differently. */
static unsigned int page_bits(uint64_t tcr, bool upper)
{
	static const uint8_t tg0[] = { 12, 16, 14, 12 }, tg1[] = { 12, 14, 12, 16 };

	return upper ? tg1[field_get(tcr, 31, 30)] : tg0[field_get(tcr, 15, 14)];
}

static struct stage1 stage1_of(const struct realm_stage1 *regs, bool upper)
{
	unsigned int page = page_bits(regs->tcr, upper), stride = page - 3;
	uint64_t size = upper ? field_get(regs->tcr, 21, 16) : field_get(regs->tcr, 5, 0);
	unsigned int most = page == 16 ? 52 : 48;
	/* A page and one bit more at least, whatever the realm writes: so there is a level, and a walk ends. */
	unsigned int bits = (unsigned int)max_u64(min_u64(64 - size, most), page + 1);
	unsigned int levels = (bits - page + stride - 1) / stride;
	unsigned int index_bits = bits - page - (levels - 1) * stride;
	uint64_t table = max_u64(8ull << index_bits, 64);

	return (struct stage1){
		.base = (upper ? regs->ttbr1 : regs->ttbr0) & BITS(47, 1) & ~(table - 1),
		.page_bits = page, .bits = bits, .level = LEVEL_LAST + 1 - (int)levels,
	};
}

/* False where the table is not in memory that is the realm's alone. */
static bool read_descriptor(const struct realm *realm, const struct stage1 *s1, uint64_t va, uint64_t *value)
{
	unsigned int shift = s1->page_bits + (unsigned int)(LEVEL_LAST - s1->level) * (s1->page_bits - 3);
	struct ipa ipa = ipa_of(s1->base + field_get(va, s1->bits - 1, shift) * sizeof(uint64_t));
	struct realm_memory memory;
	bool ok;

	if (!s2_is_protected(&realm->s2, ipa))
		return false;
	ok = realm_memory_find(realm, ipa, &memory) == REALM_MEMORY_OK;
	if (ok)
		*value = *(const volatile uint64_t *)((const char *)memory.page + (ipa.v & PAGE_MASK));
	realm_memory_release(&memory);
	return ok;
}

/* The level of the last descriptor that can be read: the next table, the block or the page is what is not there. */
static int last_level(const struct realm *realm, const struct realm_stage1 *regs, uint64_t va)
{
	struct stage1 s1 = stage1_of(regs, (va & BIT(55)) != 0);
	uint64_t value;
	int level = 0;

	while (read_descriptor(realm, &s1, va, &value)) {
		level = s1.level;
		if ((regs->sctlr & REALM_SCTLR_EE) != 0)
			value = __builtin_bswap64(value);
		if (level == LEVEL_LAST || (value & (DESC_VALID | DESC_TABLE)) != (DESC_VALID | DESC_TABLE))
			break;
		s1.base = value & BITS(47, s1.page_bits);
		s1.bits = s1.page_bits + (unsigned int)(LEVEL_LAST - level) * (s1.page_bits - 3);
		s1.level++;
	}
	return level;
}

int run_stage1_level(const struct realm *realm, uint64_t va)
{
	struct realm_stage1 regs;

	port_realm_stage1(&regs);
	return (regs.sctlr & REALM_SCTLR_M) != 0 ? last_level(realm, &regs, va) : 0;
}
