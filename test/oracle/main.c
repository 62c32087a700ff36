/* SPDX-License-Identifier: BSD-3-Clause */
/* The isolation oracle on the memory of an emulated machine: stop it, check, let it go on. */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "checks.h"
#include "memory.h"
#include "monitor.h"
#include "test/lib/qmp.h"

#define FAULTS_SHOWN	20u
#define ATTEMPTS	200

static const char usage[] =
"usage: oracle --symbols FILE [options] QMP-SOCKET PID   of a machine that runs\n"
"       oracle --symbols FILE [options] DIRECTORY        of one that was kept there\n"
"       oracle --learn FILE --files FILE...\n"
"       oracle --layout\n"
"\n"
"  --symbols FILE   what nm prints of the monitor's ELF file\n"
"  --realms N       there are N realms; without it there may be any number\n"
"  --unowned        nothing is delegated or in use\n"
"  --known FILE     pages that are no secret, as --learn has noted them (may be repeated)\n"
"  --learn FILE     no check: add all of normal RAM to what is known, or\n"
"  --files          what these files hold\n"
"  --common FILE    add to it what two realms have alike, which is no secret of either\n"
"  --no-contents    do not look for realms' pages in normal RAM: VMs that run there make the like\n"
"  --plant          after the check, plant faults in a copy of the memory: each must be found\n"
"  --answer PORT    in the end send a break to this serial port of the machine\n"
"  --keep DIR       keep the machine's memory where a check fails\n"
"  --layout         print how structures are read, for GDB to compare with the ELF file\n"
"\n"
"Status: 0 all is well, 1 faults were found (and printed), 2 the check could not be made.\n";

struct job {
	const char *symbols, *learn, *keep, *answer, *common;
	long realms;			/* -1: any number */
	bool unowned, plant, files, no_contents;
};

struct tally tally;
static unsigned int faults;

void fault(const char *format, ...)
{
	va_list args;

	if (faults++ >= FAULTS_SHOWN)
		return;
	va_start(args, format);
	vprintf(format, args);
	va_end(args);
	printf("\n");
}

unsigned int fault_count(void)
{
	return faults;
}

/* In the middle of a call things are half changed, and locked: let it end. */
static int stop_at_rest(int qmp, const char *pid, struct ram_block *blocks)
{
	static char answer[1 << 16];
	int count;

	for (int i = 0; i < ATTEMPTS; i++) {
		if (qmp_command(qmp, "{\"execute\":\"stop\"}", answer, sizeof(answer)))
			die("the machine does not stop");
		count = ram_of_emulator(qmp, pid, blocks);
		if (count < 0)
			die("the machine's memory cannot be read");
		memory_load(blocks, count);
		monitor_find();
		if (monitor_is_at_rest())
			return count;
		ram_close(blocks, count);
		if (qmp_command(qmp, "{\"execute\":\"cont\"}", answer, sizeof(answer)))
			die("the machine does not go on");
		usleep(2000 + (unsigned int)i * 100);
	}
	die("a lock of the monitor was held each of %d times", ATTEMPTS);
}

static void let_go(int qmp, const char *port)
{
	static char answer[1 << 16];
	char send_break[256];

	if (qmp_command(qmp, "{\"execute\":\"cont\"}", answer, sizeof(answer)))
		die("the machine does not go on");
	if (!port)
		return;
	snprintf(send_break, sizeof(send_break), "{\"execute\":\"chardev-send-break\",\"arguments\":{\"id\":\"%s\"}}", port);
	if (qmp_command(qmp, send_break, answer, sizeof(answer)))
		die("the machine has no serial port %s", port);
}

