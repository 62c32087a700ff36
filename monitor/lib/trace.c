/* SPDX-License-Identifier: BSD-3-Clause */
/* The switch of the call log. */
#include "lib/trace.h"

bool trace_calls;
