/* SPDX-License-Identifier: BSD-3-Clause */
/* The report for people: the measurement, and what to look at before it is trusted. */
#include <inttypes.h>
#include <string.h>

#include "measure.h"

static void print_text(FILE *out, const char *name, const char *text)
{
	fprintf(out, "    %-16s ", name);
	if (text)
		print_escaped(out, text, strlen(text), "\\");
	else
		fputc('-', out);
	fputc('\n', out);
}

static void print_range(FILE *out, const char *name, const struct range *range)
{
	fprintf(out, "    %-16s 0x%" PRIx64 " to 0x%" PRIx64, name, range->base, range->base + range->size - 1);
	if (range->size >= 1 << 20)
		fprintf(out, ", %" PRIu64 " MiB", range->size >> 20);
	fputc('\n', out);
}

static void print_realm(FILE *out, const struct measured *m)
{
	const struct rim_params *params = &m->list.params;

	fprintf(out, "  realm\n");
	print_text(out, "hash algorithm", m->list.algorithm == RIM_SHA512 ? "sha-512" : "sha-256");
	fprintf(out, "    %-16s %" PRIu64 ", the last one says shared\n", "address bits", params->ipa_bits);
	fprintf(out, "    %-16s %" PRIu64 " breakpoints, %" PRIu64 " watchpoints\n", "debug", params->num_bps + 1,
		params->num_wps + 1);
	for (size_t i = 0; i < m->list.rams; i++)
		print_range(out, "private memory", &m->list.ram[i]);
	fprintf(out, "    %-16s %u, the first starts at 0x%" PRIx64 "\n", "vCPUs", m->tree.vcpus, m->list.entry);
}

static void print_images(FILE *out, const struct inputs *inputs, const struct measured *m)
{
	fprintf(out, "  populated and measured, in this order\n");
	for (size_t i = 0; i < m->list.images; i++) {
		const char *name = inputs->file[m->role[i]].name;

		fprintf(out, "    0x%-10" PRIx64 " %10" PRIu64 " bytes, %s: ", m->list.image[i].at.base,
			m->list.image[i].at.size, role_name(m->role[i]));
		print_escaped(out, name, strlen(name), "\\");
		fputc('\n', out);
	}
}

static void print_devices(FILE *out, const struct tree *tree)
{
	fprintf(out, "  devices, of which the host sees and decides everything\n");
	for (size_t i = 0; i < tree->devices; i++) {
		const struct device *device = &tree->device[i];
		const char *name = device->compatible ? device->compatible : device->path_name;

		if (device->at.size)
			fprintf(out, "    0x%-10" PRIx64 " ", device->at.base);
		else
			fprintf(out, "    %-12s ", "-");
		print_escaped(out, name, strlen(name), "\\");
		if (device->count > 1)
			fprintf(out, ", %u of them", device->count);
		if (device->reserved)
			fprintf(out, " (reserved memory, 0x%" PRIx64 " bytes)", device->at.size);
		fputc('\n', out);
	}
}

void report_text(FILE *out, const struct inputs *inputs, const struct measured *m)
{
	fprintf(out, "RIM ");
	print_hex(out, m->rim.value, digest_size(m->rim.algorithm));
	fputc('\n', out);
	if (inputs->rpv.given) {
		fprintf(out, "RPV ");
		print_hex(out, inputs->rpv.data, VALUE_MOST);
		fprintf(out, " (not part of the RIM)\n");
	}
	print_realm(out, m);
	print_images(out, inputs, m);
	fprintf(out, "  device tree\n");
	print_text(out, "machine", m->tree.model);
	print_text(out, "command line", m->tree.bootargs);
	print_text(out, "console", m->tree.stdout_path);
	print_text(out, "PSCI by", m->tree.psci);
	if (m->tree.has_initrd)
		print_range(out, "initrd", &m->tree.initrd);
	for (size_t i = 0; i < m->tree.memories; i++)
		print_range(out, "memory", &m->tree.memory[i]);
	print_text(out, "random seed", "none");
	print_devices(out, &m->tree);
}
