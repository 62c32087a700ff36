/* SPDX-License-Identifier: BSD-3-Clause */
/* A few words with the emulator over its QMP socket. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "qmp.h"

/* One line, which is one message. */
static int read_line(int qmp, char *line, size_t size)
{
	size_t used = 0;

	while (used < size - 1) {
		ssize_t got = read(qmp, line + used, 1);

		if (got <= 0)
			return -1;
		if (line[used++] == '\n')
			break;
	}
	line[used] = '\0';
	return 0;
}

int qmp_command(int qmp, const char *command, char *answer, size_t size)
{
	if (write(qmp, command, strlen(command)) < 0 || write(qmp, "\n", 1) < 0)
		return -1;
	/* Events come between: they are not the answer. */
	do {
		if (read_line(qmp, answer, size))
			return -1;
	} while (strncmp(answer, "{\"return\"", 9) && strncmp(answer, "{\"error\"", 8));
	return strncmp(answer, "{\"error\"", 8) == 0;
}

int qmp_open(const char *socket_path)
{
	struct sockaddr_un peer = { .sun_family = AF_UNIX };
	char line[4096];
	int qmp = socket(AF_UNIX, SOCK_STREAM, 0);

	if (strlen(socket_path) >= sizeof(peer.sun_path)) {
		fprintf(stderr, "%s: too long for a socket's name\n", socket_path);
		return -1;
	}
	strcpy(peer.sun_path, socket_path);
	if (qmp < 0 || connect(qmp, (struct sockaddr *)&peer, sizeof(peer)) || read_line(qmp, line, sizeof(line)) ||
	    qmp_command(qmp, "{\"execute\":\"qmp_capabilities\"}", line, sizeof(line))) {
		fprintf(stderr, "%s: no QMP there: %s\n", socket_path, strerror(errno));
		return -1;
	}
	return qmp;
}
