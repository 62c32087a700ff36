/* SPDX-License-Identifier: BSD-3-Clause */
/* The report for programs. */
#include <inttypes.h>
#include <string.h>

#include "measure.h"

static void print_string(FILE *out, const char *name, const char *text)
{
	fprintf(out, "\"%s\": ", name);
	if (text)
		print_json(out, text, strlen(text));
	else
		fprintf(out, "null");
}

static void print_range(FILE *out, const struct range *range)
{
	fprintf(out, "{\"address\": %" PRIu64 ", \"size\": %" PRIu64 "}", range->base, range->size);
}

static void print_images(FILE *out, const struct inputs *inputs, const struct measured *m)
{
	for (size_t i = 0; i < m->list.images; i++) {
		const struct image *image = &m->list.image[i];

		fprintf(out, "%s\n    {\"what\": \"%s\", \"address\": %" PRIu64 ", \"size\": %" PRIu64 ", \"digest\": \"",
			i ? "," : "", role_name(m->role[i]), image->at.base, image->at.size);
		print_hex(out, image->digest, digest_size(m->list.algorithm));
		fprintf(out, "\", ");
		print_string(out, "file", inputs->file[m->role[i]].name);
		fputc('}', out);
	}
}

static void print_devices(FILE *out, const struct tree *tree)
{
	for (size_t i = 0; i < tree->devices; i++) {
		const struct device *device = &tree->device[i];

		fprintf(out, "%s\n      {", i ? "," : "");
		print_string(out, "node", device->path_name);
		fprintf(out, ", ");
		print_string(out, "compatible", device->compatible);
		fprintf(out, ", \"address\": %" PRIu64 ", \"size\": %" PRIu64 ", \"count\": %u, \"reserved-memory\": %s}",
			device->at.base, device->at.size, device->count, device->reserved ? "true" : "false");
	}
}

static void print_tree(FILE *out, const struct tree *tree)
{
	print_string(out, "model", tree->model);
	fprintf(out, ", ");
	print_string(out, "bootargs", tree->bootargs);
	fprintf(out, ", ");
	print_string(out, "stdout-path", tree->stdout_path);
	fprintf(out, ", ");
	print_string(out, "psci", tree->psci);
	fprintf(out, ", \"random-seed\": false, \"initrd\": ");
	if (tree->has_initrd)
		print_range(out, &tree->initrd);
	else
		fprintf(out, "null");
	fprintf(out, ",\n    \"devices\": [");
	print_devices(out, tree);
	fprintf(out, "]");
}

void report_json(FILE *out, const struct inputs *inputs, const struct measured *m)
{
	fprintf(out, "{\n  \"rim\": \"");
	print_hex(out, m->rim.value, digest_size(m->rim.algorithm));
	fprintf(out, "\",\n  \"hash-algorithm\": \"%s\",\n  \"personalization-value\": ",
		m->rim.algorithm == RIM_SHA512 ? "sha-512" : "sha-256");
	if (inputs->rpv.given) {
		fputc('"', out);
		print_hex(out, inputs->rpv.data, VALUE_MOST);
		fputc('"', out);
	} else {
		fprintf(out, "null");
	}
	fprintf(out, ",\n  \"address-bits\": %" PRIu64 ", \"num-bps\": %" PRIu64 ", \"num-wps\": %" PRIu64
		", \"vcpus\": %u, \"entry\": %" PRIu64 ",\n  \"memory\": [", m->list.params.ipa_bits,
		m->list.params.num_bps, m->list.params.num_wps, m->tree.vcpus, m->list.entry);
	for (size_t i = 0; i < m->list.rams; i++) {
		fprintf(out, i ? ", " : "");
		print_range(out, &m->list.ram[i]);
	}
	fprintf(out, "],\n  \"populated\": [");
	print_images(out, inputs, m);
	fprintf(out, "],\n  \"device-tree\": {");
	print_tree(out, &m->tree);
	fprintf(out, "}\n}\n");
}
