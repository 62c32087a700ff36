/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the line: a broken invariant of the monitor. Never used for what a host or a realm can cause. */
#ifndef LIB_PANIC_H
#define LIB_PANIC_H

/* Where and what. */
struct panic_place {
	const char *file;
	unsigned int line;
	const char *what;
};

/* One line on the secure console. */
void panic_print(const struct panic_place *place);

/* The port's: panic_print, the registers as they were at this call where it has some, and port_stop. */
__attribute__((noreturn)) void port_panic(const struct panic_place *place);

#define PANIC(text) do {								\
	static const struct panic_place place_ = { __FILE__, __LINE__, text };		\
	port_panic(&place_);								\
} while (0)
#define CHECK(condition) do { if (!(condition)) PANIC(#condition); } while (0)

#endif
