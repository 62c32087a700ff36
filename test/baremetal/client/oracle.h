/* SPDX-License-Identifier: BSD-3-Clause */
/* Asking the isolation oracle, a program outside of the machine, to look at it now. */
#ifndef CLIENT_ORACLE_H
#define CLIENT_ORACLE_H

/*
 * Prints "oracle WHAT": a name of letters, digits and -, and options of the oracle; and waits until it has looked. Does
 * nothing where no oracle is there.
 */
void oracle_look(const char *what);

#endif
