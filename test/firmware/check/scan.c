/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looking for secrets in the memory of an emulated machine. QEMU's monitor reads physical memory as the normal world
 * sees it, so this reads the emulator's own memory, where "info ramblock" says that the machine's memories are.
 */
#define _GNU_SOURCE
#include "scan.h"

#include "gdb.h"
#include "token.h"

#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CHUNK		0x100000u
#define PIECE		16u	/* a secret is found by any 16 bytes of it at a multiple of 16 */
#define OVERLAP		2048u	/* the longest of what is looked for */
#define START_LIMIT	120	/* seconds */

struct secret {
	const char *name;
	const uint8_t *data;
	size_t size;
};

struct search {
	const struct chain *chain;
	const struct secret *secrets;
};

struct machine {
	pid_t pid;
	FILE *to, *from;	/* the monitor */
	int memory;
};

static struct machine start(char *const command[])
{
	struct machine m;
	int in[2], out[2];

	if (pipe(in) != 0 || pipe(out) != 0)
		die("no pipe");
	m.pid = fork();
	if (m.pid == 0) {
		dup2(in[0], 0);
		dup2(out[1], 1);
		close(in[1]);
		close(out[0]);
		prctl(PR_SET_PDEATHSIG, SIGKILL);	/* it ends with us, however we end */
		execvp(command[0], command);
		_exit(127);
	}
	close(in[0]);
	close(out[1]);
	m.to = fdopen(in[1], "w");
	m.from = fdopen(out[0], "r");
	if (m.pid < 0 || !m.to || !m.from)
		die("cannot start %s", command[0]);
	return m;
}

/* Not before the machine is up: the process then is QEMU for sure. */
static void open_memory(struct machine *m)
{
	char name[64];

	snprintf(name, sizeof(name), "/proc/%d/mem", (int)m->pid);
	m->memory = open(name, O_RDONLY);
	if (m->memory < 0)
		die("cannot open %s", name);
}

static void stop(struct machine *m)
{
	kill(m->pid, SIGKILL);
	waitpid(m->pid, NULL, 0);
}

static bool is_up(const char *console)
{
	size_t size;
	char *text;
	bool up;

	if (access(console, R_OK) != 0)
		return false;
	text = (char *)read_file(console, &size);
	/* up, a number of 16 digits, a line's end */
	up = size >= 20 && strstr(text, "up ") && strlen(strstr(text, "up ")) >= 20;
	free(text);
	return up;
}

static void wait_until_up(struct machine *m, const char *console)
{
	const struct timespec moment = { .tv_nsec = 100000000 };

	for (int i = 0; i < START_LIMIT * 10; i++) {
		if (is_up(console))
			return;
		if (waitpid(m->pid, NULL, WNOHANG) != 0)
			die("the machine ended by itself");
		nanosleep(&moment, NULL);
	}
	stop(m);
	die("the machine is not up after %d s, see %s", START_LIMIT, console);
}

static void look_at(const struct secret *secret, const uint8_t *data, size_t size, uint64_t offset, const char *memory)
{
	for (size_t i = 0; i + PIECE <= secret->size; i += PIECE) {
		const uint8_t *hit = memmem(data, size, secret->data + i, PIECE);

		if (hit)
			printf("found %s in %s at %" PRIx64 "\n", secret->name, memory, offset + (uint64_t)(hit - data));
	}
}

static bool is_zero(const uint8_t *data, size_t size)
{
	return data[0] == 0 && memcmp(data, data + 1, size - 1) == 0;
}

/* A platform token for TMM: is it the one of these images? */
static void look_for_token(const struct chain *chain, const uint8_t *data, size_t size)
{
	static const uint8_t begin[] = { 0xd2, 0x84, 0x44, 0xa1, 0x01, 0x38, 0x22, 0xa0 };
	uint8_t challenge[CHALLENGE_SIZE];
	const uint8_t *hit = memmem(data, size, begin, sizeof(begin));
	const char *fault;

	if (!hit)
		return;
	token_challenge_of_rak(chain, challenge);
	fault = token_fault(chain, challenge, hit, size - (size_t)(hit - data));
	printf("token: %s\n", fault ? fault : "good");
}

