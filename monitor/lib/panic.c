/* SPDX-License-Identifier: BSD-3-Clause */
/* What is printed of a broken invariant. */
#include "lib/panic.h"

#include "lib/print.h"
#include "port/machine.h"

void panic_print(const struct panic_place *place)
{
	print("TMM panic on CPU %u at %s:%u: %s\n", port_cpu(), place->file, place->line, place->what);
}
