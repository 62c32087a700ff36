/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Linked into a TMM of the test only, before monitor_call: one more call, x1 of which is a way to break the monitor. No
 * call of a real TMM can do this.
 */
#include "dispatch/dispatch.h"
#include "lib/panic.h"
#include "lib/print.h"

#define BREAK_CALL	0xc30000efu	/* the last number of the vendor's */
#define MARK		0x600dc0ffee27ull
/* The page of the console's neighbour: nothing is mapped there. */
#define UNMAPPED	0x1000ull

enum break_kind { BREAK_PANIC, BREAK_FAULT, BREAK_STACK, BREAK_PRINT };

void __real_monitor_call(const struct call *call, struct reply *reply);
void __wrap_monitor_call(const struct call *call, struct reply *reply);

/* A register that is printed must be as it was. */
static void mark(void)
{
	__asm__ volatile("mov x27, %0" : : "r" (MARK) : "x27");
}

/* Deeper than any stack. */
static uint64_t recurse(volatile uint64_t *depth)
{
	volatile uint64_t room[64];

	if (*depth > 100000)
		return *depth;
	room[0] = *depth + 1;
	return recurse(room) + room[0];
}

static void break_down(uint64_t kind)
{
	volatile uint64_t start = 0;

	mark();
	if (kind == BREAK_FAULT)
		*(volatile uint64_t *)UNMAPPED = 0;
	if (kind == BREAK_PRINT)
		print("half a line, then %s", (const char *)UNMAPPED);
	if (kind == BREAK_STACK)
		recurse(&start);
	PANIC("the test's own");
}

void __wrap_monitor_call(const struct call *call, struct reply *reply)
{
	if ((uint32_t)call->x[0] == BREAK_CALL)
		break_down(call->x[1]);
	else
		__real_monitor_call(call, reply);
}
