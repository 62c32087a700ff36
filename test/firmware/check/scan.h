/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking for secrets in the whole memory of an emulated machine. */
#ifndef CHECK_SCAN_H
#define CHECK_SCAN_H

#include "chain.h"

/*
 * Starts the machine (QEMU's command line, ended by NULL), waits until file `console` has a line that begins with "up ",
 * stops it and looks through each of its memories, secure and normal. Prints "found SECRET in MEMORY at OFFSET" for
 * each piece of a secret, "scanned MEMORY" for each memory. Ends the program where the machine does not come up.
 */
void scan_machine(const struct chain *chain, const char *console, char *const command[]);

#endif
