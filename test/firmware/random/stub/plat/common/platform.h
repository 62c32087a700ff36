/* SPDX-License-Identifier: BSD-3-Clause */
/* TF-A's index of the CPU: the test chooses it. */
#ifndef STUB_PLATFORM_H
#define STUB_PLATFORM_H

unsigned int plat_my_core_pos(void);

#endif
