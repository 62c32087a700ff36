/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Calls of the monitor to EL3: SMC64 fast calls in the OEM range, taken from Secure EL2 only and never forwarded from the
 * normal world. What EL3 answers where it refuses is x0 = -1. See tf-a/README.md.
 */
#ifndef ABI_EL3_H
#define ABI_EL3_H

/* x0 at cold boot: version of this interface, major in 31:16 */
#define EL3_INTERFACE_MAJOR	1u

#define TMMD_FID_READY		0xC30000F0u	/* x1: 0 or why start-up failed */
#define TMMD_FID_RETURN		0xC30000F1u	/* x1..x8: the host's x0..x7 */
/*
 * STAGE_SECRET() -> x1..x6 = 48 bytes that depend on the monitor's measurement, first byte in the low byte of x1;
 * x7 = lifecycle, as the platform token says it. Once, on the boot CPU before READY.
 */
#define TMMD_FID_STAGE_SECRET	0xC30000F2u
/*
 * PLATFORM_TOKEN(x1..x4 = challenge of 32 bytes, x5 = physical address of a buffer in the monitor's memory, x6 = its
 * size) -> x1 = bytes written. Once, on the boot CPU before READY: EL3 then forgets the key.
 */
#define TMMD_FID_PLATFORM_TOKEN	0xC30000F3u
/* RANDOM() -> x1..x4 = 32 random bytes. At any time. */
#define TMMD_FID_RANDOM		0xC30000F4u

/* The last bytes of an image that the firmware loads. It goes into the platform token. */
#define IMAGE_VERSION_MAGIC	"ImageVersion"

#ifndef __ASSEMBLER__
#include <stdint.h>

struct image_version {
	char magic[12];		/* without a 0 behind it */
	uint32_t counter;	/* security counter: the platform refuses an image below its own */
	char text[48];		/* printable, the rest 0 */
};
#endif

#endif
