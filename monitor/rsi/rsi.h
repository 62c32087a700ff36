/* SPDX-License-Identifier: BSD-3-Clause */
/* The realm's service calls; each handler is named like its command. See realm/call.h. */
#ifndef RSI_RSI_H
#define RSI_RSI_H

#include <stdbool.h>

#include "realm/call.h"

/* info.c */
realm_call_handler rsi_version;
realm_call_handler rsi_features;
realm_call_handler rsi_realm_config;
/* measurement.c */
realm_call_handler rsi_measurement_read;
realm_call_handler rsi_measurement_extend;
/* ipa_state.c */
realm_call_handler rsi_ipa_state_set;
realm_call_handler rsi_ipa_state_get;
/* attestation.c */
realm_call_handler rsi_attestation_token_init;
realm_call_handler rsi_attestation_token_continue;
/* trng.c */
realm_call_handler trng_version;
realm_call_handler trng_features;
realm_call_handler trng_get_uuid;
realm_call_handler trng_rnd_32;
realm_call_handler trng_rnd_64;
/* sealing.c */
realm_call_handler vendor_realm_call_count;
realm_call_handler vendor_realm_uid;
realm_call_handler vendor_realm_revision;
realm_call_handler vendor_sealing_key;
/* host_call.c */
realm_call_handler rsi_host_call;

/* The entry after a call that exited: the answer to the realm. */
/* RIPAS change; `reject`: what the host chose in its entry flags. */
void rsi_ipa_state_set_complete(struct rec *rec, bool reject);
/* Host call; false where the realm's page is gone, with answer->fault_*: the call stays pending. */
bool rsi_host_call_complete(struct rec *rec, const uint64_t *gprs, struct realm_answer *answer);

#endif
