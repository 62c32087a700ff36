/* SPDX-License-Identifier: BSD-3-Clause */
/* Secure monitor calls with all the registers that a call may touch. */
#ifndef TEST_SMC_H
#define TEST_SMC_H

#include <stdint.h>

#define SMC_ARGS	8
#define SMC_REGS	18

struct smc {
	uint64_t x[SMC_REGS];
};

/* smc.S: x0..x17 in and out. */
void smc_raw(struct smc *regs);

struct smc smc_call(const uint64_t args[SMC_ARGS]);

/* SMC(fid, x1...): all registers that came back. RMI(fid, x1...): its x0. */
#define SMC(...)	smc_call((const uint64_t[SMC_ARGS]){ __VA_ARGS__ })
#define RMI(...)	(SMC(__VA_ARGS__).x[0])

#endif
