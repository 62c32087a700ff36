/* SPDX-License-Identifier: BSD-3-Clause */
/* Print a broken invariant and stop. */
#include "lib/panic.h"

#include "lib/print.h"
#include "port/machine.h"

void panic(const char *file, unsigned int line, const char *what)
{
	print("TMM panic on CPU %u at %s:%u: %s, called from %p\n", port_cpu(), file, line, what,
	      __builtin_return_address(0));
	port_stop();
}
