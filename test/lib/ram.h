/* SPDX-License-Identifier: BSD-3-Clause */
/* The memories of an emulated machine that is stopped, or what was kept of them in files. */
#ifndef LIB_RAM_H
#define LIB_RAM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RAM_PAGE	4096ull
#define RAM_MAX_BLOCKS	64
/* The emulator's names for what only the secure world reaches, and for DRAM. */
#define RAM_SECURE	"sbsa-ref.secure-ram"
#define RAM_NORMAL	"sbsa-ref.ram"

struct ram_block {
	char name[256];
	uint64_t size;
	int fd;
	uint64_t at;		/* where the block begins in fd */
	uint8_t *present;	/* one for each page: 0 where nothing was ever written, so all is zero */
};

/* All blocks (RAM_MAX_BLOCKS at most) of the emulator behind a QMP connection, which the caller has stopped: how many, or -1 with a message. */
int ram_of_emulator(int qmp, const char *pid, struct ram_block *blocks);

/* The same of a directory that ram_keep has filled. */
int ram_of_directory(const char *directory, struct ram_block *blocks);
int ram_keep(const struct ram_block *blocks, int count, const char *directory);

void ram_close(struct ram_block *blocks, int count);

/* The next run of pages that are there, from *offset on; false where there is none. */
bool ram_next_run(const struct ram_block *block, uint64_t *offset, uint64_t *size);

/* 0, or -1 with a message. */
int ram_read(const struct ram_block *block, uint64_t offset, void *to, size_t size);

#endif
