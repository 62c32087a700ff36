/* SPDX-License-Identifier: BSD-3-Clause */
/* As much of the GDB remote protocol as it takes to stop an emulated machine at an address. */
#ifndef CHECK_GDB_H
#define CHECK_GDB_H

struct gdb {
	int socket;
};

/* To the socket CONSOLE.gdb, which may take a moment to be there. Ends the program where it is not. */
struct gdb gdb_connect(const char *console);

/* Waits for the next answer, or for the news that the machine has stopped: its first character, '#' for an empty one. */
char gdb_answer(const struct gdb *gdb);

/* Sends a command. The other one waits for its answer, too; ends the program where that is an error or none. */
void gdb_send(const struct gdb *gdb, const char *command);
void gdb_command(const struct gdb *gdb, const char *command);

#endif
