/* SPDX-License-Identifier: BSD-3-Clause */
/* Reads the device tree as far as it says what the guest trusts: memory, command line, devices, how calls are made. */
#include "tree.h"

#include <libfdt.h>
#include <stdlib.h>
#include <string.h>

struct reading {
	const char *fdt;
	struct tree *tree;
	struct problem *problem;
	int address_cells, size_cells;	/* of the root */
};

/* The place of a node or a property in the file */
static size_t place(const struct reading *r, const void *at)
{
	return (size_t)((const char *)at - r->fdt);
}

static size_t node_place(const struct reading *r, int node)
{
	return fdt_off_dt_struct(r->fdt) + (size_t)node;
}

/* A property that is a string: it ends with its only zero. NULL: there is none; refused: it is no string. */
static bool read_string(struct reading *r, int node, const char *name, const char **text)
{
	int size;
	const char *value = fdt_getprop(r->fdt, node, name, &size);

	*text = value;
	if (!value)
		return true;
	if (size < 1 || memchr(value, '\0', (size_t)size) != value + size - 1)
		return refuse(r->problem, "byte %zu: property \"%s\" is not one string", place(r, value), name);
	return true;
}

static uint64_t read_cells(const fdt32_t *cells, int count)
{
	uint64_t value = 0;

	for (int i = 0; i < count; i++)
		value = value << 32 | fdt32_ld(&cells[i]);
	return value;
}

static bool read_chosen_address(struct reading *r, const char *name, const void *value, int size)
{
	uint64_t address;

	if (size != 4 && size != 8)
		return refuse(r->problem, "byte %zu: /chosen/%s of %d bytes, expected 4 or 8", place(r, value), name, size);
	address = read_cells(value, size / 4);
	if (strcmp(name, "linux,initrd-start") == 0)
		r->tree->initrd.base = address;
	else
		r->tree->initrd.size = address;	/* the end, until both are there */
	r->tree->has_initrd = true;
	return true;
}

static bool read_chosen_property(struct reading *r, int node, const char *name, const void *value, int size)
{
	if (strcmp(name, "bootargs") == 0)
		return read_string(r, node, name, &r->tree->bootargs);
	if (strcmp(name, "stdout-path") == 0)
		return read_string(r, node, name, &r->tree->stdout_path);
	if (strcmp(name, "linux,initrd-start") == 0 || strcmp(name, "linux,initrd-end") == 0)
		return read_chosen_address(r, name, value, size);
	if (strcmp(name, "rng-seed") == 0 || strcmp(name, "kaslr-seed") == 0)
		return refuse(r->problem, "byte %zu: /chosen/%s: a seed in the tree is known to the host, and makes each "
			      "measurement another", place(r, value), name);
	return refuse(r->problem, "byte %zu: /chosen/%s is not known here: what would the guest do with it?",
		      place(r, value), name);
}

static bool read_chosen(struct reading *r, int node)
{
	struct range *initrd = &r->tree->initrd;
	const void *value;
	const char *name;
	int property, size;

	fdt_for_each_property_offset(property, r->fdt, node) {
		value = fdt_getprop_by_offset(r->fdt, property, &name, &size);
		if (!value || !read_chosen_property(r, node, name, value, size))
			return refuse(r->problem, "byte %zu: unreadable property", node_place(r, property));
	}
	if (!r->tree->has_initrd)
		return true;
	if (initrd->size <= initrd->base)
		return refuse(r->problem, "byte %zu: /chosen: the initrd ends at or before its start", node_place(r, node));
	initrd->size -= initrd->base;
	return true;
}

/* Linux lets other properties overrule "reg": none of them may be there. */
static bool check_memory(struct reading *r, int node)
{
	int property, size;
	const char *name;

	fdt_for_each_property_offset(property, r->fdt, node) {
		if (!fdt_getprop_by_offset(r->fdt, property, &name, &size))
			return refuse(r->problem, "byte %zu: unreadable property", node_place(r, property));
		if (strcmp(name, "reg") != 0 && strcmp(name, "device_type") != 0 && strcmp(name, "numa-node-id") != 0)
			return refuse(r->problem, "byte %zu: memory has the property \"%s\", which is not known here",
				      node_place(r, property), name);
	}
	return true;
}

