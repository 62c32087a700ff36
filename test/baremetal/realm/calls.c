/* SPDX-License-Identifier: BSD-3-Clause */
/* Calls from the realm to the monitor. */
#include "realm/programs_list.h"
#include "realm/realm.h"

#include "abi/psci.h"
#include "abi/rmi.h"
#include "abi/smccc.h"

static uint8_t page[4096] __attribute__((aligned(4096)));

void program_off(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
}

static void check_version(void)
{
	struct smc r = SMC(RSI_VERSION, RSI_ABI_1_0);

	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[1], RSI_ABI_1_0);
	CHECK_EQ(r.x[2], RSI_ABI_1_0);
	r = SMC(RSI_VERSION, 0x20000);
	CHECK_EQ(r.x[0], RSI_ERROR_INPUT);
	CHECK_EQ(r.x[1], RSI_ABI_1_0);
	r = SMC(RSI_FEATURES, 0);
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[1], 0);
}

static void check_config(void)
{
	const struct rsi_realm_config *config = (const void *)page;

	CHECK_EQ(SMC(RSI_REALM_CONFIG, (uint64_t)page).x[0], RSI_SUCCESS);
	CHECK_EQ(config->ipa_width, REALM_S2SZ);
	CHECK_EQ(config->hash_algo, RMI_HASH_SHA_256);
	CHECK_EQ(SMC(RSI_REALM_CONFIG, (uint64_t)page + 1).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_REALM_CONFIG, REALM_SHARED).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_REALM_CONFIG, REALM_EMPTY).x[0], RSI_ERROR_INPUT);
}

static void check_state(void)
{
	struct smc r = SMC(RSI_IPA_STATE_GET, REALM_RAM, REALM_RAM + 0x1000);

	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[1], REALM_RAM + 0x1000);
	CHECK_EQ(r.x[2], RMI_RAM);
	r = SMC(RSI_IPA_STATE_GET, REALM_EMPTY, REALM_EMPTY + 0x1000);
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[2], RMI_EMPTY);
	CHECK_EQ(SMC(RSI_IPA_STATE_GET, REALM_RAM, REALM_RAM).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_IPA_STATE_GET, REALM_RAM + 1, REALM_RAM + 0x1000).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_IPA_STATE_GET, REALM_SHARED, REALM_SHARED + 0x1000).x[0], RSI_ERROR_INPUT);
}

static void check_measurement(void)
{
	struct smc r = SMC(RSI_MEASUREMENT_READ, 0);
	uint64_t before;

	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK(r.x[1] != 0);
	CHECK_EQ(r.x[5], 0);	/* SHA-256: padded with zeros */
	CHECK_EQ(SMC(RSI_MEASUREMENT_READ, 5).x[0], RSI_ERROR_INPUT);
	r = SMC(RSI_MEASUREMENT_READ, 1);
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	before = r.x[1];
	CHECK_EQ(before, 0);
	CHECK_EQ(SMC(RSI_MEASUREMENT_EXTEND, 1, 8, 0x1234).x[0], RSI_SUCCESS);
	CHECK(SMC(RSI_MEASUREMENT_READ, 1).x[1] != before);
	CHECK_EQ(SMC(RSI_MEASUREMENT_EXTEND, 0, 8, 0x1234).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_MEASUREMENT_EXTEND, 1, 65, 0x1234).x[0], RSI_ERROR_INPUT);
}

static void check_unknown(void)
{
	CHECK_EQ(SMC(RMI_VERSION, RMI_ABI_1_0).x[0], SMCCC_NOT_SUPPORTED);
	CHECK_EQ(SMC(RSI_FID_LAST).x[0], SMCCC_NOT_SUPPORTED);
	CHECK_EQ(SMC(0xC3000001).x[0], SMCCC_NOT_SUPPORTED);
	CHECK_EQ(SMC(SMCCC_VERSION).x[0], SMCCC_VERSION_1_3);
}

