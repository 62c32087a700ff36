/* SPDX-License-Identifier: BSD-3-Clause */
/* virtcca-provision: the command line. Exit status 0: done; 1: it could not be; 2: usage. No secret is ever printed. */
#include <errno.h>
#include <getopt.h>
#include <openssl/crypto.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "chain.h"
#include "files.h"
#include "text.h"

#define IMAGE_MOST	(16 * 1024 * 1024)

enum { EXIT_DONE, EXIT_FAILED, EXIT_USAGE };

static const char usage[] =
	"usage: virtcca-provision --new-seed FILE\n"
	"       virtcca-provision --seed FILE | --development --bl2 FILE --bl31 FILE [--out PEM]\n"
	"Makes a platform's seed; computes the public key of the platform that has this seed and runs this firmware.\n"
	"See virtcca-provision(1).\n";

struct options {
	const char *new_seed, *seed, *bl2, *bl31, *out;
	bool development;
};

static void __attribute__((noreturn)) wrong_usage(void)
{
	fputs(usage, stderr);
	exit(EXIT_USAGE);
}

static void read_options(int argc, char **argv, struct options *options)
{
	static const struct option names[] = {
		{ "new-seed", required_argument, NULL, 'n' }, { "seed", required_argument, NULL, 's' },
		{ "development", no_argument, NULL, 'd' }, { "bl2", required_argument, NULL, '2' },
		{ "bl31", required_argument, NULL, '3' }, { "out", required_argument, NULL, 'o' },
		{ "help", no_argument, NULL, 'h' }, { NULL, 0, NULL, 0 },
	};
	int option;

	while ((option = getopt_long(argc, argv, "", names, NULL)) != -1) {
		switch (option) {
		case 'n': options->new_seed = optarg; break;
		case 's': options->seed = optarg; break;
		case 'd': options->development = true; break;
		case '2': options->bl2 = optarg; break;
		case '3': options->bl31 = optarg; break;
		case 'o': options->out = optarg; break;
		case 'h':
			fputs(usage, stdout);
			exit(EXIT_DONE);
		default:
			wrong_usage();
		}
	}
	if (optind != argc)
		wrong_usage();
	if (options->new_seed ? options->seed || options->development || options->bl2 || options->bl31 || options->out :
	    !options->seed == !options->development || !options->bl2 || !options->bl31)
		wrong_usage();
}

/* Nobody looks into this process, and no core file is left of it. */
static void keep_to_oneself(void)
{
	struct rlimit none = { 0, 0 };

	umask(077);
	setrlimit(RLIMIT_CORE, &none);
	prctl(PR_SET_DUMPABLE, 0);
}

static bool make_seed(const char *name, struct problem *problem)
{
	uint8_t seed[SEED_SIZE];
	bool good = RAND_priv_bytes(seed, sizeof(seed)) == 1;

	if (good)
		good = write_new_file(name, seed, sizeof(seed), problem);
	else
		refuse(problem, "OpenSSL has no randomness");
	OPENSSL_cleanse(seed, sizeof(seed));
	if (good)
		printf("%s: a new seed. Who has it can sign as this platform: bring it to the platform, keep no copy that you "
		       "do not need.\n", name);
	return good;
}

static bool measure_stage(const char *name, uint8_t measurement[MEASUREMENT_SIZE], struct problem *problem)
{
	uint8_t *image;
	size_t size;
	bool good = read_whole_file(name, IMAGE_MOST, &image, &size, problem);

	if (good && !measure_image(image, size, measurement))
		good = refuse(problem, "OpenSSL cannot hash %s", name);
	free(image);
	return good;
}

/* All bytes the same: fuses that nobody has burned, or a file of nothing. */
static bool is_blank(const uint8_t seed[SEED_SIZE])
{
	return memcmp(seed, seed + 1, SEED_SIZE - 1) == 0;
}

static bool get_seed(const struct options *options, uint8_t seed[SEED_SIZE], struct problem *problem)
{
	if (options->development) {
		memcpy(seed, development_seed, SEED_SIZE);
		return true;
	}
	if (!read_secret_file(options->seed, seed, SEED_SIZE, problem))
		return false;
	if (is_blank(seed))
		return refuse(problem, "%s is no seed: all its bytes are the same", options->seed);
	if (memcmp(seed, development_seed, SEED_SIZE) == 0)
		return refuse(problem, "%s is the development seed, which everyone has: use --development for that",
			      options->seed);
	return true;
}

static void print_line(const char *name, const uint8_t *data, size_t size)
{
	printf("%-12s ", name);
	print_hex(stdout, data, size);
	putchar('\n');
}

static bool write_key(EVP_PKEY *key, const char *name, struct problem *problem)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *text = NULL;
	long size = 0;
	bool good = memory && PEM_write_bio_PUBKEY(memory, key) == 1;

	if (good)
		size = BIO_get_mem_data(memory, &text);
	if (!good)
		refuse(problem, "OpenSSL cannot write the key");
	else if (name)
		good = write_new_file(name, text, (size_t)size, problem);
	else
		good = fwrite(text, 1, (size_t)size, stdout) == (size_t)size;
	BIO_free(memory);
	return good;
}

static bool derive(const struct options *options, struct problem *problem)
{
	uint8_t seed[SEED_SIZE], bl2[MEASUREMENT_SIZE], bl31[MEASUREMENT_SIZE], id[INSTANCE_SIZE];
	EVP_PKEY *key = NULL;
	bool good;

	good = measure_stage(options->bl2, bl2, problem) && measure_stage(options->bl31, bl31, problem) &&
	       get_seed(options, seed, problem);
	if (good)
		key = platform_key(seed, bl2, bl31);
	OPENSSL_cleanse(seed, sizeof(seed));
	if (good && (!key || !instance_id(key, id)))
		good = refuse(problem, "OpenSSL cannot derive the key");
	good = good && write_key(key, options->out, problem);
	if (good && options->out) {
		printf("%s: the platform's public key%s\n", options->out,
		       options->development ? ", of a platform in development: everyone can sign with it" : "");
		print_line("instance ID", id, sizeof(id));
		print_line("BL2", bl2, sizeof(bl2));
		print_line("BL31", bl31, sizeof(bl31));
	}
	EVP_PKEY_free(key);
	return good;
}

int main(int argc, char **argv)
{
	struct options options = { 0 };
	struct problem problem = { "" };
	bool good;

	read_options(argc, argv, &options);
	keep_to_oneself();
	good = options.new_seed ? make_seed(options.new_seed, &problem) : derive(&options, &problem);
	if (fflush(stdout) != 0 || ferror(stdout))
		good = refuse(&problem, "cannot write the output: %s", strerror(errno));
	if (problem.text[0])
		fprintf(stderr, "virtcca-provision: %s\n", problem.text);
	return good ? EXIT_DONE : EXIT_FAILED;
}