static bool read_memory(struct reading *r, int node)
{
	struct tree *tree = r->tree;
	int size, pair = r->address_cells + r->size_cells;
	const fdt32_t *reg = fdt_getprop(r->fdt, node, "reg", &size);

	if (!check_memory(r, node))
		return false;
	if (!reg || size == 0 || size % (4 * pair))
		return refuse(r->problem, "byte %zu: memory without a proper \"reg\"", node_place(r, node));
	for (; size; size -= 4 * pair, reg += pair) {
		if (tree->memories == LIST_RANGES)
			return refuse(r->problem, "byte %zu: too many ranges of memory", node_place(r, node));
		tree->memory[tree->memories].base = read_cells(reg, r->address_cells);
		tree->memory[tree->memories++].size = read_cells(reg + r->address_cells, r->size_cells);
	}
	return true;
}

static bool read_cpus(struct reading *r, int cpus)
{
	const char *type;
	int node;

	fdt_for_each_subnode(node, r->fdt, cpus) {
		if (!read_string(r, node, "device_type", &type))
			return false;
		r->tree->vcpus += type && strcmp(type, "cpu") == 0;
	}
	return true;
}

/* The first of a node's register ranges, in its parent's cells; as good as none if the parent says none. */
static struct range first_range(const struct reading *r, int node, int parent)
{
	int size, address_cells = fdt_address_cells(r->fdt, parent), size_cells = fdt_size_cells(r->fdt, parent);
	const fdt32_t *reg = fdt_getprop(r->fdt, node, "reg", &size);
	struct range none = { 0, 0 };

	if (!reg || address_cells < 1 || address_cells > 2 || size_cells < 1 || size_cells > 2 ||
	    size < 4 * (address_cells + size_cells))
		return none;
	return (struct range){ read_cells(reg, address_cells), read_cells(reg + address_cells, size_cells) };
}

static bool add_device(struct reading *r, int node, int parent, bool reserved)
{
	struct tree *tree = r->tree;
	struct device *last = tree->devices ? &tree->device[tree->devices - 1] : NULL, device = { 0 };
	int size;

	/* A list of strings, the most special first */
	device.compatible = fdt_stringlist_get(r->fdt, node, "compatible", 0, &size);
	if (!device.compatible && !reserved)
		return true;
	if (device.compatible && strncmp(device.compatible, "arm,psci", 8) == 0)
		return refuse(r->problem, "byte %zu: a PSCI node that is not /psci", node_place(r, node));
	device.path_name = fdt_get_name(r->fdt, node, NULL);
	device.at = first_range(r, node, parent);
	device.count = 1;
	device.reserved = reserved;
	if (!reserved && last && !last->reserved && strcmp(last->compatible, device.compatible) == 0) {
		last->count++;
		if (device.at.base < last->at.base)
			last->at.base = device.at.base;
		return true;
	}
	if (tree->devices == TREE_DEVICES)
		return refuse(r->problem, "byte %zu: more than %d devices", node_place(r, node), TREE_DEVICES);
	tree->device[tree->devices++] = device;
	return true;
}

static bool read_devices(struct reading *r, int parent, bool reserved)
{
	int node;

	fdt_for_each_subnode(node, r->fdt, parent)
		if (!add_device(r, node, parent, reserved) || !read_devices(r, node, reserved))
			return false;
	return true;
}

/* Nodes of which there must be one at most: whoever looks for such a node finds the first, with or without an @. */
enum special { CHOSEN, CPUS, PSCI, ALIASES, RESERVED, SPECIALS };

static enum special special_of(const char *name)
{
	static const char *const names[SPECIALS] = { "chosen", "cpus", "psci", "aliases", "reserved-memory" };
	size_t size = strcspn(name, "@");
	enum special special = 0;

	while (special < SPECIALS && (size != strlen(names[special]) || memcmp(name, names[special], size) != 0))
		special++;
	return special;
}

static bool read_special(struct reading *r, int node, enum special special)
{
	switch (special) {
	case CHOSEN:
		return read_chosen(r, node);
	case CPUS:
		return read_cpus(r, node);
	case PSCI:
		return read_string(r, node, "method", &r->tree->psci);
	case RESERVED:
		return read_devices(r, node, true);
	default:
		return true;
	}
}

static bool read_root(struct reading *r)
{
	bool seen[SPECIALS] = { false };
	const char *name, *type;
	enum special special;
	int node;

	fdt_for_each_subnode(node, r->fdt, 0) {
		name = fdt_get_name(r->fdt, node, NULL);
		if (!name || !read_string(r, node, "device_type", &type))
			return refuse(r->problem, "byte %zu: node without a name", node_place(r, node));
		special = special_of(name);
		if (special != SPECIALS && seen[special])
			return refuse(r->problem, "byte %zu: a second node \"%s\"", node_place(r, node), name);
		if (special != SPECIALS) {
			seen[special] = true;
			if (!read_special(r, node, special))
				return false;
		} else if (type && strcmp(type, "memory") == 0) {
			if (!read_memory(r, node))
				return false;
		} else if (!add_device(r, node, 0, false) || !read_devices(r, node, false)) {
			return false;
		}
	}
	return true;
}

