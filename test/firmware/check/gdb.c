/* SPDX-License-Identifier: BSD-3-Clause */
/* GDB remote protocol: $COMMAND#SUM, acknowledged by +, both ways. */
#include "gdb.h"

#include <poll.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "chain.h"

#define ANSWER_LIMIT	60000	/* milliseconds */
#define ATTEMPTS	100

struct gdb gdb_connect(const char *console)
{
	const struct timespec moment = { .tv_nsec = 100000000 };
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	struct gdb gdb = { socket(AF_UNIX, SOCK_STREAM, 0) };

	if (snprintf(address.sun_path, sizeof(address.sun_path), "%s.gdb", console) >= (int)sizeof(address.sun_path))
		die("the name %s.gdb is too long for a socket", console);
	for (int i = 0; i < ATTEMPTS; i++) {
		if (connect(gdb.socket, (struct sockaddr *)&address, sizeof(address)) == 0)
			return gdb;
		nanosleep(&moment, NULL);
	}
	die("no debugger's socket %s", address.sun_path);
}

void gdb_send(const struct gdb *gdb, const char *command)
{
	char packet[128];
	unsigned int sum = 0;
	int size;

	for (const char *c = command; *c; c++)
		sum += (unsigned char)*c;
	size = snprintf(packet, sizeof(packet), "$%s#%02x", command, sum & 0xff);
	if (write(gdb->socket, packet, (size_t)size) != size)
		die("the machine's debugger is gone");
}

static char next_byte(const struct gdb *gdb)
{
	struct pollfd wait = { .fd = gdb->socket, .events = POLLIN };
	char c;

	if (poll(&wait, 1, ANSWER_LIMIT) != 1 || read(gdb->socket, &c, 1) != 1)
		die("the machine's debugger does not answer");
	return c;
}

char gdb_answer(const struct gdb *gdb)
{
	char first, c;

	while (next_byte(gdb) != '$')
		;
	first = c = next_byte(gdb);
	while (c != '#')
		c = next_byte(gdb);
	next_byte(gdb);
	next_byte(gdb);
	if (write(gdb->socket, "+", 1) != 1)
		die("the machine's debugger is gone");
	return first;
}

void gdb_command(const struct gdb *gdb, const char *command)
{
	char first;

	gdb_send(gdb, command);
	first = gdb_answer(gdb);
	if (first == 'E' || first == '#')
		die("the machine's debugger refuses %s", command);
}
