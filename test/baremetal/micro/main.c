/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints one line per call: "bench|NAME|N|min|median|max|goal|reference". */
#include "micro/timed.h"

#include "abi/rmi.h"
#include "client/host.h"
#include "lib/check.h"
#include "lib/print.h"

void main(void);

const struct row rows[] = {
	{ "RMI_VERSION", 500, 1191, measure_version },
	{ "GRANULE_DELEGATE", 700, 2773, measure_delegate },
	{ "GRANULE_UNDELEGATE", 900, 2219, measure_undelegate },
	{ "REALM_CREATE", 10000, 39865, measure_realm_create },
	{ "RTT_CREATE level 3", 1500, 3404, measure_rtt_create },
	{ "RTT_DESTROY level 3", 1300, 2961, measure_rtt_destroy },
	{ "RTT_FOLD 2 MiB data", 6000, 13280, measure_fold },
	{ "RTT_MAP_UNPROTECTED", 1200, 2613, measure_map },
	{ "RTT_UNMAP_UNPROTECTED", 1200, 2608, measure_unmap },
	{ "RTT_READ_ENTRY", 1000, 2590, measure_read_entry },
	{ "DATA_CREATE measured", 9000, 24429, measure_data_create },
	{ "DATA_CREATE unmeasured", 3000, 8326, measure_data_create_unmeasured },
	{ "DATA_CREATE_UNKNOWN", 1200, 2624, measure_data_create_unknown },
	{ "DATA_DESTROY", 1500, 3238, measure_data_destroy },
	{ "REC_CREATE runnable", 11000, 29154, measure_rec_create },
	{ "REC_ENTER host call", 5000, 13036, measure_host_call },
	{ "REC_ENTER MMIO read", 4500, 10028, measure_mmio },
	{ "REC_ENTER WFI", 4500, 9940, measure_wfi },
	{ "RSI_VERSION in realm", 150, 277, measure_rsi_version },
	{ "RSI_IPA_STATE_GET in realm", 500, 1351, measure_ipa_state },
	{ "RSI_MEASUREMENT_EXTEND", 1500, 2745, measure_extend },
	{ "cycle counter read in realm", 0, 0, measure_counter_read },
	{ "breakpoint read in realm", 0, 0, measure_breakpoint_read },
	{ "ID register read in realm", 0, 0, measure_id_read },
};
const unsigned int row_count = sizeof(rows) / sizeof(rows[0]);

static struct samples samples;
static const struct row *current;

struct smc timed_call(struct samples *to, const uint64_t args[SMC_ARGS])
{
	struct smc regs = { 0 };
	uint64_t ticks;

	for (unsigned int i = 0; i < SMC_ARGS; i++)
		regs.x[i] = args[i];
	ticks = smc_timed_raw(&regs);
	CHECK_EQ(regs.x[0], RMI_SUCCESS);
	if (to && to->count < SAMPLES)
		to->ticks[to->count++] = ticks;
	return regs;
}

static void sort(struct samples *s)
{
	for (unsigned int i = 1; i < s->count; i++) {
		uint64_t value = s->ticks[i];
		unsigned int j = i;

		for (; j > 0 && s->ticks[j - 1] > value; j--)
			s->ticks[j] = s->ticks[j - 1];
		s->ticks[j] = value;
	}
}

/* Runs as a "test", so that a call that fails ends this row only. */
static void measure_current(void)
{
	samples.count = 0;
	current->measure(&samples);
	CHECK_EQ(samples.count, SAMPLES);
	sort(&samples);
	print("bench|%s|%u|%lu|%lu|%lu|%lu|%lu\n", current->name, samples.count, (unsigned long)samples.ticks[0],
	      (unsigned long)samples.ticks[SAMPLES / 2], (unsigned long)samples.ticks[SAMPLES - 1],
	      (unsigned long)current->goal, (unsigned long)current->reference);
}

void main(void)
{
	uart_init();
	for (unsigned int i = 0; i < row_count; i++) {
		struct test one = { rows[i].name, measure_current };

		current = &rows[i];
		run_tests(&one, 1, "");
	}
	print("done %u\n", row_count);
	power_off();
}
