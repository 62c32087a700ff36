/* SPDX-License-Identifier: BSD-3-Clause */
/* Secure monitor calls as expressions. */
#include "lib/smc.h"

struct smc smc_call(const uint64_t args[SMC_ARGS])
{
	struct smc regs = { 0 };

	for (int i = 0; i < SMC_ARGS; i++)
		regs.x[i] = args[i];
	smc_raw(&regs);
	return regs;
}