void program_calls(uint64_t a, uint64_t b, uint64_t c)
{
	(void)a, (void)b, (void)c;
	check_version();
	check_config();
	check_state();
	check_measurement();
	check_unknown();
	CHECK_EQ(SMC(RSI_HOST_CALL, (uint64_t)page + 8).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_HOST_CALL, REALM_SHARED).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(PSCI_VERSION).x[0], PSCI_VERSION_1_1);
	CHECK_EQ(SMC(PSCI_FEATURES, PSCI_CPU_ON_64).x[0], PSCI_SUCCESS);
	CHECK_EQ((int64_t)(int32_t)SMC(PSCI_FEATURES, 0x84000013).x[0], PSCI_NOT_SUPPORTED);
	point(1, 0);
}

/* RAM given up, and asked for again; what comes back is zero. */
void program_ripas(uint64_t base, uint64_t b, uint64_t c)
{
	volatile uint64_t *word = (volatile uint64_t *)base;
	uint64_t value;
	struct smc r;

	(void)b, (void)c;
	CHECK_EQ(SMC(RSI_IPA_STATE_SET, base, base, RMI_RAM, 0).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_IPA_STATE_SET, base + 1, base + 4096, RMI_RAM, 0).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_IPA_STATE_SET, REALM_SHARED, REALM_SHARED + 4096, RMI_RAM, 0).x[0], RSI_ERROR_INPUT);
	CHECK_EQ(SMC(RSI_IPA_STATE_SET, base, base + 4096, RMI_DESTROYED, 0).x[0], RSI_ERROR_INPUT);
	*word = CANARY;
	r = SMC(RSI_IPA_STATE_SET, base, base + 4096, RMI_EMPTY, 0);
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[1], base + 4096);
	CHECK_EQ(r.x[2], RSI_ACCEPT);
	CHECK(probe_load(base, &value) != 0);
	r = SMC(RSI_IPA_STATE_SET, base, base + 4096, RMI_RAM, 0);
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[2], RSI_REJECT);
	CHECK_EQ(r.x[1], base);
	r = SMC(RSI_IPA_STATE_SET, base, base + 4096, RMI_RAM, 0);
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[1], base + 4096);
	CHECK_EQ(r.x[2], RSI_ACCEPT);
	CHECK_EQ(SMC(RSI_IPA_STATE_GET, base, base + 4096).x[2], RMI_RAM);
	point(1, *word);
}

/* The client gives memory to the first page, then to the second; it takes that away while a host call is open. */
void program_lazy(uint64_t base, uint64_t b, uint64_t c)
{
	const struct rsi_realm_config *config = (const void *)base;
	struct rsi_host_call *call = (void *)(base + 4096);

	(void)b, (void)c;
	CHECK_EQ(SMC(RSI_REALM_CONFIG, base).x[0], RSI_SUCCESS);
	CHECK_EQ(config->ipa_width, REALM_S2SZ);
	call->imm = 77;
	call->gprs[0] = CANARY;
	CHECK_EQ(SMC(RSI_HOST_CALL, (uint64_t)call).x[0], RSI_SUCCESS);
	CHECK_EQ(call->gprs[0], 0x55);
	point(1, 0);
}

/* Four pages: the client does one, then refuses the rest; then does two and one. */
void program_partial(uint64_t base, uint64_t b, uint64_t c)
{
	struct smc r = SMC(RSI_IPA_STATE_SET, base, base + 4 * 4096, RMI_RAM, 0);

	(void)b, (void)c;
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[1], base + 4096);
	CHECK_EQ(r.x[2], RSI_REJECT);
	r = SMC(RSI_IPA_STATE_GET, base, base + 4 * 4096);
	CHECK_EQ(r.x[1], base + 4096);
	CHECK_EQ(r.x[2], RMI_RAM);
	r = SMC(RSI_IPA_STATE_SET, base + 4096, base + 4 * 4096, RMI_RAM, 0);
	CHECK_EQ(r.x[0], RSI_SUCCESS);
	CHECK_EQ(r.x[1], base + 3 * 4096);
	CHECK_EQ(r.x[2], RSI_ACCEPT);
	r = SMC(RSI_IPA_STATE_SET, base + 3 * 4096, base + 4 * 4096, RMI_RAM, 0);
	CHECK_EQ(r.x[1], base + 4 * 4096);
	r = SMC(RSI_IPA_STATE_GET, base, base + 4 * 4096);
	CHECK_EQ(r.x[1], base + 4 * 4096);
	CHECK_EQ(r.x[2], RMI_RAM);
	point(1, 0);
}
