/* SPDX-License-Identifier: BSD-3-Clause */
/* Whether list, device tree and files tell of one and the same cVM, and of the one that is expected. */
#include "measure.h"

#include <inttypes.h>
#include <string.h>

#define MAGIC_AT	56u	/* of the header of an arm64 Image: "ARM\x64" */
#define TEXT_OFFSET	8u
#define IMAGE_SIZE	16u
#define STUB_MOST	4096u	/* QEMU keeps that much at the start of RAM for its stub */
#define NO_HEADER	0x80000u

const char *role_name(enum role role)
{
	static const char *const names[ROLES] = { "boot stub", "kernel", "initrd", "device tree" };

	return names[role];
}

static uint64_t get_le64(const uint8_t *data)
{
	uint64_t value = 0;

	for (int i = 7; i >= 0; i--)
		value = value << 8 | data[i];
	return value;
}

/* From the start of RAM, as QEMU takes it from the kernel's header. */
static uint64_t kernel_offset(const struct file *kernel)
{
	uint64_t offset = NO_HEADER;

	if (kernel->size > MAGIC_AT + 4 && memcmp(kernel->data + MAGIC_AT, "ARM\x64", 4) == 0 &&
	    get_le64(kernel->data + IMAGE_SIZE) != 0) {
		offset = get_le64(kernel->data + TEXT_OFFSET);
		if (offset < STUB_MOST)
			offset += 2 << 20;
	}
	return offset;
}

static uint64_t kernel_base(const struct inputs *inputs, const struct measured *m)
{
	return m->list.ram[0].base + kernel_offset(&inputs->file[ROLE_KERNEL]);
}

/*
 * By its place: the stub is entered, the kernel lies where its header wants it, the tree says where the initrd is. The
 * tree itself may be anywhere: the stub has its address. ROLES: none of these.
 */
static enum role role_at(const struct inputs *inputs, const struct measured *m, const struct range *at)
{
	if (at->base == m->list.entry)
		return ROLE_STUB;
	if (at->base == kernel_base(inputs, m))
		return ROLE_KERNEL;
	if (m->tree.has_initrd && at->base == m->tree.initrd.base)
		return ROLE_INITRD;
	return at->size == inputs->file[ROLE_TREE].size ? ROLE_TREE : ROLES;
}

static bool check_size(const struct inputs *inputs, const struct image *image, enum role role, struct problem *problem)
{
	const struct file *file = &inputs->file[role];

	if (!file->data)
		return refuse(problem, "%s: byte %zu: \"%s\" at 0x%" PRIx64 " must be the %s, of which no file is given",
			      inputs->list.name, image->offset, image->name, image->at.base, role_name(role));
	if (image->at.size != file->size)
		return refuse(problem, "%s: byte %zu: \"%s\" at 0x%" PRIx64 " must be the %s, and has %" PRIu64 " bytes: "
			      "%s has %zu", inputs->list.name, image->offset, image->name, image->at.base,
			      role_name(role), image->at.size, file->name, file->size);
	return true;
}

static bool check_roles(const struct inputs *inputs, struct measured *m, struct problem *problem)
{
	bool seen[ROLES] = { false };

	for (size_t i = 0; i < m->list.images; i++) {
		const struct image *image = &m->list.image[i];
		enum role role = role_at(inputs, m, &image->at);

		if (image->at.base % RIM_PAGE)
			return refuse(problem, "%s: byte %zu: image does not begin with a page", inputs->list.name,
				      image->offset);
		if (role == ROLES || seen[role])
			return refuse(problem, "%s: byte %zu: \"%s\" at 0x%" PRIx64 " is not known: the vCPU starts at 0x%"
				      PRIx64 ", the kernel's place is 0x%" PRIx64 ", the initrd's 0x%" PRIx64
				      ", and the device tree has %zu bytes", inputs->list.name, image->offset,
				      image->name, image->at.base, m->list.entry, kernel_base(inputs, m),
				      m->tree.initrd.base, inputs->file[ROLE_TREE].size);
		seen[role] = true;
		m->role[i] = role;
		if (role == ROLE_INITRD && m->tree.initrd.size != image->at.size)
			return refuse(problem, "%s: byte %zu: the initrd has %" PRIu64 " bytes, %s tells the guest of %" PRIu64,
				      inputs->list.name, image->offset, image->at.size, inputs->file[ROLE_TREE].name,
				      m->tree.initrd.size);
		if ((role != ROLE_STUB || inputs->file[role].data) && !check_size(inputs, image, role, problem))
			return false;
	}
	for (enum role role = 0; role < ROLES; role++)
		if (!seen[role] && (role != ROLE_INITRD || inputs->file[role].data || m->tree.has_initrd))
			return refuse(problem, "%s: the list has no %s where it should lie", inputs->list.name,
				      role_name(role));
	return true;
}

