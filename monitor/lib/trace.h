/* SPDX-License-Identifier: BSD-3-Clause */
/* A log of every call on the secure console, for debugging: off unless a debugger sets the variable. */
#ifndef LIB_TRACE_H
#define LIB_TRACE_H

#include <stdbool.h>

extern bool trace_calls;

#endif
