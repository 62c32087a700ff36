/* SPDX-License-Identifier: BSD-3-Clause */
/* A platform of so many CPUs that each test has one. */
#ifndef STUB_PLATFORM_DEF_H
#define STUB_PLATFORM_DEF_H

#define PLATFORM_CORE_COUNT	16

#endif
