/* SPDX-License-Identifier: BSD-3-Clause */
/* What the image says of itself: its last bytes, so that the firmware finds them and measures them with the rest. */
#include <stdint.h>

#include "abi/el3.h"

extern const struct image_version image_version;

const struct image_version image_version __attribute__((section(".version"), used)) = {
	.magic = IMAGE_VERSION_MAGIC,
	.counter = TMM_SECURITY_COUNTER,
	.text = TMM_VERSION,
};
