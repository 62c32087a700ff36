/* SPDX-License-Identifier: BSD-3-Clause */
/* What a foreign suite needs of the server besides TMM: files in memory, CPUs, resets, a watchdog, memory that stays. */
#include "abi/psci.h"
#include "abi/rmi.h"
#include "client/host.h"
#include "lib/check.h"
#include "lib/print.h"
#include "lib/smc.h"
#include "lib/sysreg.h"

#define MAX_CPUS		8u

/* test/baremetal/run has it put there. */
#define FILE_ADDRESS		0x10028000000ul
#define FILE_MAGIC		0x656c6966656d6f73ul	/* "somefile" */

/* No file lies here: it is zero at power-on, and stays as it is over resets. */
#define KEPT_ADDRESS		0x10020000000ul
#define NAME			(KEPT_ADDRESS + 0x1000)

#define WATCHDOG_CONTROL	0x50011000ul
#define WCS			0x000
#define WCS_ENABLE		(1u << 0)
#define WCS_WS0			(1u << 1)
#define WOR			0x008
#define INTID_BOARD_WATCHDOG	48u
#define GICD_ISPENDR1		(GICD_BASE + 0x204)
#define WATCHDOG_TICKS		500000000u	/* of the counter: half a second */
#define PATIENCE		10ul	/* seconds */
#define NOISE			509u

void main(void);
void board_cpu(void);

struct file {
	uint64_t magic;
	char cpus;		/* a digit */
};

struct kept {
	uint64_t boots;
	uint64_t noise[NOISE];
	uint64_t warned, alive;		/* the watchdog's interrupt, and the last that was seen of the time before its reset */
};

static volatile struct file *const file = (volatile struct file *)FILE_ADDRESS;
static volatile struct kept *const kept = (volatile struct kept *)KEPT_ADDRESS;
static volatile uint64_t was_here[MAX_CPUS];

static void test_file(void)
{
	CHECK_EQ(file->magic, FILE_MAGIC);
	/* Another boot must find it again. */
	file->magic = kept->boots;
}

/* Each comes on and goes off. The firmware says yes to those that there are not, too. */
static void test_cpus(void)
{
	uint64_t end = ticks_now() + PATIENCE * read_sysreg(cntfrq_el0), cpus = (uint64_t)(file->cpus - '0');

	CHECK(cpus <= MAX_CPUS);
	for (uint64_t i = 1; i < cpus; i++) {
		was_here[i] = 0;
		CHECK_EQ(SMC(PSCI_CPU_ON_64, i, (uint64_t)board_cpu, (uint64_t)&was_here[i]).x[0], PSCI_SUCCESS);
		while (!was_here[i] || SMC(PSCI_AFFINITY_INFO_64, i, 0).x[0] != PSCI_AFFINITY_OFF)
			CHECK(ticks_now() < end);
	}
}

static void test_memory(void)
{
	for (unsigned int i = 0; i < NOISE; i++)
		CHECK_EQ(kept->noise[i], kept->boots == 0 ? 0 : i * FILE_MAGIC);
	for (unsigned int i = 0; i < NOISE; i++)
		kept->noise[i] = i * FILE_MAGIC;
}

/* TMM starts afresh: what was delegated before is not so any more. */
static void test_granules(void)
{
	CHECK_EQ(RMI(RMI_GRANULE_UNDELEGATE, NAME), RMI_ERROR_INPUT);
	CHECK_EQ(RMI(RMI_GRANULE_DELEGATE, NAME), RMI_SUCCESS);
}

static void reset(void)
{
	SMC(PSCI_SYSTEM_RESET);
	CHECK(!"SYSTEM_RESET came back");
}

static volatile uint32_t *watchdog(uint64_t offset)
{
	return (volatile uint32_t *)(WATCHDOG_CONTROL + offset);
}

/* The first time its interrupt, the second time a reset. */
static void bite(void)
{
	uint64_t end = ticks_now() + PATIENCE * read_sysreg(cntfrq_el0);

	*watchdog(WOR) = WATCHDOG_TICKS;
	*watchdog(WCS) = WCS_ENABLE;
	while (!(*watchdog(WCS) & WCS_WS0))
		CHECK(ticks_now() < end);
	CHECK(*(volatile uint32_t *)GICD_ISPENDR1 & 1u << (INTID_BOARD_WATCHDOG - 32));
	print("ok watchdog-interrupt\n");
	kept->warned = ticks_now();
	while (ticks_now() < end)
		kept->alive = ticks_now();
	CHECK(!"the watchdog did not reset the server");
}

/* The reset came as long after the interrupt as that after the start, and no sooner. */
static void test_bitten(void)
{
	uint64_t after = kept->alive - kept->warned;

	CHECK(after > WATCHDOG_TICKS / 2);
	CHECK(after < 4ul * WATCHDOG_TICKS);
}

static const struct test tests[] = {
	{ "loaded-file", test_file },
	{ "cpus", test_cpus },
	{ "memory", test_memory },
	{ "granules", test_granules },
};
static const struct test by_psci[] = { { "reset-by-psci", reset } }, by_watchdog[] = { { "reset-by-watchdog", bite } };
static const struct test bitten[] = { { "watchdog-intervals", test_bitten } };
static const char *const boots[] = { "power-on/", "after-psci/", "after-watchdog/" };

void main(void)
{
	uint64_t boot = kept->boots;

	uart_init();
	run_tests(tests, sizeof(tests) / sizeof(tests[0]), boots[boot % 3]);
	kept->boots = boot + 1;
	/* They do not come back, but where they fail. */
	if (boot == 0)
		run_tests(by_psci, 1, "");
	if (boot == 1)
		run_tests(by_watchdog, 1, "");
	run_tests(bitten, 1, "");
	print("done\n");
	power_off();
}
