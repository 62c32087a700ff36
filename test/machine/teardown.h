/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of all realms, whatever they are: as a host does it that knows no more than the model. */
#ifndef MACHINE_TEARDOWN_H
#define MACHINE_TEARDOWN_H

/* Every realm is destroyed, every name undelegated, every claimed page released. Each call must succeed. */
void teardown(void);

#endif
