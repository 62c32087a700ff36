/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Guest: make a secret of random bytes, tell the world only hashes of it, and hold it in memory.
 *
 * A searcher that has never seen the secret must recognise it at any alignment. So each page's first 64 bytes get a
 * weak 32-bit sum, cheap to compute over a sliding window, and a SHA-256 that settles a match.
 *
 *	pattern [--wait FILE]	hold it until a line can be read from FILE, or for ever
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <unistd.h>

#include "sha256.h"
#include "window.h"

#define PATTERN_SIZE	(1u << 20)
#define PAGE		4096u

static uint8_t *make_pattern(void)
{
	uint8_t *pattern = mmap(NULL, PATTERN_SIZE, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	size_t done = 0;

	if (pattern == MAP_FAILED)
		return NULL;
	while (done < PATTERN_SIZE) {
		ssize_t got = getrandom(pattern + done, PATTERN_SIZE - done, 0);

		if (got < 0 && errno != EINTR)
			return NULL;
		done += got > 0 ? (size_t)got : 0;
	}
	return pattern;
}

static void tell_hashes(const uint8_t *pattern)
{
	uint8_t digest[SHA256_SIZE];
	char text[SHA256_TEXT];

	for (size_t at = 0; at < PATTERN_SIZE; at += PAGE) {
		sha256(pattern + at, WINDOW_SIZE, digest);
		sha256_text(digest, text);
		printf("page %zu %08x %s\n", at / PAGE, window_sum(pattern + at), text);
	}
	sha256(pattern, PATTERN_SIZE, digest);
	sha256_text(digest, text);
	printf("pattern %u %s\n", PATTERN_SIZE, text);
	fflush(stdout);
}

static void wait_for_line(const char *path)
{
	int fd = open(path, O_RDONLY);
	char c = 0;

	while (fd >= 0 && c != '\n') {
		ssize_t got = read(fd, &c, 1);

		if (got == 0)
			usleep(100000);
		else if (got < 0 && errno != EINTR)
			break;
	}
	if (fd >= 0)
		close(fd);
}

int main(int argc, char **argv)
{
	uint8_t *pattern = make_pattern();
	uint8_t before[SHA256_SIZE], after[SHA256_SIZE];

	if (!pattern) {
		fprintf(stderr, "pattern: no memory or no randomness: %s\n", strerror(errno));
		return 1;
	}
	sha256(pattern, PATTERN_SIZE, before);
	tell_hashes(pattern);
	if (argc == 3 && strcmp(argv[1], "--wait") == 0)
		wait_for_line(argv[2]);
	else
		pause();
	/* Also the proof that nobody wrote to it meanwhile */
	sha256(pattern, PATTERN_SIZE, after);
	printf("pattern %s\n", memcmp(before, after, sizeof(before)) ? "changed" : "unchanged");
	return memcmp(before, after, sizeof(before)) != 0;
}
