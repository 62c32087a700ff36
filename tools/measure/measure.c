/* SPDX-License-Identifier: BSD-3-Clause */
/* Hashes each page once: for the measurement, and for the digest by which the list names an image. */
#include "measure.h"

#include <inttypes.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

/* One context for all: what a hash costs besides hashing is half of a short one. */
struct hasher {
	EVP_MD *hash;
	EVP_MD_CTX *context;
};

static struct hasher hasher_of(enum rim_algorithm algorithm)
{
	static struct hasher hashers[2];
	struct hasher *hasher = &hashers[algorithm];

	if (!hasher->context) {
		hasher->hash = EVP_MD_fetch(NULL, algorithm == RIM_SHA512 ? "SHA512" : "SHA256", NULL);
		hasher->context = EVP_MD_CTX_new();
	}
	return *hasher;
}

void rim_hash(enum rim_algorithm algorithm, const void *data, size_t size, uint8_t *out)
{
	struct hasher hasher = hasher_of(algorithm);

	if (!hasher.hash || !hasher.context || EVP_DigestInit_ex2(hasher.context, hasher.hash, NULL) != 1 ||
	    EVP_DigestUpdate(hasher.context, data, size) != 1 || EVP_DigestFinal_ex(hasher.context, out, NULL) != 1) {
		fprintf(stderr, "virtcca-measure: OpenSSL cannot hash\n");
		exit(2);
	}
}

/*
 * QEMU's boot stub for arm64: puts the tree's address into x0, zeros into x1 to x3, and jumps to the kernel. Two 64-bit
 * numbers stand behind it.
 */
static const uint32_t stub_code[] = {
	0x580000c0,	/* ldr x0, the first number */
	0xaa1f03e1, 0xaa1f03e2, 0xaa1f03e3,	/* mov x1 (x2, x3), xzr */
	0x58000084,	/* ldr x4, the second */
	0xd61f0080,	/* br x4 */
};
#define STUB_CODE	sizeof(stub_code)
#define STUB_SIZE	(STUB_CODE + 16)

static uint64_t base_of(const struct measured *m, enum role role)
{
	for (size_t i = 0; i < m->list.images; i++)
		if (m->role[i] == role)
			return m->list.image[i].at.base;
	return 0;
}

static void put_le(uint8_t *at, uint64_t value, size_t bytes)
{
	for (size_t i = 0; i < bytes; i++)
		at[i] = (uint8_t)(value >> 8 * i);
}

/* The stub that QEMU must have written, unless there is a file that says otherwise. */
static bool make_stub(struct inputs *inputs, const struct measured *m, struct problem *problem)
{
	static uint8_t page[RIM_PAGE];
	struct file *stub = &inputs->file[ROLE_STUB];

	if (stub->data)
		return true;
	for (size_t i = 0; i < STUB_CODE / 4; i++)
		put_le(page + 4 * i, stub_code[i], 4);
	put_le(page + STUB_CODE, base_of(m, ROLE_TREE), 8);
	put_le(page + STUB_CODE + 8, base_of(m, ROLE_KERNEL), 8);
	*stub = (struct file){ "QEMU's boot stub", page, STUB_SIZE, sizeof(page) };
	for (size_t i = 0; i < m->list.images; i++)
		if (m->role[i] == ROLE_STUB && m->list.image[i].at.size != STUB_SIZE)
			return refuse(problem, "%s: byte %zu: the boot stub has %" PRIu64 " bytes, QEMU's has %zu",
				      inputs->list.name, m->list.image[i].offset, m->list.image[i].at.size, STUB_SIZE);
	return true;
}

static bool compare_digest(const struct inputs *inputs, const struct measured *m, size_t i, const uint8_t *digest,
			   struct problem *problem)
{
	const struct image *image = &m->list.image[i];
	size_t size = digest_size(m->list.algorithm);
	char has[2 * RIM_SIZE + 1], wanted[2 * RIM_SIZE + 1];

	if (memcmp(image->digest, digest, size) == 0)
		return true;
	hex_of(image->digest, size, has);
	hex_of(digest, size, wanted);
	return refuse(problem, "%s: byte %zu: the %s at 0x%" PRIx64 " has the digest %s, %s has %s", inputs->list.name,
		      image->offset, role_name(m->role[i]), image->at.base, has, inputs->file[m->role[i]].name, wanted);
}

static bool measure_image(const struct inputs *inputs, struct measured *m, size_t i, struct problem *problem)
{
	const struct file *file = &inputs->file[m->role[i]];
	uint64_t base = m->list.image[i].at.base;
	size_t pages = file->room / RIM_PAGE, size = digest_size(m->list.algorithm);
	uint8_t digest[RIM_SIZE] = { 0 }, *all = malloc(pages * size);
	bool good;

	if (!all)
		return refuse(problem, "no memory for the digests of %zu pages", pages);
	for (size_t page = 0; page < pages; page++) {
		rim_hash(m->list.algorithm, file->data + page * RIM_PAGE, RIM_PAGE, digest);
		memcpy(all + page * size, digest, size);
		rim_page(&m->rim, base + page * RIM_PAGE, digest);
	}
	rim_hash(m->list.algorithm, all, pages * size, digest);
	good = compare_digest(inputs, m, i, digest, problem);
	free(all);
	return good;
}

bool measure(struct inputs *inputs, struct measured *m, struct problem *problem)
{
	static const uint64_t zeros[8];
	struct problem inner = { "" };

	if (!list_parse((const char *)inputs->list.data, inputs->list.size, &m->list, &inner))
		return refuse(problem, "%s: %s", inputs->list.name, inner.text);
	if (!tree_read(inputs->file[ROLE_TREE].data, inputs->file[ROLE_TREE].size, &m->tree, &inner))
		return refuse(problem, "%s: %s", inputs->file[ROLE_TREE].name, inner.text);
	if (!check_all(inputs, m, problem) || !make_stub(inputs, m, problem))
		return false;
	rim_realm(&m->rim, m->list.algorithm, &m->list.params);
	for (size_t i = 0; i < m->list.rams; i++)
		rim_ram(&m->rim, m->list.ram[i].base, m->list.ram[i].size);
	for (size_t i = 0; i < m->list.images; i++)
		if (!measure_image(inputs, m, i, problem))
			return false;
	rim_vcpu(&m->rim, m->list.entry, zeros);
	return true;
}
