/* SPDX-License-Identifier: BSD-3-Clause */
/* The memories of an emulated machine that is stopped, or what was kept of them in files. */
#define _GNU_SOURCE
#include "ram.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "qmp.h"

#define CHUNK		(1u << 20)

/* Name, size, and the address in the emulator's own address space, for now in `at`. */
static int list_blocks(int qmp, struct ram_block *blocks)
{
	static char answer[1 << 16];
	char *line, *rest = answer;
	int count = 0;

	if (qmp_command(qmp, "{\"execute\":\"human-monitor-command\",\"arguments\":{\"command-line\":\"info ramblock\"}}",
			answer, sizeof(answer)))
		return -1;
	/* JSON writes line ends as \r\n in four characters. */
	for (char *p = answer; (p = strstr(p, "\\r\\n")); )
		memcpy(p, "   \n", 4);
	while ((line = strsep(&rest, "\n")) && count < RAM_MAX_BLOCKS) {
		struct ram_block *block = &blocks[count];

		if (sscanf(line, "%255s %*s %*s %*x %lx %*x %lx", block->name, &block->size, &block->at) == 3)
			count++;
	}
	return count > 0 ? count : -1;
}

static int open_of(const char *pid, const char *what)
{
	char path[64];
	int fd;

	snprintf(path, sizeof(path), "/proc/%s/%s", pid, what);
	fd = open(path, O_RDONLY);
	if (fd < 0)
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
	return fd;
}

/* Pages that the emulator never touched are in nobody's memory. */
static int find_present(struct ram_block *block, int pagemap)
{
	uint64_t pages = block->size / RAM_PAGE, *map = malloc(pages * sizeof(*map) + 1);
	ssize_t size = (ssize_t)(pages * sizeof(*map));
	int err = !map || pread(pagemap, map, (size_t)size, (off_t)(block->at / RAM_PAGE * 8)) != size;

	block->present = calloc(pages + 1, 1);
	for (uint64_t i = 0; !err && block->present && i < pages; i++)
		block->present[i] = map[i] >> 62 != 0;
	free(map);
	if (err || !block->present)
		fprintf(stderr, "%s: cannot tell which pages are there\n", block->name);
	return err || !block->present ? -1 : 0;
}

int ram_of_emulator(int qmp, const char *pid, struct ram_block *blocks)
{
	int count = list_blocks(qmp, blocks), pagemap = open_of(pid, "pagemap"), mem = open_of(pid, "mem"), err = 0;

	if (count < 0)
		fprintf(stderr, "the emulator does not tell its RAM blocks\n");
	for (int i = 0; i < count; i++) {
		blocks[i].fd = dup(mem);
		err |= pagemap < 0 || blocks[i].fd < 0 || find_present(&blocks[i], pagemap);
	}
	close(pagemap);
	close(mem);
	return err ? -1 : count;
}

static int open_file(const char *path, struct ram_block *block)
{
	off_t data = 0, hole;

	block->fd = open(path, O_RDONLY);
	block->at = 0;
	block->size = block->fd < 0 ? 0 : (uint64_t)lseek(block->fd, 0, SEEK_END);
	block->present = calloc(block->size / RAM_PAGE + 1, 1);
	if (block->fd < 0 || !block->present) {
		fprintf(stderr, "%s: %s\n", path, strerror(errno));
		return -1;
	}
	while ((data = lseek(block->fd, data, SEEK_DATA)) >= 0) {
		hole = lseek(block->fd, data, SEEK_HOLE);
		memset(block->present + data / (off_t)RAM_PAGE, 1, (size_t)(hole - data) / RAM_PAGE);
		data = hole;
	}
	return 0;
}

int ram_of_directory(const char *directory, struct ram_block *blocks)
{
	DIR *dir = opendir(directory);
	struct dirent *entry;
	int count = 0, err = 0;

	while (dir && (entry = readdir(dir)) && count < RAM_MAX_BLOCKS) {
		char path[4096];

		if (entry->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s", directory, entry->d_name);
		snprintf(blocks[count].name, sizeof(blocks[count].name), "%s", entry->d_name);
		err |= open_file(path, &blocks[count++]);
	}
	if (!dir || count == 0)
		fprintf(stderr, "%s: no memory of a machine is kept there\n", directory);
	else
		closedir(dir);
	return err || count == 0 ? -1 : count;
}

static int keep_block(const struct ram_block *block, int to)
{
	static uint8_t chunk[CHUNK];
	uint64_t offset = 0, size;
	int err = ftruncate(to, (off_t)block->size);

	for (; !err && ram_next_run(block, &offset, &size); offset += size) {
		size = size < CHUNK ? size : CHUNK;
		err = ram_read(block, offset, chunk, size) || pwrite(to, chunk, size, (off_t)offset) != (ssize_t)size;
	}
	return err;
}

int ram_keep(const struct ram_block *blocks, int count, const char *directory)
{
	int err = mkdir(directory, 0777) && errno != EEXIST;

	for (int i = 0; i < count && !err; i++) {
		char path[4096];
		int to;

		/* Devices have names of their own with slashes; nothing of a realm's is told by their place */
		snprintf(path, sizeof(path), "%s/%s", directory, blocks[i].name);
		for (char *p = path + strlen(directory) + 1; *p; p++)
			*p = *p == '/' ? '_' : *p;
		to = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
		err = to < 0 || keep_block(&blocks[i], to);
		close(to);
	}
	if (err)
		fprintf(stderr, "%s: cannot keep the machine's memory: %s\n", directory, strerror(errno));
	return err ? -1 : 0;
}

void ram_close(struct ram_block *blocks, int count)
{
	for (int i = 0; i < count; i++) {
		close(blocks[i].fd);
		free(blocks[i].present);
	}
}

bool ram_next_run(const struct ram_block *block, uint64_t *offset, uint64_t *size)
{
	uint64_t pages = block->size / RAM_PAGE, first = *offset / RAM_PAGE, end;

	while (first < pages && !block->present[first])
		first++;
	for (end = first; end < pages && block->present[end]; end++)
		;
	*offset = first * RAM_PAGE;
	*size = (end - first) * RAM_PAGE;
	return end > first;
}

int ram_read(const struct ram_block *block, uint64_t offset, void *to, size_t size)
{
	if (pread(block->fd, to, size, (off_t)(block->at + offset)) == (ssize_t)size)
		return 0;
	fprintf(stderr, "cannot read %s at %#lx: %s\n", block->name, offset, strerror(errno));
	return -1;
}
