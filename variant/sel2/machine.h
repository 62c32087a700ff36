/* SPDX-License-Identifier: BSD-3-Clause */
/* Start-up of machine.c. */
#ifndef SEL2_MACHINE_H
#define SEL2_MACHINE_H

#include "port/machine.h"

/* `vector_bytes`: the longest SVE vector, 0 where there is no SVE. */
void machine_start(unsigned int vector_bytes);

/* A REC may come to any CPU, so each must have what port_machine() says of the first. */
bool machine_is_like_first(unsigned int vector_bytes);

/* What this CPU lacks that the monitor is built for, or NULL. */
const char *machine_missing(void);

#endif
