/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A TCP connection as a test: one side echoes, the other sends a running pattern and compares what comes back.
 *
 *	tcp-echo serve PORT		one connection after the other, for ever
 *	tcp-echo send ADDRESS PORT BYTES
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK	16384

static int fail(const char *what)
{
	fprintf(stderr, "tcp-echo: %s: %s\n", what, strerror(errno));
	return 1;
}

static int write_all(int fd, const uint8_t *data, size_t size)
{
	while (size > 0) {
		ssize_t put = write(fd, data, size);

		if (put <= 0)
			return -1;
		data += put;
		size -= (size_t)put;
	}
	return 0;
}

static int read_all(int fd, uint8_t *data, size_t size)
{
	while (size > 0) {
		ssize_t got = read(fd, data, size);

		if (got <= 0)
			return -1;
		data += got;
		size -= (size_t)got;
	}
	return 0;
}

static void echo(int peer)
{
	uint8_t data[CHUNK];
	ssize_t got;

	while ((got = read(peer, data, sizeof(data))) > 0 && write_all(peer, data, (size_t)got) == 0)
		;
	close(peer);
}

static int serve(uint16_t port)
{
	struct sockaddr_in self = { .sin_family = AF_INET, .sin_port = htons(port) };
	int on = 1, fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return fail("socket");
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (bind(fd, (struct sockaddr *)&self, sizeof(self)) || listen(fd, 8))
		return fail("listen");
	signal(SIGCHLD, SIG_IGN);
	for (;;) {
		int peer = accept(fd, NULL, NULL);

		if (peer < 0)
			continue;
		if (fork() == 0) {
			echo(peer);
			_exit(0);
		}
		close(peer);
	}
}

static int exchange(int fd, size_t bytes)
{
	uint8_t out[CHUNK], in[CHUNK];
	uint32_t state = 1;

	for (size_t done = 0; done < bytes; ) {
		size_t size = bytes - done < CHUNK ? bytes - done : CHUNK;

		for (size_t i = 0; i < size; i++) {
			state = state * 1664525u + 1013904223u;
			out[i] = (uint8_t)(state >> 24);
		}
		if (write_all(fd, out, size) || read_all(fd, in, size))
			return fail("connection broke");
		if (memcmp(in, out, size)) {
			fprintf(stderr, "tcp-echo: other bytes came back near %zu\n", done);
			return 1;
		}
		done += size;
	}
	printf("tcp-echo: %zu bytes there and back\n", bytes);
	return 0;
}

static int send_to(const char *address, uint16_t port, size_t bytes)
{
	struct sockaddr_in peer = { .sin_family = AF_INET, .sin_port = htons(port) };
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0)
		return fail("socket");
	if (inet_pton(AF_INET, address, &peer.sin_addr) != 1) {
		errno = EINVAL;
		return fail(address);
	}
	if (connect(fd, (struct sockaddr *)&peer, sizeof(peer)))
		return fail("connect");
	return exchange(fd, bytes);
}

int main(int argc, char **argv)
{
	signal(SIGPIPE, SIG_IGN);
	if (argc == 3 && strcmp(argv[1], "serve") == 0)
		return serve((uint16_t)atoi(argv[2]));
	if (argc == 5 && strcmp(argv[1], "send") == 0)
		return send_to(argv[2], (uint16_t)atoi(argv[3]), strtoul(argv[4], NULL, 0));
	fprintf(stderr, "usage: tcp-echo serve PORT | send ADDRESS PORT BYTES\n");
	return 2;
}
