// SPDX-License-Identifier: BSD-3-Clause
/* Registers behind a realm's call: results, zeros, and what is none of the call's business. */
#include "abi/psci.h"
#include "abi/rsi.h"
#include "exits.h"
#include "oracle.h"
#include "runner.h"

#define REGISTERS	31u

static struct host_realm r;

/* Of x1 to x3 those that hold no result are zero; from x4 on nothing changes but results. */
static void expect_results(struct guest *g, uint64_t status, unsigned int outputs, uint64_t fid, uint64_t x1, uint64_t x2,
			   uint64_t x3)
{
	uint64_t x[11] = { fid, x1, x2, x3 };

	for (unsigned int i = 4; i < 11; i++)
		x[i] = CANARY(i);
	for (unsigned int i = 11; i < REGISTERS; i++)
		guest_cpu(g)->gprs[i] = CANARY(i);
	expect_eq(guest_smc(g, x), DONE);
	expect_eq(x[0], status);
	for (unsigned int i = outputs + 1; i <= 3; i++)
		expect_eq(x[i], 0);
	for (unsigned int i = outputs < 3 ? 4 : outputs + 1; i < 11; i++)
		expect_eq(x[i], CANARY(i));
	for (unsigned int i = 11; i < REGISTERS; i++)
		expect_eq(guest_cpu(g)->gprs[i], CANARY(i));
}

static void calls(struct guest *g, void *arg)
{
	(void)arg;
	expect_results(g, RSI_SUCCESS, 2, RSI_VERSION, RSI_ABI_1_0, 2, 3);
	expect_results(g, RSI_ERROR_INPUT, 2, RSI_VERSION, 1, 2, 3);
	expect_results(g, RSI_SUCCESS, 1, RSI_FEATURES, 1, 2, 3);
	expect_results(g, RSI_SUCCESS, 0, RSI_MEASUREMENT_EXTEND, 1, 2, 3);
	expect_results(g, RSI_ERROR_INPUT, 0, RSI_MEASUREMENT_EXTEND, 0, 2, 3);
	expect_results(g, RSI_SUCCESS, 8, RSI_MEASUREMENT_READ, 1, 2, 3);
	expect_results(g, RSI_ERROR_INPUT, 8, RSI_MEASUREMENT_READ, 5, 2, 3);
	expect_results(g, RSI_SUCCESS, 0, RSI_REALM_CONFIG, 0, 2, 3);
	expect_results(g, RSI_ERROR_INPUT, 0, RSI_REALM_CONFIG, 1, 2, 3);
	expect_results(g, RSI_SUCCESS, 2, RSI_IPA_STATE_GET, 0, PAGE_SIZE, 3);
	expect_results(g, RSI_ERROR_STATE, 1, RSI_ATTESTATION_TOKEN_CONTINUE, 0, 0, 8);
	expect_results(g, RSI_SUCCESS, 0, RSI_HOST_CALL, 0, 2, 3);
	expect_results(g, RSI_SUCCESS, 2, RSI_IPA_STATE_SET, 0, PAGE_SIZE, RMI_RAM);
	expect_results(g, PSCI_VERSION_1_1, 0, PSCI_VERSION, 1, 2, 3);
}

static void of_all_calls(void)
{
	realm_simple(&r, 1, calls, NULL);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_HOST_CALL);
	expect_eq(realm_enter(&r, 0)->exit_reason, RMI_EXIT_RIPAS_CHANGE);
	realm_enter(&r, 0);
	expect(guest_finished(r.rec[0].guest));
	realm_destroy(&r);
}

static const struct test results_tests[] = { TEST(of_all_calls) };
GROUP(results);
