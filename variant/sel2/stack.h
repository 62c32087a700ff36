/* SPDX-License-Identifier: BSD-3-Clause */
/* One stack per CPU: a page that is not mapped, then the stack. */
#ifndef SEL2_STACK_H
#define SEL2_STACK_H

#define STACK_GUARD	0x1000
#define STACK_SIZE	0x3000
#define STACK_STRIDE	(STACK_GUARD + STACK_SIZE)
/* Stacks lie at multiples of their stride; these bits of an address in the guard are zero. */
#define STACK_MASK	0x3000

#endif
