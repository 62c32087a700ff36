// SPDX-License-Identifier: BSD-3-Clause
/*
 * libFuzzer on sequences of host calls and realm actions: an input is a program, a byte for each choice. The model and
 * the isolation oracle look after every call, and a call that fails has changed nothing.
 */
#include "abi/psci.h"
#include "input.h"
#include "model.h"
#include "world.h"

#define STEPS		48u

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What the host does besides calling. */
enum { DO_POKE, DO_IRQ, DO_NO_IRQ, DO_FIQ, DO_TIME, DO_REFUSE, DO_ACCEPT, DO_BLOCK, DO_REALM, DO_ANSWER, DO_ENTER,
	DO_KINDS };

static void poke(void)
{
	uint8_t *page = ns_page(world_page(take()));
	unsigned int at = take() | take() << 8;

	page[at % PAGE_SIZE] = take();
}

static void refuse(unsigned int what)
{
	world.refusing = what != 0;
	machine_refuse_read(what & 1 ? world_page(what >> 2) : 0);
	machine_refuse_write(what & 2 ? world_page(what >> 2) : 0);
}

static uint64_t owner(uint64_t rec)
{
	const struct model_name *n = model_name(rec);

	return n ? n->rd : 0;
}

/* What a host does that understood the last exit. */
static void answer(void)
{
	unsigned int b = take();

	if (world.ripas_top != 0)
		rmi(RMI_RTT_SET_RIPAS, owner(world.asked_rec), world.asked_rec, world.ripas_base, world.ripas_top);
	else
		rmi(RMI_PSCI_COMPLETE, world.asked_rec, world_name(NAME_REC, b >> 1), b & 1 ? (uint64_t)PSCI_DENIED : 0);
}

/* The same REC once more, or the first. */
static void enter(void)
{
	uint64_t rec = world.asked_rec ? world.asked_rec : world_name(NAME_REC, 0), run = world_value(ROLE_RUN);

	if (rmi(RMI_REC_ENTER, rec, run).x[0] == RMI_SUCCESS)
		world_note_exit(rec, run);
}

static void step(unsigned int op)
{
	if (op < 0xa0) {
		world_host_call();
		return;
	}
	switch (op % DO_KINDS) {
	case DO_POKE: poke(); break;
	case DO_IRQ: machine_raise_irq(0); break;
	case DO_NO_IRQ: machine_clear_irq(0); break;
	case DO_FIQ: machine_raise_fiq(0); break;
	case DO_TIME: machine_set_time(take() * 16ull); break;
	case DO_REFUSE: refuse(take()); break;
	case DO_ACCEPT: refuse(0); break;
	case DO_BLOCK: world_populate_block(world_name(NAME_RD, take())); break;
	case DO_REALM: world_build_realm(take()); break;
	case DO_ANSWER: answer(); break;
	default: enter(); break;
	}
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc, (void)argv;
	world_start();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
	bool end;

	input = (struct input){ bytes, bytes + size };
	world_reset();
	end = (take() & 7) == 0;
	for (unsigned int i = 0; i < STEPS && input_left(); i++)
		step(take());
	oracle_check_all();
	if (end)
		world_end();
	return 0;
}
