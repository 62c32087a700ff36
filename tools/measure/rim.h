/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What docs/measurement.md says a realm's initial measurement is: computed from the VM's description alone, with
 * nothing of the monitor's or the kernel's code or structures. virtcca-measure and the tests of KVM share it.
 */
#ifndef MEASURE_RIM_H
#define MEASURE_RIM_H

#include <stddef.h>
#include <stdint.h>

#define RIM_SIZE	64u	/* a SHA-256 is padded with zeros */
#define RIM_PAGE	4096u

enum rim_algorithm { RIM_SHA256 = 0, RIM_SHA512 = 1 };

struct rim {
	enum rim_algorithm algorithm;
	uint8_t value[RIM_SIZE];
};

/* What RMI_REALM_CREATE measures. num_bps and num_wps: numbers minus 1. */
struct rim_params {
	uint64_t flags, ipa_bits, sve_vl, num_bps, num_wps, pmu_counters;
};

/* Whoever links this file has the hash functions. Writes 32 or 64 bytes. */
void rim_hash(enum rim_algorithm algorithm, const void *data, size_t size, uint8_t *out);

/* The steps in the order in which KVM takes them. */
void rim_realm(struct rim *rim, enum rim_algorithm algorithm, const struct rim_params *params);
/* One memory slot. */
void rim_ram(struct rim *rim, uint64_t base, uint64_t size);
/* digest: of the page's content, padded; NULL: the content is not measured. */
void rim_page(struct rim *rim, uint64_t ipa, const uint8_t digest[RIM_SIZE]);
/* A vCPU that is on when the realm starts. */
void rim_vcpu(struct rim *rim, uint64_t pc, const uint64_t gprs[8]);

#endif
