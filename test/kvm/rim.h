/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What docs/measurement.md says a realm's initial measurement is: computed from the VM's description alone, with
 * nothing of the monitor's or the kernel's code or structures.
 */
#ifndef RIM_H
#define RIM_H

#include <stdint.h>

#define RIM_SIZE	64u	/* a SHA-256 is padded with zeros */

struct rim {
	uint32_t hash_algo;
	uint8_t value[RIM_SIZE];
};

/* The steps in the order in which KVM takes them. num_bps and num_wps: numbers minus 1. */
void rim_realm(struct rim *rim, uint32_t hash_algo, uint64_t ipa_bits, uint64_t num_bps, uint64_t num_wps);
void rim_ram(struct rim *rim, uint64_t base, uint64_t size);	/* one memory slot */
void rim_page(struct rim *rim, uint64_t ipa, const uint8_t *content);	/* NULL: its content is not measured */
void rim_vcpu(struct rim *rim, uint64_t pc, const uint64_t gprs[8]);

#endif
