/* SPDX-License-Identifier: BSD-3-Clause */
/* virtcca-measure: the command line. Exit status 0: measured; 1: the inputs do not fit together; 2: usage, or a file. */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "measure.h"

#define FILE_MOST	(4ull << 30)

enum { EXIT_MEASURED, EXIT_REFUSED, EXIT_USAGE };

static const char usage[] =
	"usage: virtcca-measure --list FILE --dtb FILE --kernel FILE [--initrd FILE] [--stub FILE]\n"
	"                       [--algorithm sha256|sha512] [--vcpus N] [--memory MiB] [--append WORDS] [--rpv HEX]\n"
	"                       [--json | --quiet]\n"
	"Computes the initial measurement (RIM) of a confidential VM, and shows what it is of. See virtcca-measure(1).\n";

static void __attribute__((noreturn, format(printf, 1, 2))) fail(const char *format, ...)
{
	va_list args;

	fprintf(stderr, "virtcca-measure: ");
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	exit(EXIT_USAGE);
}

static void read_all(FILE *in, struct file *file)
{
	size_t got = fread(file->data, 1, file->size, in);

	if (ferror(in))
		fail("cannot read %s: %s", file->name, strerror(errno));
	if (got != file->size)
		fail("%s became shorter while it was read", file->name);
}

static void read_file(const char *name, uint64_t most, struct file *file)
{
	FILE *in = fopen(name, "rb");
	struct stat status;

	if (!in)
		fail("cannot open %s: %s", name, strerror(errno));
	if (fstat(fileno(in), &status) || !S_ISREG(status.st_mode))
		fail("%s is no file", name);
	if (status.st_size == 0 || (uint64_t)status.st_size > most)
		fail("%s has %lld bytes, expected 1 to %llu", name, (long long)status.st_size, (unsigned long long)most);
	file->name = name;
	file->size = (size_t)status.st_size;
	file->room = (file->size + RIM_PAGE - 1) / RIM_PAGE * RIM_PAGE;
	file->data = calloc(1, file->room);
	if (!file->data)
		fail("no memory for the %zu bytes of %s", file->size, name);
	read_all(in, file);
	fclose(in);
}

static uint64_t read_number(const char *option, const char *text, uint64_t most)
{
	char *end;
	unsigned long long value = strtoull(text, &end, 10);

	if (text[0] < '0' || text[0] > '9' || *end || !value || value > most)
		fail("%s: \"%s\" is not a number from 1 to %llu", option, text, (unsigned long long)most);
	return value;
}

struct options {
	const char *file[ROLES], *list;
	struct inputs inputs;
	bool json, quiet;
};

static void read_rpv(const char *text, struct value *rpv)
{
	if (!value_from_hex(text, strlen(text), rpv))
		fail("--rpv: \"%s\" is not 1 to %d bytes in hex digits", text, VALUE_MOST);
}

static void take_option(struct options *options, int option)
{
	struct inputs *inputs = &options->inputs;

	switch (option) {
	case 'l': options->list = optarg; break;
	case 'd': options->file[ROLE_TREE] = optarg; break;
	case 'k': options->file[ROLE_KERNEL] = optarg; break;
	case 'i': options->file[ROLE_INITRD] = optarg; break;
	case 's': options->file[ROLE_STUB] = optarg; break;
	case 'v': inputs->vcpus = read_number("--vcpus", optarg, 512); break;
	case 'm': inputs->memory = read_number("--memory", optarg, 1 << 26) << 20; break;
	case 'c': inputs->append = optarg; break;
	case 'p': read_rpv(optarg, &inputs->rpv); break;
	case 'j': options->json = true; break;
	case 'q': options->quiet = true; break;
	case 'a':
		if (strcmp(optarg, "sha256") != 0 && strcmp(optarg, "sha512") != 0)
			fail("--algorithm: \"%s\" is neither sha256 nor sha512", optarg);
		inputs->algorithm = optarg;
		break;
	case 'h':
		fputs(usage, stdout);
		exit(EXIT_MEASURED);
	default:
		fputs(usage, stderr);
		exit(EXIT_USAGE);
	}
}

static void read_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "list", required_argument, NULL, 'l' }, { "dtb", required_argument, NULL, 'd' },
		{ "kernel", required_argument, NULL, 'k' }, { "initrd", required_argument, NULL, 'i' },
		{ "stub", required_argument, NULL, 's' }, { "vcpus", required_argument, NULL, 'v' },
		{ "memory", required_argument, NULL, 'm' }, { "append", required_argument, NULL, 'c' },
		{ "rpv", required_argument, NULL, 'p' }, { "algorithm", required_argument, NULL, 'a' },
		{ "json", no_argument, NULL, 'j' }, { "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1)
		take_option(options, option);
	if (optind != argc || (options->json && options->quiet)) {
		fputs(usage, stderr);
		exit(EXIT_USAGE);
	}
	if (!options->list || !options->file[ROLE_TREE] || !options->file[ROLE_KERNEL])
		fail("--list, --dtb and --kernel are needed\n%s", usage);
}

static void read_files(struct options *options)
{
	struct inputs *inputs = &options->inputs;
	const struct file *kernel = &inputs->file[ROLE_KERNEL];

	read_file(options->list, LIST_MOST, &inputs->list);
	for (enum role role = 0; role < ROLES; role++)
		if (options->file[role])
			read_file(options->file[role], role == ROLE_TREE ? TREE_MOST : FILE_MOST, &inputs->file[role]);
	if (kernel->size > 2 && kernel->data[0] == 0x1f && kernel->data[1] == 0x8b)
		fail("%s is compressed, and QEMU would unpack it: give it unpacked (gunzip)", kernel->name);
}

static void report(const struct options *options, const struct measured *measured)
{
	if (options->json) {
		report_json(stdout, &options->inputs, measured);
	} else if (options->quiet) {
		print_hex(stdout, measured->rim.value, digest_size(measured->rim.algorithm));
		putchar('\n');
	} else {
		report_text(stdout, &options->inputs, measured);
	}
	if (fflush(stdout) != 0 || ferror(stdout))
		fail("cannot write the report: %s", strerror(errno));
}

int main(int argc, char **argv)
{
	static struct options options;
	static struct measured measured;
	struct problem problem = { "" };
	bool good;

	read_options(argc, argv, &options);
	read_files(&options);
	good = measure(&options.inputs, &measured, &problem);
	if (good) {
		report(&options, &measured);
	} else {
		fprintf(stderr, "virtcca-measure: refused: ");
		print_escaped(stderr, problem.text, strlen(problem.text), "\\");
		fputc('\n', stderr);
	}
	for (enum role role = 0; role < ROLES; role++)
		if (options.file[role])
			free(options.inputs.file[role].data);
	free(options.inputs.list.data);
	return good ? EXIT_MEASURED : EXIT_REFUSED;
}
