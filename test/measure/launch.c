/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Stands in for QEMU, KVM and TMM: writes the list of a launch as QEMU does, and prints the RIM that TMM's own code makes
 * of the calls in KVM's order.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/panic.h"
#include "measure/measure.h"
#include "port/machine.h"

#define IMAGES_MOST	8
#define BLOCK		0x200000ull
#define IPA_BITS	41
#define NUM_BPS		5
#define NUM_WPS		3

struct image {
	uint64_t base;
	size_t size, room;
	const char *name;
	uint8_t *data;
};

static void __attribute__((noreturn)) fail(const char *what, const char *name)
{
	fprintf(stderr, "launch: %s %s\n", what, name);
	exit(1);
}

/* What TMM's code needs of a machine */
void port_panic(const struct panic_place *place)
{
	fail("panic:", place->what);
}

void port_simd_begin(void)
{
}

void port_simd_end(void)
{
}

static uint64_t number(const char *text)
{
	char *end;
	uint64_t value = strtoull(text, &end, 0);

	if (*end && *end != '=')
		fail("no number:", text);
	return value;
}

/* ADDRESS=FILE */
static struct image read_image(const char *text)
{
	struct image image = { .base = number(text), .name = strchr(text, '=') };
	FILE *in;

	if (!image.name)
		fail("no ADDRESS=FILE:", text);
	in = fopen(++image.name, "rb");
	if (!in || fseek(in, 0, SEEK_END))
		fail("cannot read", image.name);
	image.size = (size_t)ftell(in);
	image.room = (image.size + PAGE_SIZE - 1) / PAGE_SIZE * PAGE_SIZE;
	image.data = calloc(1, image.room);
	rewind(in);
	if (!image.data || fread(image.data, 1, image.size, in) != image.size)
		fail("cannot read", image.name);
	fclose(in);
	return image;
}

static void write_image(FILE *list, const struct image *image, enum rmi_hash_algo algo)
{
	size_t size = hash_size(algo), pages = image->room / PAGE_SIZE;
	uint8_t *all = malloc(pages * size), digest[HASH_MAX_SIZE];

	if (!all)
		fail("no memory for", image->name);
	for (size_t i = 0; i < pages; i++) {
		hash(algo, image->data + i * PAGE_SIZE, PAGE_SIZE, digest);
		memcpy(all + i * size, digest, size);
	}
	hash(algo, all, pages * size, digest);
	free(all);
	fprintf(list, "image 0x%" PRIx64 " 0x%zx ", image->base, image->size);
	for (size_t i = 0; i < size; i++)
		fprintf(list, "%02x", digest[i]);
	fprintf(list, " \"%s\"\n", image->name);
}

static void measure_ram(struct measurements *m, uint64_t base, uint64_t size)
{
	uint64_t end = base + size, step;

	for (; base < end; base += step) {
		step = base % BLOCK == 0 && end - base >= BLOCK ? BLOCK : PAGE_SIZE;
		measure_init_ripas(m, (struct ipa){ base }, (struct ipa){ base + step });
	}
}

int main(int argc, char **argv)
{
	static struct rmi_realm_params realm = { .s2sz = IPA_BITS, .num_bps = NUM_BPS, .num_wps = NUM_WPS };
	static struct rmi_rec_params rec = { .flags = 1 };
	struct image image[IMAGES_MOST];
	struct measurements m;
	FILE *list = argc > 6 && argc - 6 <= IMAGES_MOST ? fopen(argv[1], "w") : NULL;
	int images = argc - 6;

	if (!list)
		fail("usage: launch LIST sha256|sha512 ENTRY RAM-BASE RAM-SIZE ADDRESS=FILE...", "");
	realm.hash_algo = strcmp(argv[2], "sha512") == 0 ? RMI_HASH_SHA_512 : RMI_HASH_SHA_256;
	fprintf(list, "realm-measurement-log 1\nalgorithm %s\nipa-bits %d\nnum-bps %d\nnum-wps %d\nram 0x%" PRIx64 " 0x%"
		PRIx64 "\n", argv[2], IPA_BITS, NUM_BPS, NUM_WPS, number(argv[4]), number(argv[5]));
	measure_realm_create(&m, &realm);
	measure_ram(&m, number(argv[4]), number(argv[5]));
	for (int i = 0; i < images; i++) {
		image[i] = read_image(argv[6 + i]);
		write_image(list, &image[i], m.algo);
		for (size_t at = 0; at < image[i].room; at += PAGE_SIZE)
			measure_data_create(&m, (struct ipa){ image[i].base + at }, 1, image[i].data + at);
	}
	for (int i = 0; i < images; i++)
		fprintf(list, "populate 0x%" PRIx64 " 0x%zx 0x1\n", image[i].base, image[i].room);
	rec.pc = number(argv[3]);
	measure_rec_create(&m, &rec);
	fprintf(list, "entry 0x%" PRIx64 "\n", rec.pc);
	for (size_t i = 0; i < hash_size(m.algo); i++)
		printf("%02x", m.slot[MEASUREMENT_RIM][i]);
	putchar('\n');
	for (int i = 0; i < images; i++)
		free(image[i].data);
	return fclose(list) != 0;
}
