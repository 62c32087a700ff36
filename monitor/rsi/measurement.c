/* SPDX-License-Identifier: BSD-3-Clause */
/* RSI_MEASUREMENT_READ and RSI_MEASUREMENT_EXTEND. */
#include "rsi/rsi.h"

#include "abi/rsi.h"
#include "lib/mem.h"
#include "port/machine.h"

/* DEN0137 RSI_MEASUREMENT_READ: x1 index 0..4 -> x1..x8 value, padded with zeros. */
void rsi_measurement_read(struct rec *rec, struct realm_answer *answer)
{
	struct realm *realm = rec->realm;
	uint64_t index = rec->cpu.gprs[1];

	answer->x[0] = RSI_ERROR_INPUT;
	if (index >= MEASUREMENT_COUNT)
		return;
	realm_lock_again(realm);
	memcpy(&answer->x[1], realm->measurements.slot[index], HASH_MAX_SIZE);
	realm_unlock(realm);
	answer->x[0] = RSI_SUCCESS;
}

/* DEN0137 RSI_MEASUREMENT_EXTEND: x1 index 1..4, x2 size 0..64 bytes, x3..x10 data. */
void rsi_measurement_extend(struct rec *rec, struct realm_answer *answer)
{
	struct realm *realm = rec->realm;
	uint64_t index = rec->cpu.gprs[1], size = rec->cpu.gprs[2];

	answer->x[0] = RSI_ERROR_INPUT;
	if (index <= MEASUREMENT_RIM || index >= MEASUREMENT_COUNT || size > HASH_MAX_SIZE)
		return;
	realm_lock_again(realm);
	port_simd_begin();
	measure_extend(&realm->measurements, (unsigned int)index, &rec->cpu.gprs[3], size);
	port_simd_end();
	realm_unlock(realm);
	answer->x[0] = RSI_SUCCESS;
}
