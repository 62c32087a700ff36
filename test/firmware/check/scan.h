/* SPDX-License-Identifier: BSD-3-Clause */
/* Looking for secrets in the whole memory of an emulated machine. */
#ifndef CHECK_SCAN_H
#define CHECK_SCAN_H

#include "chain.h"

/* Where the machine is stopped on its way; the last one has no name. */
struct stop {
	const char *name;
	uint64_t address;
};

/*
 * Starts the machine (QEMU's command line, ended by NULL, which must stop it at reset and offer a debugger's socket
 * named CONSOLE.gdb), and looks through each of its memories, secure and normal: at each stop, when file `console` has a
 * line that begins with "up ", and after a reset at the first stop, of which there must be one. Prints "at PLACE", "found SECRET in MEMORY at OFFSET" for each piece of a secret, and
 * "scanned MEMORY, SIZE MiB" for each memory, "token: good" or what is wrong with it for a platform token. Ends the program where the machine does not come up.
 */
void scan_machine(const struct chain *chain, const char *console, const struct stop *stops, char *const command[]);

#endif
