/* SPDX-License-Identifier: BSD-3-Clause */
/* virtCCA's own calls of a realm: a key for its sealed data. There only in a monitor that was built to have them. */
#include "rsi/rsi.h"

#include "abi/rsi.h"
#include "abi/vendor.h"
#include "attest/keys.h"

void vendor_realm_call_count(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = 1;
}

void vendor_realm_uid(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = VENDOR_REALM_UID_W0;
	answer->x[1] = VENDOR_REALM_UID_W1;
	answer->x[2] = VENDOR_REALM_UID_W2;
	answer->x[3] = VENDOR_REALM_UID_W3;
}

void vendor_realm_revision(struct rec *rec, struct realm_answer *answer)
{
	(void)rec;
	answer->x[0] = VENDOR_REVISION_MAJOR;
	answer->x[1] = VENDOR_REVISION_MINOR;
}

/* -> x1..x4 the realm's sealing key. RSI_ERROR_UNKNOWN where the machine gave the monitor no secret. */
void vendor_sealing_key(struct rec *rec, struct realm_answer *answer)
{
	struct realm *realm = rec->realm;
	struct measurements measurements;

	realm_lock_again(realm);
	measurements = realm->measurements;
	realm_unlock(realm);
	answer->x[0] = keys_seal(&measurements, realm->rpv, (uint8_t *)&answer->x[1]) ? RSI_SUCCESS : RSI_ERROR_UNKNOWN;
}
