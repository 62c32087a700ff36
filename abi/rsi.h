/* SPDX-License-Identifier: BSD-3-Clause */
/* Realm Services Interface 1.0: what a realm asks the monitor. */
#ifndef ABI_RSI_H
#define ABI_RSI_H

#include <stddef.h>
#include <stdint.h>

#define RSI_FID(n)			(0xC4000000u | (n))
#define RSI_FID_FIRST			RSI_FID(0x190)
#define RSI_FID_LAST			RSI_FID(0x1AF)

#define RSI_VERSION			RSI_FID(0x190)
#define RSI_FEATURES			RSI_FID(0x191)
#define RSI_MEASUREMENT_READ		RSI_FID(0x192)
#define RSI_MEASUREMENT_EXTEND		RSI_FID(0x193)
#define RSI_ATTESTATION_TOKEN_INIT	RSI_FID(0x194)
#define RSI_ATTESTATION_TOKEN_CONTINUE	RSI_FID(0x195)
#define RSI_REALM_CONFIG		RSI_FID(0x196)
#define RSI_IPA_STATE_SET		RSI_FID(0x197)
#define RSI_IPA_STATE_GET		RSI_FID(0x198)
#define RSI_HOST_CALL			RSI_FID(0x199)

#define RSI_ABI_1_0			0x00010000ul

enum rsi_status {
	RSI_SUCCESS = 0,
	RSI_ERROR_INPUT = 1,
	RSI_ERROR_STATE = 2,
	RSI_INCOMPLETE = 3,
	RSI_ERROR_UNKNOWN = 4,
};

#define RSI_CHANGE_DESTROYED		(1ull << 0)
enum rsi_response { RSI_ACCEPT = 0, RSI_REJECT = 1 };

/* What RSI_ATTESTATION_TOKEN_INIT says of a token's size, in bytes. */
#define RSI_TOKEN_MAX_SIZE		4096u

struct rsi_realm_config {
	uint64_t ipa_width;
	uint64_t hash_algo;
	uint8_t pad0[0x200 - 0x10];
	uint8_t rpv[64];
	uint8_t pad1[0x1000 - 0x240];
};
_Static_assert(sizeof(struct rsi_realm_config) == 4096, "RsiRealmConfig");

struct rsi_host_call {
	uint64_t imm;		/* bits 15:0 */
	uint64_t gprs[31];
};
_Static_assert(sizeof(struct rsi_host_call) == 256, "RsiHostCall");

#endif
