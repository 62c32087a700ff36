/* SPDX-License-Identifier: BSD-3-Clause */
/* Opens, checks, writes: no file of a secret is ever readable for others, or written half. */
#include "files.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static bool write_all(int file, const uint8_t *data, size_t size)
{
	ssize_t written;

	for (; size; data += written, size -= (size_t)written) {
		do
			written = write(file, data, size);
		while (written < 0 && errno == EINTR);
		if (written <= 0)
			return false;
	}
	return true;
}

/* The entry of a new file is on the disk only when its folder is. */
static bool sync_folder(const char *name)
{
	char *copy = strdup(name);
	int folder = copy ? open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;
	bool good = folder >= 0 && fsync(folder) == 0;

	if (folder >= 0)
		close(folder);
	free(copy);
	return good;
}

bool write_new_file(const char *name, const void *data, size_t size, struct problem *problem)
{
	int file = open(name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	bool good;

	if (file < 0)
		return refuse(problem, "cannot make %s: %s%s", name, strerror(errno),
			      errno == EEXIST ? " (it would be overwritten: remove it, or choose another name)" : "");
	good = fchmod(file, 0600) == 0 && write_all(file, data, size) && fsync(file) == 0;
	if (!good)
		refuse(problem, "cannot write %s: %s", name, strerror(errno));
	if (close(file) != 0 && good)
		good = refuse(problem, "cannot write %s: %s", name, strerror(errno));
	if (good && !sync_folder(name))
		good = refuse(problem, "cannot write the folder of %s: %s", name, strerror(errno));
	if (!good)
		unlink(name);
	return good;
}

/* Reads until `size` bytes are there or the file ends. Returns how many; -1: an error. */
static ssize_t read_all(int file, uint8_t *data, size_t size)
{
	size_t got = 0;
	ssize_t more;

	while (got < size) {
		more = read(file, data + got, size - got);
		if (more < 0 && errno == EINTR)
			continue;
		if (more < 0)
			return -1;
		if (more == 0)
			break;
		got += (size_t)more;
	}
	return (ssize_t)got;
}

static bool check_secret(const char *name, int file, size_t size, struct problem *problem)
{
	struct stat status;

	if (fstat(file, &status))
		return refuse(problem, "cannot read %s: %s", name, strerror(errno));
	if (!S_ISREG(status.st_mode) || (size_t)status.st_size != size)
		return refuse(problem, "%s is no seed: it is not a file of %zu bytes", name, size);
	if (status.st_mode & 077)
		return refuse(problem, "others than its owner may use %s (mode %03o), so it is no secret: make a new seed, or, "
			      "if nobody has read it, chmod 600", name, status.st_mode & 0777);
	return true;
}

bool read_secret_file(const char *name, uint8_t *data, size_t size, struct problem *problem)
{
	int file = open(name, O_RDONLY | O_CLOEXEC);
	bool good;

	if (file < 0)
		return refuse(problem, "cannot open %s: %s", name, strerror(errno));
	good = check_secret(name, file, size, problem);
	if (good && read_all(file, data, size) != (ssize_t)size)
		good = refuse(problem, "cannot read the %zu bytes of %s", size, name);
	close(file);
	return good;
}

bool read_whole_file(const char *name, size_t most, uint8_t **data, size_t *size, struct problem *problem)
{
	int file = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t got = -1;

	*data = NULL;
	if (file < 0)
		return refuse(problem, "cannot open %s: %s", name, strerror(errno));
	*data = malloc(most + 1);
	if (*data)
		got = read_all(file, *data, most + 1);
	if (got < 0)
		refuse(problem, "cannot read %s: %s", name, strerror(errno));
	else if (got == 0 || (size_t)got > most)
		refuse(problem, "%s has no bytes, or more than %zu: that is no image of a boot stage", name, most);
	close(file);
	if (problem->text[0]) {
		free(*data);
		*data = NULL;
		return false;
	}
	*size = (size_t)got;
	return true;
}
