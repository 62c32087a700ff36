// SPDX-License-Identifier: BSD-3-Clause
/* The monitor's small library: print, panic, trace, and the helpers of lib/bits.h and lib/addr.h. */
#include <stdio.h>
#include <string.h>

#include "lib/addr.h"
#include "lib/bits.h"
#include "lib/panic.h"
#include "lib/print.h"
#include "lib/trace.h"
#include "host.h"
#include "runner.h"

static size_t printed;

/* What was printed since the last look. */
static void expect_text(const char *want)
{
	const char *got = machine_console() + printed;

	if (strcmp(got, want) != 0)
		machine_fail("printed \"%s\", not \"%s\"", got, want);
	printed += strlen(got);
}

#define SAME(format, ...) \
	do { \
		char want_[256]; \
		snprintf(want_, sizeof(want_), format, __VA_ARGS__); \
		print(format, __VA_ARGS__); \
		expect_text(want_); \
	} while (0)

static void prints_like_printf(void)
{
	SAME("%s", "text");
	SAME("[%c]", 'x');
	SAME("%d %d %d", 0, -1, 2147483647);
	SAME("%d", -2147483647 - 1);
	SAME("%ld %ld", -1l, 1l << 62);
	SAME("%u %u", 0u, 4294967295u);
	SAME("%lu", ~0ul);
	SAME("%x %x", 0u, 0xdeadbeefu);
	SAME("%lx", 0xfedcba9876543210ul);
	SAME("%8x|%08x|%4u|%04u", 0xabcu, 0xabcu, 7u, 7u);
	SAME("%016lx", 0x1ul);
	SAME("%2x", 0x12345u);
	SAME("%p", (void *)0x1234);
	SAME("%d%%", 50);
}

static void print_oddities(void)
{
	print("plain\n");
	expect_text("plain\n");
	print("%s", "");
	expect_text("");
	/* A format that ends too early must not be read beyond. */
	const char *broken = "end%";
	print(broken, 0);
	expect_text("end");
}

static void panic_stops(void)
{
	machine_expect_stop();
	CHECK(1 + 1 == 2);
	expect_text("");
	PANIC("nothing works");
}

static void bit_fields(void)
{
	expect_eq(BIT(0), 1);
	expect_eq(BIT(63), 1ull << 63);
	expect_eq(BITS(63, 0), ~0ull);
	expect_eq(BITS(0, 0), 1);
	expect_eq(BITS(47, 12), 0x0000fffffffff000ull);
	expect_eq(field_get(0xfedcba9876543210ull, 63, 60), 0xf);
	expect_eq(field_get(0xfedcba9876543210ull, 11, 4), 0x21);
	expect_eq(field_set(0, 7, 4, 0xff), 0xf0);
	expect_eq(field_set(~0ull, 63, 0, 0), 0);
	expect_eq(field_set(~0ull, 15, 8, 0x5a), 0xffffffffffff5affull);
	expect_eq(min_u64(1, 2), 1);
	expect_eq(min_u64(~0ull, 2), 2);
}

static void ranges(void)
{
	const struct pa_range r = { 0x1000, 0x3000 }, high = { 0 - 0x1000ull, 0x1000 };

	expect(range_contains(&r, 0x1000, 0x3000));
	expect(range_contains(&r, 0x3fff, 1));
	expect(range_contains(&r, 0x4000, 0));
	expect(!range_contains(&r, 0x4000, 1));
	expect(!range_contains(&r, 0xfff, 1));
	expect(!range_contains(&r, 0x1000, 0x3001));
	expect(!range_contains(&r, 0x2000, ~0ull));
	expect(!range_contains(&r, ~0ull, 2));
	expect(!range_contains(&r, 0x1000, 0 - 0x1000ull));
	expect(range_contains(&high, 0 - 0x1000ull, 0x1000));
	expect(!range_contains(&high, 0 - 0x1000ull, 0x1001));
	expect(!range_contains(&high, 0, 1));
}

/* What is in range stays as it is; nothing leaves the table, not even what no check has stopped. */
static void indexes(void)
{
	for (uint32_t size = 1; size <= 64; size *= 2) {
		for (uint32_t i = 0; i < size; i++)
			expect_eq(index_within(i, size), i);
		for (unsigned int bit = 0; bit < 32; bit++) {
			expect(index_within(1u << bit, size) < size);
			expect(index_within(0u - (1u << bit), size) < size);
		}
	}
}

static void traced_calls(struct guest *g, void *arg)
{
	(void)arg;
	guest_call(g, 0xC4000190, 0x10000, 0, 0, 0);
	guest_call(g, 0x84000001, 0, 0, 0, 0);
}

/* The trace shows calls of both sides and changes nothing else. */
static void trace(void)
{
	static struct host_realm r;

	trace_calls = true;
	expect_ok(rmi(RMI_VERSION, RMI_ABI_1_0));
	expect(strstr(machine_console(), "RMI_VERSION(10000) = 0 10000 10000") != NULL);
	realm_simple(&r, 1, traced_calls, NULL);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_PSCI);
	expect(strstr(machine_console(), "RSI_VERSION(10000) = 0") != NULL);
	expect(strstr(machine_console(), "PSCI_CPU_SUSPEND(") != NULL);
	realm_destroy(&r);
}

static const struct test lib_tests[] = {
	TEST_BARE(prints_like_printf), TEST_BARE(print_oddities), TEST_BARE(panic_stops), TEST_BARE(bit_fields),
	TEST_BARE(ranges), TEST_BARE(indexes), TEST(trace),
};
GROUP(lib);
