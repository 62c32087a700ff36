/* SPDX-License-Identifier: BSD-3-Clause */
/* The end of the line: a broken invariant of the monitor. Never used for what a host or a realm can cause. */
#ifndef LIB_PANIC_H
#define LIB_PANIC_H

/* Print what broke and where, and stop the machine. */
__attribute__((noreturn)) void panic(const char *file, unsigned int line, const char *what);

#define PANIC(what)	panic(__FILE__, __LINE__, what)
#define CHECK(condition) do { if (!(condition)) PANIC(#condition); } while (0)

#endif