/* What is populated is the pages of the images, joined where they touch. */
static bool check_populates(const struct inputs *inputs, const struct list *list, struct problem *problem)
{
	struct range joined[LIST_RANGES];
	size_t count = 0;

	for (size_t i = 0; i < list->images; i++) {
		struct range pages = range_pages(list->image[i].at);

		if (count && joined[count - 1].base + joined[count - 1].size == pages.base)
			joined[count - 1].size += pages.size;
		else
			joined[count++] = pages;
	}
	if (count != list->populates || memcmp(joined, list->populate, count * sizeof(joined[0])) != 0)
		return refuse(problem, "%s: what is populated is not the pages of the images", inputs->list.name);
	return true;
}

static bool is_in_ram(const struct list *list, struct range range)
{
	for (size_t i = 0; i < list->rams; i++)
		if (range.base >= list->ram[i].base && range.size <= list->ram[i].size &&
		    range.base - list->ram[i].base <= list->ram[i].size - range.size)
			return true;
	return false;
}

/* Joins ranges that touch; they ascend, or else memory is described in a way that nobody needs. */
static size_t join(const struct range *from, size_t count, struct range *to)
{
	size_t used = 0;

	for (size_t i = 0; i < count; i++)
		if (used && to[used - 1].base + to[used - 1].size == from[i].base)
			to[used - 1].size += from[i].size;
		else
			to[used++] = from[i];
	return used;
}

static bool check_memory(const struct inputs *inputs, const struct measured *m, struct problem *problem)
{
	struct range listed[LIST_RANGES], told[LIST_RANGES];
	size_t count = join(m->list.ram, m->list.rams, listed);
	uint64_t sum = 0;

	if (join(m->tree.memory, m->tree.memories, told) != count ||
	    memcmp(listed, told, count * sizeof(listed[0])) != 0)
		return refuse(problem, "%s has %zu ranges of memory, the first 0x%" PRIx64 " 0x%" PRIx64 "; %s tells the "
			      "guest of %zu, the first 0x%" PRIx64 " 0x%" PRIx64, inputs->list.name, count,
			      listed[0].base, listed[0].size, inputs->file[ROLE_TREE].name, m->tree.memories,
			      m->tree.memory[0].base, m->tree.memory[0].size);
	for (size_t i = 0; i < m->list.images; i++)
		if (!is_in_ram(&m->list, range_pages(m->list.image[i].at)))
			return refuse(problem, "%s: byte %zu: image is not in memory", inputs->list.name,
				      m->list.image[i].offset);
	for (size_t i = 0; i < count; i++)
		sum += listed[i].size;
	if (inputs->memory && inputs->memory != sum)
		return refuse(problem, "memory: the cVM has %" PRIu64 " MiB, wanted %" PRIu64, sum >> 20,
			      inputs->memory >> 20);
	return true;
}

static bool check_expected(const struct inputs *inputs, const struct measured *m, struct problem *problem)
{
	const char *algorithm = m->list.algorithm == RIM_SHA512 ? "sha512" : "sha256";
	const char *bootargs = m->tree.bootargs ? m->tree.bootargs : "";

	if (inputs->algorithm && strcmp(inputs->algorithm, algorithm) != 0)
		return refuse(problem, "algorithm: the cVM has %s, wanted %s", algorithm, inputs->algorithm);
	if (inputs->vcpus && inputs->vcpus != m->tree.vcpus)
		return refuse(problem, "vCPUs: the cVM has %u, wanted %" PRIu64, m->tree.vcpus, inputs->vcpus);
	if (!m->tree.vcpus)
		return refuse(problem, "%s: the tree has no CPU", inputs->file[ROLE_TREE].name);
	if (inputs->append && strcmp(inputs->append, bootargs) != 0)
		return refuse(problem, "command line: the cVM has \"%.200s\", wanted \"%.200s\"", bootargs, inputs->append);
	return true;
}

bool check_all(const struct inputs *inputs, struct measured *m, struct problem *problem)
{
	return check_roles(inputs, m, problem) && check_populates(inputs, &m->list, problem) &&
	       check_memory(inputs, m, problem) && check_expected(inputs, m, problem);
}
