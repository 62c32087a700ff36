/* SPDX-License-Identifier: BSD-3-Clause */
/* Realm measurements: how each measured act changes the initial (RIM) or a run-time (REM) measurement. */
#ifndef MEASURE_MEASURE_H
#define MEASURE_MEASURE_H

#include <stddef.h>
#include <stdint.h>

#include "abi/rmi.h"
#include "lib/addr.h"
#include "measure/hash.h"

#define MEASUREMENT_RIM		0u
#define MEASUREMENT_COUNT	5u	/* RIM and four REMs */

/* Guarded by the realm's lock. Slots are padded with zeros. */
struct measurements {
	enum rmi_hash_algo algo;
	uint8_t slot[MEASUREMENT_COUNT][HASH_MAX_SIZE];	/* the tails are zero from the start and never written */
};

/* All of these hash, so only between port_simd_begin and port_simd_end. */

/* REALM_CREATE: RIM from the parameters, REMs zero. Only what the realm can rely on is measured; `params` is spoilt. */
void measure_realm_create(struct measurements *m, struct rmi_realm_params *params);

/* DATA_CREATE: flags 1 measures the content of the page, 0 only that it is there. */
void measure_data_create(struct measurements *m, struct ipa ipa, uint64_t flags, const void *page);

/* REC_CREATE of a runnable REC. `params` is spoilt. */
void measure_rec_create(struct measurements *m, struct rmi_rec_params *params);

/* RTT_INIT_RIPAS: one entry, [base, top). */
void measure_init_ripas(struct measurements *m, struct ipa base, struct ipa top);

/* RSI_MEASUREMENT_EXTEND: slot 1..4, size 0..64 bytes. */
void measure_extend(struct measurements *m, unsigned int slot, const void *data, size_t size);

#endif