static void check(const struct job *job)
{
	check_books();
	check_realms();
	if (!job->no_contents)
		check_contents(job->common);
	if (job->unowned)
		check_unowned();
	if (job->realms >= 0 && tally.realms != (uint64_t)job->realms)
		fault("there are %lu realms and should be %ld", tally.realms, job->realms);
	printf("%u faults; %lu realms, %lu RECs, %lu tables, %lu pages of data, %lu of the monitor's own, %lu shared; "
	       "%lu claimed, %lu delegated, %lu free; %lu pages looked for in %lu of normal RAM, %lu known before\n",
	       faults, tally.realms, tally.recs, tally.tables, tally.data, tally.private_pages, tally.shared,
	       tally.claimed, tally.delegated, tally.free, tally.secret_pages, tally.normal_pages, tally.known_hits);
	fflush(stdout);
}

static int run(const struct job *job, const struct ram_block *blocks, int count)
{
	if (job->learn) {
		contents_learn(job->learn);
		return 0;
	}
	check(job);
	if (faults != 0 && job->keep && ram_keep(blocks, count, job->keep) == 0)
		printf("the machine's memory is kept in %s\n", job->keep);
	if (faults == 0 && job->plant && !plant_all())
		return 1;
	return faults != 0;
}

static int run_on_emulator(const struct job *job, const char *socket, const char *pid)
{
	static struct ram_block blocks[RAM_MAX_BLOCKS];
	struct timespec begun, ended;
	int qmp = qmp_open(socket), count, status;

	if (qmp < 0)
		return 2;
	clock_gettime(CLOCK_MONOTONIC, &begun);
	count = stop_at_rest(qmp, pid, blocks);
	status = run(job, blocks, count);
	let_go(qmp, job->answer);
	clock_gettime(CLOCK_MONOTONIC, &ended);
	printf("this took %ld ms\n", (ended.tv_sec - begun.tv_sec) * 1000 + (ended.tv_nsec - begun.tv_nsec) / 1000000);
	return status;
}

static int run_on_directory(const struct job *job, const char *directory)
{
	static struct ram_block blocks[RAM_MAX_BLOCKS];
	int count = ram_of_directory(directory, blocks);

	if (count < 0)
		return 2;
	memory_load(blocks, count);
	monitor_find();
	if (!monitor_is_at_rest())
		die("a lock of the monitor is held");
	return run(job, blocks, count);
}

static void parse(struct job *job, int argc, char **argv)
{
	static const struct option options[] = {
		{ "symbols", required_argument, NULL, 's' }, { "realms", required_argument, NULL, 'r' },
		{ "unowned", no_argument, NULL, 'u' }, { "known", required_argument, NULL, 'k' },
		{ "learn", required_argument, NULL, 'l' }, { "plant", no_argument, NULL, 'p' },
		{ "common", required_argument, NULL, 'c' }, { "no-contents", no_argument, NULL, 'n' },
		{ "files", no_argument, NULL, 'f' }, { "answer", required_argument, NULL, 'a' },
		{ "keep", required_argument, NULL, 'K' }, { "layout", no_argument, NULL, 'L' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "h", options, NULL)) != -1) {
		switch (option) {
		case 's': job->symbols = optarg; break;
		case 'r': job->realms = strtol(optarg, NULL, 10); break;
		case 'u': job->unowned = true; break;
		case 'k': contents_know(optarg); break;
		case 'l': job->learn = optarg; break;
		case 'p': job->plant = true; break;
		case 'c': job->common = optarg; break;
		case 'n': job->no_contents = true; break;
		case 'a': job->answer = optarg; break;
		case 'f': job->files = true; break;
		case 'K': job->keep = optarg; break;
		case 'L': monitor_print_layout(); exit(0);
		case 'h': fputs(usage, stdout); exit(0);
		default: fputs(usage, stderr); exit(2);
		}
	}
}

int main(int argc, char **argv)
{
	struct job job = { .realms = -1 };

	parse(&job, argc, argv);
	argv += optind;
	argc -= optind;
	if (job.learn && job.files) {
		while (argc-- > 0)
			contents_learn_file(job.learn, *argv++);
		return 0;
	}
	if (!job.symbols || argc < 1 || argc > 2) {
		fputs(usage, stderr);
		return 2;
	}
	monitor_read_symbols(job.symbols);
	return argc == 2 ? run_on_emulator(&job, argv[0], argv[1]) : run_on_directory(&job, argv[0]);
}
