/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Standard input and output joined to a unix socket: how a test outside talks with its job on the emulated host.
 *
 *	talk SOCKET
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

static int pump(int from, int to)
{
	char data[4096];
	ssize_t got = read(from, data, sizeof(data));

	return got > 0 && write(to, data, (size_t)got) == got ? 0 : -1;
}

int main(int argc, char **argv)
{
	struct sockaddr_un peer = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);
	struct pollfd polls[2] = { { .fd = fd, .events = POLLIN }, { .fd = STDIN_FILENO, .events = POLLIN } };

	if (argc != 2 || strlen(argv[1]) >= sizeof(peer.sun_path)) {
		fprintf(stderr, "usage: talk SOCKET\n");
		return 2;
	}
	strcpy(peer.sun_path, argv[1]);
	if (connect(fd, (struct sockaddr *)&peer, sizeof(peer))) {
		fprintf(stderr, "talk: %s: %s\n", argv[1], strerror(errno));
		return 1;
	}
	while (poll(polls, 2, -1) > 0) {
		if (polls[0].revents && pump(fd, STDOUT_FILENO))
			break;
		if (polls[1].revents && pump(STDIN_FILENO, fd))
			polls[1].fd = -1;
	}
	return 0;
}
