/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The host's commands. A handler takes arguments from x1.., answers a result word in x0 and outputs in x1.. (x1 to x3 zero
 * before, x4 to x7 as they came), and is named like its command. It checks in the order of DEN0137's failure conditions and
 * changes nothing before the last check has passed.
 */
#ifndef RMI_RMI_H
#define RMI_RMI_H

#include <stdbool.h>
#include <stdint.h>

#include "abi/rmi.h"
#include "lib/call.h"
#include "realm/realm.h"

/* info.c */
void rmi_version(const struct call *in, struct reply *out);
void rmi_features(const struct call *in, struct reply *out);
/* granule.c */
void rmi_granule_delegate(const struct call *in, struct reply *out);
void rmi_granule_undelegate(const struct call *in, struct reply *out);
/* realm.c */
void rmi_realm_create(const struct call *in, struct reply *out);
void rmi_realm_activate(const struct call *in, struct reply *out);
void rmi_realm_destroy(const struct call *in, struct reply *out);
/* rec.c */
void rmi_rec_aux_count(const struct call *in, struct reply *out);
void rmi_rec_create(const struct call *in, struct reply *out);
void rmi_rec_destroy(const struct call *in, struct reply *out);
/* enter.c */
void rmi_rec_enter(const struct call *in, struct reply *out);
/* psci.c */
void rmi_psci_complete(const struct call *in, struct reply *out);
/* data.c */
void rmi_data_create(const struct call *in, struct reply *out);
void rmi_data_create_unknown(const struct call *in, struct reply *out);
void rmi_data_destroy(const struct call *in, struct reply *out);
/* rtt.c */
void rmi_rtt_create(const struct call *in, struct reply *out);
void rmi_rtt_destroy(const struct call *in, struct reply *out);
void rmi_rtt_fold(const struct call *in, struct reply *out);
void rmi_rtt_read_entry(const struct call *in, struct reply *out);
/* unprotected.c */
void rmi_rtt_map_unprotected(const struct call *in, struct reply *out);
void rmi_rtt_unmap_unprotected(const struct call *in, struct reply *out);
/* ripas.c */
void rmi_rtt_init_ripas(const struct call *in, struct reply *out);
void rmi_rtt_set_ripas(const struct call *in, struct reply *out);
/* vendor.c: abi/vendor.h */
void vendor_pool_info(const struct call *in, struct reply *out);
void vendor_pool_claim(const struct call *in, struct reply *out);
void vendor_pool_release(const struct call *in, struct reply *out);

/* Feature register 0, which also bounds the parameters of a realm. info.c */
uint64_t rmi_feature_register_0(void);

/* RMI_ERROR_RTT with the level where a walk ended. */
static inline uint64_t rmi_error_rtt(int level)
{
	return RMI_RESULT(RMI_ERROR_RTT, (unsigned int)level);
}

/* True where `ipa` lies inside the realm's space, aligned to what an entry of `align_level` covers. */
static inline bool rmi_ipa_ok(const struct realm *realm, uint64_t ipa, int align_level)
{
	return s2_contains(&realm->s2, ipa_of(ipa)) && is_aligned(ipa, s2_entry_size(align_level));
}

/* True where lowest <= level <= 3 for a level as the host passes it, a signed 64-bit number. */
static inline bool rmi_level_ok(uint64_t level, int lowest)
{
	return (int64_t)level >= lowest && (int64_t)level <= S2_LEVEL_LAST;
}

#endif
