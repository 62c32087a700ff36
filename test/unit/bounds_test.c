// SPDX-License-Identifier: BSD-3-Clause
/*
 * Tables of wrong arguments: for each command the defects that a call can have, in the order in which DEN0137 reports
 * them, alone and each two of them together; and for each number the values at, just inside and just outside its bounds.
 * A refused call changes nothing.
 */
#include "runner.h"
#include "zoo.h"

#define L1	0x40000000ull
#define L2	0x200000ull
#define HALF	(1ull << 33)
#define END	(1ull << 34)
#define INPUT	RMI_RESULT(RMI_ERROR_INPUT, 0)
#define REALM	RMI_RESULT(RMI_ERROR_REALM, 0)
#define RTT(n)	RMI_RESULT(RMI_ERROR_RTT, n)
#define DEFECTS	10u
#define VALUES	12u

static struct host_realm active;

/* ---- two defects: the first of them is reported ---- */

struct defect {
	unsigned int arg;	/* 0 ends the list */
	uint64_t value;
	uint64_t result;
};

/* A call without defects would succeed, so it is not made. */
static void each_two(const struct valid_call *call, const struct defect *d)
{
	for (unsigned int i = 0; i < DEFECTS && d[i].arg; i++) {
		for (unsigned int j = i; j < DEFECTS && d[j].arg; j++) {
			uint64_t x[6];

			if (i != j && d[i].arg == d[j].arg)
				continue;
			for (unsigned int n = 0; n < 6; n++)
				x[n] = n == d[i].arg ? d[i].value : n == d[j].arg ? d[j].value : call->x[n];
			refused5("two defects", d[i].result, x[0], x[1], x[2], x[3], x[4], x[5]);
		}
	}
}

#define EACH_TWO(call, ...) each_two(&(struct valid_call)call, (const struct defect[DEFECTS]){ __VA_ARGS__ })
#define CALL(...) { { __VA_ARGS__ } }

static void build(void)
{
	zoo_build();
	realm_create(&active);
	realm_activate(&active);
}

static void data_defects(void)
{
	uint64_t rd, none, src;

	build();
	rd = zoo.realm.rd;
	none = zoo.of[NAME_UNDELEGATED];
	src = new_page();
	EACH_TWO(CALL(RMI_DATA_CREATE, rd, zoo.spare, ZOO_FREE_IPA, src, 1), { 5, 2, INPUT }, { 4, DEVICE_ADDR, INPUT },
		 { 2, none, INPUT }, { 1, none, INPUT }, { 1, active.rd, REALM }, { 3, ZOO_FREE_IPA + 1, INPUT },
		 { 3, HALF, INPUT }, { 3, ZOO_HOLE_IPA, RTT(1) }, { 3, ZOO_DATA_IPA, RTT(3) });
	EACH_TWO(CALL(RMI_DATA_CREATE_UNKNOWN, rd, zoo.spare, ZOO_FREE_IPA), { 2, none, INPUT }, { 1, none, INPUT },
		 { 3, ZOO_FREE_IPA + 1, INPUT }, { 3, HALF, INPUT }, { 3, ZOO_HOLE_IPA, RTT(1) }, { 3, ZOO_DATA_IPA, RTT(3) });
	EACH_TWO(CALL(RMI_DATA_DESTROY, rd, ZOO_DATA_IPA), { 1, none, INPUT }, { 2, ZOO_DATA_IPA + 8, INPUT },
		 { 2, HALF, INPUT }, { 2, ZOO_HOLE_IPA, RTT(1) }, { 2, ZOO_FREE_IPA, RTT(3) });
}

