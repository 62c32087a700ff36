/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls to be counted: the realm's side of round trips, and calls that do not leave the monitor. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#define SAMPLES	64u

static uint64_t counts[SAMPLES];

static uint64_t now(void)
{
	isb();
	return read_sysreg(cntvct_el0);
}

static void one_call(enum bench_kind kind)
{
	switch (kind) {
	case BENCH_RSI_VERSION:
		SMC(RSI_VERSION, RSI_ABI_1_0);
		break;
	case BENCH_IPA_STATE:
		SMC(RSI_IPA_STATE_GET, REALM_RAM, REALM_RAM + 0x1000);
		break;
	default:
		SMC(RSI_MEASUREMENT_EXTEND, 1, 32, 1, 2, 3, 4);
	}
}

/* Counted inside: the samples go out by host calls afterwards. */
static void count_calls(enum bench_kind kind)
{
	for (unsigned int i = 0; i < SAMPLES; i++) {
		uint64_t start = now();

		one_call(kind);
		counts[i] = now() - start;
	}
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
				     :: "r"((uint64_t)RSI_HOST_CALL), "r"(call) : "x0", "x1", "memory");
		} else if (kind == BENCH_MMIO_READ) {
			asm volatile("1:\tldr x0, [%0]\n\tb 1b" :: "r"(REALM_MMIO) : "x0", "memory");
		} else if (kind == BENCH_WFI) {
			asm volatile("1:\twfi\n\tb 1b" ::: "memory");
		} else {
			count_calls((enum bench_kind)kind);
		}
	}
}
