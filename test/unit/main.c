// SPDX-License-Identifier: BSD-3-Clause
/* All unit tests, group by group. */
#include "runner.h"

extern const struct test_group abort_group;
extern const struct test_group attest_group;
extern const struct test_group attest_task_group;
extern const struct test_group crypto_group;
extern const struct test_group bounds_group;
extern const struct test_group data_group;
extern const struct test_group dispatch_group;
extern const struct test_group enter_group;
extern const struct test_group exit_group;
extern const struct test_group granule_group;
extern const struct test_group debug_group;
extern const struct test_group idreg_group;
extern const struct test_group lib_group;
extern const struct test_group machine_group;
extern const struct test_group measure_group;
extern const struct test_group mem_group;
extern const struct test_group order_group;
extern const struct test_group pmu_group;
extern const struct test_group psci_group;
extern const struct test_group random_group;
extern const struct test_group realm_group;
extern const struct test_group realm_secrets_group;
extern const struct test_group rec_group;
extern const struct test_group results_group;
extern const struct test_group rsi_group;
extern const struct test_group rtt_group;
extern const struct test_group smp_group;
extern const struct test_group smp_rec_group;
extern const struct test_group stress_group;
extern const struct test_group sweep_group;
extern const struct test_group stopped_group;
extern const struct test_group unprotected_group;

static const struct test_group *const groups[] = {
	&dispatch_group, &granule_group, &realm_group, &rec_group, &data_group, &rtt_group, &unprotected_group,
	&measure_group, &sweep_group, &bounds_group, &enter_group, &exit_group, &abort_group, &rsi_group, &results_group, &attest_group, &attest_task_group, &crypto_group, &realm_secrets_group, &psci_group,
	&machine_group, &debug_group, &pmu_group, &idreg_group, &lib_group, &mem_group, &order_group, &random_group,
	&smp_group, &smp_rec_group, &stopped_group, &stress_group,
};

int main(int argc, char **argv)
{
	return run_groups(groups, sizeof(groups) / sizeof(groups[0]), argc, argv);
}
