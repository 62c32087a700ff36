/* SPDX-License-Identifier: BSD-3-Clause */
/* A few words with the emulator over its QMP socket. */
#ifndef LIB_QMP_H
#define LIB_QMP_H

#include <stddef.h>

/* Returns a connection that is ready for commands, or -1 with a message printed. */
int qmp_open(const char *socket_path);
/* Sends one command and puts its answer into `answer`; 0 when it was not an error. */
int qmp_command(int qmp, const char *command, char *answer, size_t size);

#endif
