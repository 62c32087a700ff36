/* SPDX-License-Identifier: BSD-3-Clause */
/* Start-up of machine.c, on the first CPU. */
#ifndef SEL2_MACHINE_H
#define SEL2_MACHINE_H

#include "port/machine.h"

void machine_start(unsigned int vector_bytes);

/* What this CPU lacks that the monitor is built for, or NULL. */
const char *machine_missing(void);

#endif