/* A property that is there twice reads differently for different readers. */
static bool check_properties(struct reading *r)
{
	const char *name, *other;
	int node, depth = 0, property, next;

	for (node = 0; node >= 0; node = fdt_next_node(r->fdt, node, &depth)) {
		fdt_for_each_property_offset(property, r->fdt, node) {
			if (!fdt_getprop_by_offset(r->fdt, property, &name, NULL))
				return refuse(r->problem, "byte %zu: unreadable property", node_place(r, property));
			for (next = fdt_next_property_offset(r->fdt, property); next >= 0;
			     next = fdt_next_property_offset(r->fdt, next))
				if (fdt_getprop_by_offset(r->fdt, next, &other, NULL) && strcmp(name, other) == 0)
					return refuse(r->problem, "byte %zu: a second property \"%s\"",
						      node_place(r, next), name);
		}
	}
	return true;
}

/* Walks all tags, to name the place at which the structure goes wrong. */
static bool check_structure(const char *fdt, struct problem *problem)
{
	int at = 0, next, depth = 0;
	uint32_t tag;

	for (;; at = next) {
		tag = fdt_next_tag(fdt, at, &next);
		if (next < 0)
			return refuse(problem, "byte %u: the tree's structure is damaged: %s",
				      fdt_off_dt_struct(fdt) + (uint32_t)at, fdt_strerror(next));
		/* libfdt adds a property's length to where it is, and takes a sum that wraps around. */
		if (next <= at)
			return refuse(problem, "byte %u: a property whose length leads back",
				      fdt_off_dt_struct(fdt) + (uint32_t)at);
		depth += (tag == FDT_BEGIN_NODE) - (tag == FDT_END_NODE);
		if (tag == FDT_END && depth == 0)
			return true;
		if (tag == FDT_END || depth < 0 || depth > 32)
			return refuse(problem, "byte %u: nodes do not lie in each other properly, or 32 deep",
				      fdt_off_dt_struct(fdt) + (uint32_t)at);
	}
}

static bool check_format(const char *fdt, size_t size, struct problem *problem)
{
	int error;

	if (size < sizeof(struct fdt_header))
		return refuse(problem, "byte %zu: ends in the header of a device tree", size);
	error = fdt_check_header(fdt);
	if (error)
		return refuse(problem, "byte 0: this is no device tree: %s", fdt_strerror(error));
	if (fdt_totalsize(fdt) != size)
		return refuse(problem, "byte 4: the tree says that it has %u bytes, the file has %zu", fdt_totalsize(fdt),
			      size);
	if (!check_structure(fdt, problem))
		return false;
	error = fdt_check_full(fdt, size);
	if (error)
		return refuse(problem, "byte %u: the tree is damaged: %s", fdt_off_dt_struct(fdt), fdt_strerror(error));
	if (fdt_num_mem_rsv(fdt) != 0)
		return refuse(problem, "byte %u: the tree reserves memory: what for?", fdt_off_mem_rsvmap(fdt));
	return true;
}

bool tree_read(const void *fdt, size_t size, struct tree *tree, struct problem *problem)
{
	struct reading r = { .fdt = fdt, .tree = tree, .problem = problem };

	memset(tree, 0, sizeof(*tree));
	if (!check_format(fdt, size, problem) || !check_properties(&r))
		return false;
	r.address_cells = fdt_address_cells(fdt, 0);
	r.size_cells = fdt_size_cells(fdt, 0);
	if (r.address_cells < 1 || r.address_cells > 2 || r.size_cells < 1 || r.size_cells > 2)
		return refuse(problem, "byte %u: the root's #address-cells and #size-cells must be 1 or 2",
			      fdt_off_dt_struct(fdt));
	if (!read_string(&r, 0, "model", &tree->model) || !read_root(&r))
		return false;
	if (!tree->psci || strcmp(tree->psci, "smc") != 0)
		return refuse(problem, "byte %u: /psci/method is \"%s\", in a realm it must be \"smc\"",
			      fdt_off_dt_struct(fdt), tree->psci ? tree->psci : "");
	return true;
}
