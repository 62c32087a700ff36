/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Guest: make a secret of random bytes, tell the world only hashes of it, and hold it in memory.
 *
 * A searcher that has never seen the secret must recognise it at any alignment. So each page's first 64 bytes get a
 * weak 32-bit sum, cheap to compute over a sliding window, and a SHA-256 that settles a match.
 *
 *	pattern [WAIT [SHARED]]	hold it until a line can be read from the file WAIT, or for ever; write another random
 *				page, which is no secret, to the file or block device SHARED, past all caches
 */
#define _GNU_SOURCE
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

static uint8_t *random_memory(size_t size)
{
	uint8_t *pattern = mmap(NULL, size, PROT_READ | PROT_WRITE,
				MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
	size_t done = 0;

	if (pattern == MAP_FAILED)
		return NULL;
	while (done < size) {
		ssize_t got = getrandom(pattern + done, size - done, 0);

		if (got < 0 && errno != EINTR)
			return NULL;
		done += got > 0 ? (size_t)got : 0;
	}
	return pattern;
}

static void tell_window(const char *word, size_t number, const uint8_t *window)
{
	uint8_t digest[SHA256_SIZE];
	char text[SHA256_TEXT];

	sha256(window, WINDOW_SIZE, digest);
	sha256_text(digest, text);
	printf("%s %zu %08x %s\n", word, number, window_sum(window), text);
}

static int share_page(const char *path)
{
	uint8_t *page = random_memory(PAGE);
	int fd = open(path, O_WRONLY | O_DIRECT | O_SYNC);

	if (!page || fd < 0 || write(fd, page, PAGE) != (ssize_t)PAGE) {
		fprintf(stderr, "pattern: %s: %s\n", path, strerror(errno));
		return -1;
	}
	close(fd);
	tell_window("shared", 0, page);
	return 0;
}

static void tell_hashes(const uint8_t *pattern)
{
	uint8_t digest[SHA256_SIZE];
	char text[SHA256_TEXT];

	for (size_t at = 0; at < PATTERN_SIZE; at += PAGE)
		tell_window("page", at / PAGE, pattern + at);
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
	uint8_t *pattern = random_memory(PATTERN_SIZE);
	uint8_t before[SHA256_SIZE], after[SHA256_SIZE];

	if (!pattern) {
		fprintf(stderr, "pattern: no memory or no randomness: %s\n", strerror(errno));
		return 1;
	}
	sha256(pattern, PATTERN_SIZE, before);
	if (argc > 2 && share_page(argv[2]))
		return 1;
	tell_hashes(pattern);
	if (argc > 1)
		wait_for_line(argv[1]);
	else
		pause();
	/* Also the proof that nobody wrote to it meanwhile */
	sha256(pattern, PATTERN_SIZE, after);
	printf("pattern %s\n", memcmp(before, after, sizeof(before)) ? "changed" : "unchanged");
	return memcmp(before, after, sizeof(before)) != 0;
}
