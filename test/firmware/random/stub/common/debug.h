/* SPDX-License-Identifier: BSD-3-Clause */
/* TF-A's messages: none. */
#ifndef STUB_DEBUG_H
#define STUB_DEBUG_H

#define ERROR(...)	((void)0)

#endif
