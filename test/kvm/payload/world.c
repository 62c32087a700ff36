/* SPDX-License-Identifier: BSD-3-Clause */
/* Which kind of VM the payload is in, and the calls it makes from there. */
#include "abi/psci.h"
#include "abi/rsi.h"
#include "payload.h"

uint64_t shared_bit;
static bool realm;
static struct rsi_realm_config config __attribute__((aligned(4096)));

uint64_t smc(uint64_t function, uint64_t x1, uint64_t x2, uint64_t x3)
{
	uint64_t x[9] = { function, x1, x2, x3 };

	smc_call(x);
	return x[0];
}

bool in_realm(void)
{
	return realm;
}

void world_init(void)
{
	realm = smc(RSI_VERSION, RSI_ABI_1_0, 0, 0) == RSI_SUCCESS;
	if (realm && smc(RSI_REALM_CONFIG, (uint64_t)&config, 0, 0) == RSI_SUCCESS)
		shared_bit = 1ull << (config.ipa_width - 1);
}

/* The monitor may stop anywhere inside the range: go on from where it says. */
bool set_ipa_state(uint64_t base, uint64_t size, uint64_t ripas)
{
	uint64_t top = base + size;

	while (base < top) {
		uint64_t x[9] = { RSI_IPA_STATE_SET, base, top, ripas, RSI_CHANGE_DESTROYED };

		smc_call(x);
		if (x[0] != RSI_SUCCESS || x[2] != RSI_ACCEPT || x[1] <= base)
			return false;
		base = x[1];
	}
	return true;
}

void power_off(void)
{
	smc(PSCI_SYSTEM_OFF, 0, 0, 0);
	for (;;)
		__asm__ volatile("wfi");
}
