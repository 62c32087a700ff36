/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls to be counted: the realm's side of round trips, and calls that do not leave the monitor. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define SAMPLES	64u

static uint64_t counts[SAMPLES];

/* The counter is read next to the SMC on both sides. */
static uint64_t timed_call(uint64_t fid, uint64_t a1, uint64_t a2)
{
	register uint64_t x0 asm("x0") = fid;
	register uint64_t x1 asm("x1") = a1;
	register uint64_t x2 asm("x2") = a2;
	register uint64_t x3 asm("x3") = 0x1234;
	uint64_t start, end;

	asm volatile("isb\n\tmrs %0, cntvct_el0\n\tsmc #0\n\tmrs %1, cntvct_el0"
		     : "=&r"(start), "=&r"(end), "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3)
		     :: "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",
			"memory");
	CHECK_EQ(x0, RSI_SUCCESS);
	return end - start;
}

/* One read of a register, which the monitor answers. */
#define TIMED_READ(name) ({ \
	uint64_t start_, end_, value_; \
	asm volatile("isb\n\tmrs %0, cntvct_el0\n\tmrs %2, " name "\n\tmrs %1, cntvct_el0" \
		     : "=&r"(start_), "=&r"(end_), "=&r"(value_)); \
	end_ - start_; \
})

static uint64_t one_call(enum bench_kind kind)
{
	if (kind == BENCH_RSI_VERSION)
		return timed_call(RSI_VERSION, RSI_ABI_1_0, 0);
	if (kind == BENCH_IPA_STATE)
		return timed_call(RSI_IPA_STATE_GET, REALM_RAM, REALM_RAM + 0x1000);
	if (kind == BENCH_COUNTER_READ)
		return TIMED_READ("pmccntr_el0");
	if (kind == BENCH_BREAKPOINT_READ)
		return TIMED_READ("dbgbvr0_el1");
	if (kind == BENCH_ID_READ)
		return TIMED_READ("id_aa64pfr0_el1");
	return timed_call(RSI_MEASUREMENT_EXTEND, 1, 32);
}

/* Counted inside: the samples go out by host calls afterwards. */
static void count_calls(enum bench_kind kind)
{
	for (unsigned int i = 0; i < SAMPLES; i++)
		counts[i] = one_call(kind);
	for (unsigned int i = 0; i < SAMPLES; i++)
		point(i, counts[i]);
}

void program_bench(uint64_t kind, uint64_t b, uint64_t c)
{
	struct rsi_host_call *call = host_page();

	(void)b, (void)c;
	for (;;) {
		if (kind == BENCH_HOST_CALL) {
			call->imm = HC_POINT;
			asm volatile("mov x0, %0\n\tmov x1, %1\n1:\tsmc #0\n\tmov x0, %0\n\tmov x1, %1\n\tb 1b"
				     :: "r"((uint64_t)RSI_HOST_CALL), "r"(call) : "x0", "x1", "x2", "x3", "memory");
		} else if (kind == BENCH_MMIO_READ) {
			asm volatile("1:\tldr x0, [%0]\n\tb 1b" :: "r"(REALM_MMIO) : "x0", "memory");
		} else if (kind == BENCH_WFI) {
			asm volatile("1:\twfi\n\tb 1b" ::: "memory");
		} else {
			count_calls((enum bench_kind)kind);
		}
	}
}
