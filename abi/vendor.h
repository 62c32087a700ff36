/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * virtCCA's own host calls: the secure pool behind the granules.
 *
 * They live in the OEM range of the SMC Calling Convention and are answered to Non-secure EL2 only. A host finds
 * them by the service's UUID, 3a2b1e6c-7d0f-4f5e-9c41-5ec0ca11ab1e, which VENDOR_UID returns in w0..w3 as the
 * convention lays out.
 */
#ifndef ABI_VENDOR_H
#define ABI_VENDOR_H

#define VENDOR_CALL_COUNT		0x8300FF00u	/* w0: number of calls below */
#define VENDOR_UID			0x8300FF01u
#define VENDOR_REVISION			0x8300FF03u	/* w0: major, w1: minor */

#define VENDOR_UID_W0			0x6c1e2b3au	/* bytes 3a 2b 1e 6c, lowest address first */
#define VENDOR_UID_W1			0x5e4f0f7du
#define VENDOR_UID_W2			0xc05e419cu
#define VENDOR_UID_W3			0x1eab11cau
#define VENDOR_REVISION_MAJOR		1u
#define VENDOR_REVISION_MINOR		0u

#define VENDOR_FID(n)			(0xC3000000u | (n))
#define VENDOR_FID_FIRST		VENDOR_FID(0x00)
#define VENDOR_FID_LAST			VENDOR_FID(0xFF)

/*
 * POOL_INFO() -> x0 = RMI status, x1 = pool base (physical address), x2 = pool size in bytes,
 * x3 = pages that can still back a delegated name, x4 = pages claimed by the host.
 */
#define VENDOR_POOL_INFO		VENDOR_FID(0x01)
/*
 * POOL_CLAIM(base, size), POOL_RELEASE(base, size) -> x0 = RMI status. Multiples of 2 MiB inside the pool. A claimed
 * page can be delegated by its own address and no longer backs names. CLAIM fails if a page of the range backs a
 * name or is claimed already; RELEASE fails if a page is not claimed or not undelegated.
 */
#define VENDOR_POOL_CLAIM		VENDOR_FID(0x02)
#define VENDOR_POOL_RELEASE		VENDOR_FID(0x03)
#define VENDOR_POOL_CLAIM_SIZE		0x200000ul

/*
 * A realm's own calls, where the monitor was built with TMM_SEALING=1; elsewhere they are unknown functions. A realm
 * finds them as a host does, by another UUID: 7c4d5e0a-2b1f-4e6d-8a3c-5ea11176cca1.
 */
#define VENDOR_REALM_UID_W0		0x0a5e4d7cu
#define VENDOR_REALM_UID_W1		0x6d4e1f2bu
#define VENDOR_REALM_UID_W2		0xa15e3c8au
#define VENDOR_REALM_UID_W3		0xa1cc7611u

/*
 * SEALING_KEY() -> x0 = RSI status, x1..x4 = a key of 32 bytes, the first in the low byte of x1. A realm gets the same
 * one whenever it has the same RIM and personalization value, under the same monitor, on the same platform in the same
 * state of its lifecycle; no other realm gets it.
 */
#define VENDOR_SEALING_KEY		VENDOR_FID(0x80)

#endif