static void table_defects(void)
{
	uint64_t rd, none;

	build();
	rd = zoo.realm.rd;
	none = zoo.of[NAME_UNDELEGATED];
	EACH_TWO(CALL(RMI_RTT_CREATE, rd, zoo.spare, L2, 3), { 1, none, INPUT }, { 2, none, INPUT }, { 4, 4, INPUT },
		 { 3, PAGE_SIZE, INPUT }, { 3, END, INPUT }, { 3, ZOO_HOLE_IPA, RTT(1) }, { 3, 0, RTT(2) });
	EACH_TWO(CALL(RMI_RTT_DESTROY, rd, HALF, 3), { 1, none, INPUT }, { 3, 1, INPUT }, { 2, PAGE_SIZE, INPUT },
		 { 2, END, INPUT }, { 2, ZOO_HOLE_IPA, RTT(1) }, { 2, L2, RTT(2) }, { 2, 0, RTT(3) });
	EACH_TWO(CALL(RMI_RTT_FOLD, rd, HALF, 3), { 1, none, INPUT }, { 3, 1, INPUT }, { 2, PAGE_SIZE, INPUT },
		 { 2, END, INPUT }, { 2, ZOO_HOLE_IPA, RTT(1) }, { 2, L2, RTT(2) }, { 2, 0, RTT(3) });
	EACH_TWO(CALL(RMI_RTT_READ_ENTRY, rd, 0, 3), { 1, none, INPUT }, { 3, 0, INPUT }, { 2, 8, INPUT }, { 2, END, INPUT });
}

static void shared_defects(void)
{
	uint64_t rd, none, mapped, page;

	build();
	rd = zoo.realm.rd;
	none = zoo.of[NAME_UNDELEGATED];
	mapped = shared_ipa(&zoo.realm, ZOO_DATA_IPA);
	page = new_page();
	EACH_TWO(CALL(RMI_RTT_MAP_UNPROTECTED, rd, mapped + PAGE_SIZE, 3, page | 0xd8), { 4, DEVICE_ADDR | 0xd8, INPUT },
		 { 1, none, INPUT }, { 3, 4, INPUT }, { 2, mapped + 8, INPUT }, { 2, ZOO_FREE_IPA, INPUT },
		 { 2, HALF + L1, RTT(1) }, { 2, mapped, RTT(3) });
	EACH_TWO(CALL(RMI_RTT_UNMAP_UNPROTECTED, rd, mapped, 3), { 1, none, INPUT }, { 3, 4, INPUT }, { 2, mapped + 8, INPUT },
		 { 2, ZOO_DATA_IPA, INPUT }, { 2, HALF + L1, RTT(1) }, { 2, mapped + PAGE_SIZE, RTT(3) });
}

static void ripas_defects(void)
{
	build();
	EACH_TWO(CALL(RMI_RTT_INIT_RIPAS, zoo.realm.rd, ZOO_FREE_IPA, 2 * L1), { 3, 0, INPUT },
		 { 1, zoo.of[NAME_UNDELEGATED], INPUT }, { 3, 2 * L1 + 8, INPUT }, { 3, HALF + PAGE_SIZE, INPUT },
		 { 1, active.rd, REALM }, { 2, ZOO_FREE_IPA + 8, RTT(3) }, { 2, ZOO_HOLE_IPA + PAGE_SIZE, RTT(1) },
		 { 2, ZOO_DATA_IPA, RTT(3) });
}

/* ---- numbers at their bounds ---- */

/* Values of one argument of a call that are right, so it fails later or not at all, and values that are not. */
struct bounds {
	struct valid_call call;
	unsigned int arg;
	uint64_t inside[VALUES], outside[VALUES];
	unsigned int insides, outsides;
};

static void at_bounds(const struct bounds *b)
{
	for (unsigned int i = 0; i < b->insides + b->outsides; i++) {
		bool good = i < b->insides;
		uint64_t x[6];
		struct reply reply;

		for (unsigned int n = 0; n < 6; n++)
			x[n] = b->call.x[n];
		x[b->arg] = good ? b->inside[i] : b->outside[i - b->insides];
		if (!good) {
			refused5("out of bounds", INPUT, x[0], x[1], x[2], x[3], x[4], x[5]);
			continue;
		}
		reply = rmi5(x[0], x[1], x[2], x[3], x[4], x[5]);
		if (reply.x[0] == INPUT)
			machine_fail("call 0x%llx refuses x%u = 0x%llx, which is within bounds", (unsigned long long)x[0],
				     b->arg, (unsigned long long)x[b->arg]);
	}
}

