// SPDX-License-Identifier: BSD-3-Clause
/*
 * libFuzzer on what the monitor reads from normal memory, while the host changes it: bytes change half-way through each
 * read, right behind it, and when a realm is loaded. Then the same call is made in the same machine with quiet memory
 * that holds just the bytes that were read first. Answer, memory of both worlds, tables and variables must be the same:
 * so nothing depends on a second look, and nothing is checked in one copy and used from another.
 */
#include <string.h>

#include "input.h"
#include "world.h"

#define CHANGES		8u

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static struct change {
	uint16_t at;
	uint8_t bits;
} changes[CHANGES];
static unsigned int change_count, changed;
static uint64_t source;			/* the page that changes */
static uint8_t seen[PAGE_SIZE];		/* what the monitor read */

static const struct {
	uint32_t function;
	uint8_t roles[6];
	uint8_t page;			/* the argument that is the page */
} parsers[] = {
	{ RMI_REALM_CREATE, { 0, ROLE_NEW, ROLE_REALM_PARAMS }, 2 },
	{ RMI_REC_CREATE, { 0, ROLE_RD, ROLE_NEW, ROLE_REC_PARAMS }, 3 },
	{ RMI_REC_ENTER, { 0, ROLE_REC, ROLE_RUN }, 2 },
	{ RMI_DATA_CREATE, { 0, ROLE_RD, ROLE_NEW, ROLE_IPA, ROLE_SOURCE, ROLE_SMALL }, 4 },
};

/* The next half of the changes that are left. */
static void change(void)
{
	uint8_t *page = ns_page(source);

	for (unsigned int n = (change_count - changed + 1) / 2; n > 0; n--, changed++)
		page[changes[changed].at % PAGE_SIZE] ^= changes[changed].bits;
}

static void hostile(enum machine_event event, uint64_t addr)
{
	if (event == EVENT_REALM_LOAD) {
		change();
	} else if ((event == EVENT_NS_READING || event == EVENT_NS_READ) && (addr & ~PAGE_MASK) == source) {
		if (event == EVENT_NS_READ)
			memcpy(seen + (addr - source), ns_last_bytes(), ns_last_read().size);
		change();
	}
}

/* The same up to the call, each time. Returns the number of the parser. */
static unsigned int prepare(const uint8_t *bytes, size_t size, uint64_t x[6])
{
	unsigned int p, choice;

	input = (struct input){ bytes, bytes + size };
	world_reset();
	world.one_call = true;
	choice = take();
	p = (choice & 7) % 4;
	/* Only an active realm runs. */
	world_build_realm((choice >> 3) | (p == 2 ? 0x40 : 0));
	x[0] = parsers[p].function;
	for (unsigned int i = 1; i < 6; i++)
		x[i] = parsers[p].roles[i] ? world_value((enum role)parsers[p].roles[i]) : 0;
	source = x[parsers[p].page];
	change_count = take() % (CHANGES + 1);
	for (unsigned int i = 0; i < change_count; i++)
		changes[i] = (struct change){ (uint16_t)(take() | (take() & 0xf) << 8), take() };
	changed = 0;
	return p;
}

/* What the host did to its own page is no result; what REC_ENTER wrote there is. */
static void forget_source(unsigned int parser, const struct reply *reply)
{
	bool exit = parsers[parser].function == RMI_REC_ENTER && reply->x[0] == RMI_SUCCESS;

	memset(ns_page(source), 0, exit ? sizeof(struct rmi_rec_enter) : PAGE_SIZE);
}

static void call(unsigned int parser, const uint64_t x[6], struct reply *reply)
{
	*reply = rmi5(x[0], x[1], x[2], x[3], x[4], x[5]);
	machine_set_hook(NULL);
	forget_source(parser, reply);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	world_start();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	uint64_t x[6];
	struct reply moving, quiet;
	unsigned int parser = prepare(bytes, size, x);
	const char *differs;

	if (!machine_is_dram(source, PAGE_SIZE) || !is_aligned(source, PAGE_SIZE))
		return 0;
	memcpy(seen, ns_look(source), PAGE_SIZE);
	machine_set_hook(hostile);
	call(parser, x, &moving);
	snapshot_take();

	prepare(bytes, size, x);
	memcpy(ns_page(source), seen, PAGE_SIZE);
	call(parser, x, &quiet);
	differs = snapshot_differs();
	if (memcmp(&moving, &quiet, sizeof(moving)) != 0)
		machine_fail("call 0x%llx answers 0x%llx where memory moves, 0x%llx where it is quiet",
			     (unsigned long long)x[0], (unsigned long long)moving.x[0], (unsigned long long)quiet.x[0]);
	if (differs)
		machine_fail("call 0x%llx did something else where memory moved: %s", (unsigned long long)x[0], differs);
	return 0;
}
