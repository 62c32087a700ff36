/* SPDX-License-Identifier: BSD-3-Clause */
/* Files that hold secrets, or what was made from them. */
#ifndef PROVISION_FILES_H
#define PROVISION_FILES_H

#include <stddef.h>
#include <stdint.h>

#include "problem.h"

/* A new file for its owner only, on the disk when this returns. Nothing is left of it after a failure. */
bool write_new_file(const char *name, const void *data, size_t size, struct problem *problem);

/* The seed: nobody else may be able to read the file, and it has exactly `size` bytes. */
bool read_secret_file(const char *name, uint8_t *data, size_t size, struct problem *problem);

/* The whole file, which the caller frees. */
bool read_whole_file(const char *name, size_t most, uint8_t **data, size_t *size, struct problem *problem);

#endif