/* Chunks overlap, so that nothing lies across two of them. */
static void scan_memory(const struct machine *m, const struct search *search, const char *name, uint64_t at, uint64_t size)
{
	static uint8_t chunk[CHUNK + OVERLAP];

	for (uint64_t offset = 0; offset < size; offset += CHUNK) {
		uint64_t part = size - offset < sizeof(chunk) ? size - offset : sizeof(chunk);

		if (pread(m->memory, chunk, part, (off_t)(at + offset)) != (ssize_t)part)
			die("cannot read %s at %" PRIx64, name, offset);
		if (is_zero(chunk, part))
			continue;
		for (const struct secret *s = search->secrets; s->name; s++)
			look_at(s, chunk, part, offset, name);
		look_for_token(search->chain, chunk, part);
	}
	printf("scanned %s, %" PRIu64 " MiB\n", name, size >> 20);
}

/* The seed stands in the flash of the development board, for everyone to read. */
static void scan_all(const struct machine *m, const struct search *search)
{
	char line[512], name[128];
	uint64_t size, at;

	fprintf(m->to, "info ramblock\ninfo version\n");
	fflush(m->to);
	while (fgets(line, sizeof(line), m->from) && !strstr(line, "info version")) {
		if (sscanf(line, " %127s %*s %*s 0x%*x 0x%*x 0x%" SCNx64 " 0x%" SCNx64, name, &size, &at) == 3 &&
		    !strstr(name, "flash"))
			scan_memory(m, search, name, at, size);
	}
}

/* Until the machine is at this address; it then stands still. */
static void run_to(const struct gdb *gdb, uint64_t address)
{
	char command[64];

	snprintf(command, sizeof(command), "Z1,%" PRIx64 ",4", address);
	gdb_command(gdb, command);
	gdb_command(gdb, "c");
	command[0] = 'z';
	gdb_command(gdb, command);
}

static void scan_at(struct machine *m, const struct search *search, const char *place)
{
	printf("at %s\n", place);
	open_memory(m);
	scan_all(m, search);
	close(m->memory);
}

/* A number in memory: least byte first */
static void reverse(uint8_t *to, const uint8_t *from)
{
	for (unsigned int i = 0; i < SCALAR_SIZE; i++)
		to[i] = from[SCALAR_SIZE - 1 - i];
}

void scan_machine(const struct chain *chain, const char *console, const struct stop *stops, char *const command[])
{
	uint8_t reversed_key[SCALAR_SIZE], reversed_rak[SCALAR_SIZE];
	const struct secret secrets[] = {
		{ "seed", chain->seed, SEED_SIZE },
		{ "secret-of-BL2", chain->bl2_secret, SECRET_SIZE },
		{ "secret-of-BL31", chain->bl31_secret, SECRET_SIZE },
		{ "secret-of-TMM", chain->tmm_secret, SECRET_SIZE },
		{ "key-material", chain->platform_key.material, MATERIAL_SIZE },
		{ "key-material", chain->rak.material, MATERIAL_SIZE },
		{ "platform-key", chain->platform_key.scalar, SCALAR_SIZE },
		{ "platform-key", reversed_key, SCALAR_SIZE },
		{ "RAK", chain->rak.scalar, SCALAR_SIZE },
		{ "RAK", reversed_rak, SCALAR_SIZE },
		{ "sealing-root", chain->sealing_root, SECRET_SIZE },
		{ NULL, NULL, 0 },
	};
	const struct search search = { chain, secrets };
	struct machine m;
	struct gdb gdb;

	reverse(reversed_key, chain->platform_key.scalar);
	reverse(reversed_rak, chain->rak.scalar);
	m = start(command);
	gdb = gdb_connect(console);
	for (const struct stop *s = stops; s->name; s++) {
		run_to(&gdb, s->address);
		scan_at(&m, &search, s->name);
	}
	gdb_send(&gdb, "c");
	wait_until_up(&m, console);
	fprintf(m.to, "stop\n");
	fflush(m.to);
	gdb_answer(&gdb);
	scan_at(&m, &search, "the-end");
	fprintf(m.to, "system_reset\n");
	fflush(m.to);
	run_to(&gdb, stops[0].address);
	scan_at(&m, &search, "the-next-boot");
	close(gdb.socket);
	stop(&m);
}
