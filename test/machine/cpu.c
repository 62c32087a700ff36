// SPDX-License-Identifier: BSD-3-Clause
/* Fake CPUs: which CPU a thread is, its brackets, interrupts and console. */
#include "machine.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "attest.h"
#include "lib/panic.h"

/* There in a build with coverage only. */
extern void __gcov_dump(void) __attribute__((weak));

#define CONSOLE_SIZE	65536u

static _Thread_local unsigned int this_cpu;
static _Thread_local unsigned int simd_depth;
static _Thread_local uint64_t jitter;

static atomic_bool irq[MACHINE_CPUS];
static atomic_bool fiq[MACHINE_CPUS];

static char console[CONSOLE_SIZE];
static atomic_uint console_used;
static bool stop_expected;
static const char *last_words = "";
static const char *fail_expected;

struct machine_config machine_config;

void machine_defaults(void)
{
	machine_config = (struct machine_config){
		.map = {
			.dram = { { DRAM0_BASE, DRAM0_SIZE }, { DRAM1_BASE, DRAM1_SIZE } },
			.dram_count = 2,
			.pool = { POOL_BASE, POOL_SIZE },
		},
		.features = {
			.ipa_bits = 48, .pa_bits = 48, .vmid_bits = 16,
			.num_bps = 6, .num_wps = 4,
			.sve_vectors = 4,
			.has_pmu = true, .pmu_num_ctrs = 6, .pmu_min_ctrs = 1,
			.gic_num_lrs = 4, .gic_pri_bits = 5, .gic_id_bits = 16,
			.timer_frequency = 1000000000u,
		},
		.metadata_limit = 32u << 20,
	};
	fake_platform_defaults();
}

const struct machine_features *port_machine(void)
{
	return &machine_config.features;
}

unsigned int port_cpu(void)
{
	return this_cpu;
}

void machine_be_cpu(unsigned int cpu)
{
	this_cpu = cpu;
}

static bool alone;

void machine_be_alone(void)
{
	alone = true;
}

void port_cpu_relax(void)
{
	if (alone)
		machine_fail("the only thread waits for a lock");
	sched_yield();
}

void port_simd_begin(void)
{
	if (simd_depth++ != 0)
		machine_fail("port_simd_begin nests");
}

void port_simd_end(void)
{
	if (simd_depth-- != 1)
		machine_fail("port_simd_end without begin");
}

void cpu_check_simd(void)
{
	if (simd_depth != 1)
		machine_fail("SIMD registers are used outside of their bracket");
}

void machine_check_expected(void)
{
	if (stop_expected || fail_expected)
		machine_fail("what the test expected did not happen%s%s", fail_expected ? ": " : "",
			     fail_expected ? fail_expected : "");
}

void cpu_check_quiet(void)
{
	if (simd_depth != 0)
		machine_fail("a call returned inside a SIMD bracket");
}

void machine_raise_irq(unsigned int cpu)
{
	atomic_store(&irq[cpu], true);
}

void machine_clear_irq(unsigned int cpu)
{
	atomic_store(&irq[cpu], false);
}

bool machine_irq_pending(unsigned int cpu)
{
	return atomic_load(&irq[cpu]);
}

void machine_raise_fiq(unsigned int cpu)
{
	atomic_store(&fiq[cpu], true);
}

bool machine_take_fiq(unsigned int cpu)
{
	return atomic_exchange(&fiq[cpu], false);
}

void port_console_put(char c)
{
	unsigned int at = atomic_fetch_add(&console_used, 1);

	if (at < CONSOLE_SIZE - 1)
		console[at] = c;
}

const char *machine_console(void)
{
	return console;
}

void machine_expect_stop(void)
{
	stop_expected = true;
}

void machine_expect_stop_saying(const char *part)
{
	stop_expected = true;
	last_words = part;
}

void machine_expect_fail(const char *part)
{
	fail_expected = part;
}

__attribute__((noreturn)) static void succeed(void)
{
	if (__gcov_dump)
		__gcov_dump();
	_exit(0);
}

void port_stop(void)
{
	if (stop_expected && strstr(console, last_words))
		succeed();
	machine_fail("the monitor stopped the machine%s%s", stop_expected ? " without a word of " : "", last_words);
}

void port_panic(const struct panic_place *place)
{
	panic_print(place);
	port_stop();
}

void machine_fail(const char *fmt, ...)
{
	char text[512];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (fail_expected && strstr(text, fail_expected))
		succeed();
	fflush(stdout);
	fprintf(stderr, "machine: %s\n", text);
	if (console[0] != '\0')
		fprintf(stderr, "secure console:\n%s\n", console);
	/* A backtrace by way of the sanitizer's handler. */
	abort();
}

/* xorshift64*: small, and the same everywhere. */
uint64_t machine_random(uint64_t *state)
{
	uint64_t x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return x * 0x2545F4914F6CDD1Dull;
}

uint64_t machine_seed(void)
{
	const char *s = getenv("SEED");

	return s && *s ? strtoull(s, NULL, 0) : 20240101u;
}

void machine_set_jitter(uint64_t seed)
{
	jitter = seed;
}

void machine_preempt(void)
{
	if (jitter != 0 && machine_random(&jitter) % 8 == 0)
		sched_yield();
}
