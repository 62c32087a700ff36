// SPDX-License-Identifier: BSD-3-Clause
/* All unit tests, group by group. */
#include "runner.h"

extern const struct test_group machine_group;
extern const struct test_group granule_group;
extern const struct test_group realm_group;

static const struct test_group *const groups[] = {
	&machine_group,
};

int main(int argc, char **argv)
{
	return run_groups(groups, sizeof(groups) / sizeof(groups[0]), argc, argv);
}