#define LIST(...) { __VA_ARGS__ }
#define COUNT(...) (sizeof((uint64_t[]){ __VA_ARGS__ }) / sizeof(uint64_t))
#define INSIDE(...) .inside = LIST(__VA_ARGS__), .insides = COUNT(__VA_ARGS__)
#define OUTSIDE(...) .outside = LIST(__VA_ARGS__), .outsides = COUNT(__VA_ARGS__)
#define AT_BOUNDS(c, n, in, out) at_bounds(&(struct bounds){ .call = c, .arg = n, in, out })

/* What is no level whatever the start level; the last ones are right in their low 32 bits only. */
#define NO_LEVELS	4, 5, -1ull, 1ull << 63, 1ull << 32 | 3, 0xffffffff00000002

static void levels(void)
{
	uint64_t rd, spare;

	build();
	rd = zoo.realm.rd;
	spare = zoo.spare;
	/* Start level 1: of tables 2 and 3, of entries 1 to 3. There is nothing at the hole, so nothing is done. */
	AT_BOUNDS(CALL(RMI_RTT_DESTROY, rd, ZOO_HOLE_IPA, 0), 3, INSIDE(2, 3), OUTSIDE(NO_LEVELS, 0, 1));
	AT_BOUNDS(CALL(RMI_RTT_FOLD, rd, ZOO_HOLE_IPA, 0), 3, INSIDE(2, 3), OUTSIDE(NO_LEVELS, 0, 1));
	AT_BOUNDS(CALL(RMI_RTT_READ_ENTRY, rd, 0, 0), 3, INSIDE(1, 2, 3), OUTSIDE(NO_LEVELS, 0));
	AT_BOUNDS(CALL(RMI_RTT_UNMAP_UNPROTECTED, rd, HALF, 0), 3, INSIDE(1, 2), OUTSIDE(NO_LEVELS, 0));
	AT_BOUNDS(CALL(RMI_RTT_MAP_UNPROTECTED, rd, HALF, 0, DRAM0_BASE | 0xd8), 3, INSIDE(2, 3), OUTSIDE(NO_LEVELS, 0));
	AT_BOUNDS(CALL(RMI_RTT_CREATE, rd, spare, 0, 0), 4, INSIDE(2, 3), OUTSIDE(NO_LEVELS, 0, 1));
}

#define NO_IPAS		END, END + PAGE_SIZE, 1ull << 48, 1ull << 63, ~PAGE_MASK, ~0ull

static void addresses(void)
{
	uint64_t rd, spare, src;

	build();
	rd = zoo.realm.rd;
	spare = zoo.spare;
	src = new_page();
	AT_BOUNDS(CALL(RMI_RTT_READ_ENTRY, rd, 0, 3), 2, INSIDE(0, HALF - PAGE_SIZE, HALF, END - PAGE_SIZE),
		  OUTSIDE(NO_IPAS, 1, PAGE_SIZE - 1, PAGE_SIZE / 2, END - 1));
	AT_BOUNDS(CALL(RMI_RTT_READ_ENTRY, rd, 0, 2), 2, INSIDE(0, END - L2), OUTSIDE(NO_IPAS, PAGE_SIZE, END - PAGE_SIZE));
	AT_BOUNDS(CALL(RMI_RTT_READ_ENTRY, rd, 0, 1), 2, INSIDE(0, END - L1), OUTSIDE(NO_IPAS, L2, END - L2));
	AT_BOUNDS(CALL(RMI_RTT_CREATE, rd, spare, 0, 3), 3, INSIDE(0, HALF - L2, END - L2), OUTSIDE(NO_IPAS, PAGE_SIZE, L2 - 1));
	AT_BOUNDS(CALL(RMI_RTT_DESTROY, rd, 0, 3), 2, INSIDE(0, HALF - L2, END - L2), OUTSIDE(NO_IPAS, PAGE_SIZE, L2 - 1));
	AT_BOUNDS(CALL(RMI_RTT_DESTROY, rd, 0, 2), 2, INSIDE(0, HALF - L1, END - L1), OUTSIDE(NO_IPAS, L2, L1 - L2));
	AT_BOUNDS(CALL(RMI_RTT_FOLD, rd, 0, 3), 2, INSIDE(0, HALF - L2, END - L2), OUTSIDE(NO_IPAS, PAGE_SIZE, L2 - 1));
	AT_BOUNDS(CALL(RMI_DATA_CREATE, rd, spare, 0, src, 0), 3, INSIDE(0, HALF - PAGE_SIZE),
		  OUTSIDE(NO_IPAS, 1, HALF, END - PAGE_SIZE));
	AT_BOUNDS(CALL(RMI_DATA_CREATE_UNKNOWN, rd, spare, 0), 3, INSIDE(0, HALF - PAGE_SIZE),
		  OUTSIDE(NO_IPAS, 1, HALF, END - PAGE_SIZE));
	AT_BOUNDS(CALL(RMI_DATA_DESTROY, rd, 0), 2, INSIDE(PAGE_SIZE, HALF - PAGE_SIZE), OUTSIDE(NO_IPAS, 1, HALF));
	AT_BOUNDS(CALL(RMI_RTT_MAP_UNPROTECTED, rd, 0, 3, src | 0xd8), 2, INSIDE(HALF + L2, END - PAGE_SIZE),
		  OUTSIDE(NO_IPAS, 0, HALF - PAGE_SIZE, HALF + 1));
	AT_BOUNDS(CALL(RMI_RTT_UNMAP_UNPROTECTED, rd, 0, 3), 2, INSIDE(HALF + PAGE_SIZE, END - PAGE_SIZE),
		  OUTSIDE(NO_IPAS, 0, HALF - PAGE_SIZE, HALF + 1));
}

static void others(void)
{
	uint64_t rd, src;

	build();
	rd = zoo.realm.rd;
	src = new_page();
	AT_BOUNDS(CALL(RMI_DATA_CREATE, rd, zoo.spare, ZOO_HOLE_IPA, src, 0), 5, INSIDE(0, 1),
		  OUTSIDE(2, 3, 1ull << 32, 1ull << 63, ~0ull));
	AT_BOUNDS(CALL(RMI_RTT_INIT_RIPAS, rd, ZOO_FREE_IPA, 0), 3, INSIDE(ZOO_FREE_IPA + PAGE_SIZE, HALF - PAGE_SIZE, HALF),
		  OUTSIDE(0, ZOO_FREE_IPA, ZOO_FREE_IPA + 1, HALF + 1, HALF + PAGE_SIZE, END, ~PAGE_MASK, ~0ull));
	AT_BOUNDS(CALL(RMI_RTT_INIT_RIPAS, rd, 0, HALF), 2, INSIDE(0, 1, L1, HALF - PAGE_SIZE, HALF - 1),
		  OUTSIDE(HALF, HALF + 1, END, ~PAGE_MASK));
	AT_BOUNDS(CALL(VENDOR_POOL_CLAIM, POOL_BASE + POOL_SIZE - L2, 0), 2, INSIDE(L2), OUTSIDE(0, 1, PAGE_SIZE, L2 - 1, L2 + PAGE_SIZE,
		  POOL_SIZE + L2, 1ull << 63, ~(L2 - 1)));
	AT_BOUNDS(CALL(VENDOR_POOL_RELEASE, 0, L2), 1, INSIDE(POOL_BASE + POOL_SIZE - L2), OUTSIDE(0, POOL_BASE - L2, POOL_BASE,
		  POOL_BASE + PAGE_SIZE, POOL_BASE + POOL_SIZE, POOL_BASE + POOL_SIZE - 2 * L2, ~(L2 - 1)));
	AT_BOUNDS(CALL(RMI_VERSION, 0), 1, INSIDE(RMI_ABI_1_0), OUTSIDE(0, 0xffff, RMI_ABI_1_0 + 1, 0x20000, 1ull << 31,
		  1ull << 32 | RMI_ABI_1_0, ~0ull));
}

static const struct test bounds_tests[] = {
	TEST(data_defects), TEST(table_defects), TEST(shared_defects), TEST(ripas_defects), TEST(levels), TEST(addresses),
	TEST(others),
};
GROUP(bounds);
