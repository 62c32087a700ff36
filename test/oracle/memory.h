/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The machine's memory in this program. The secure RAM lies at the addresses that it has in the machine; the monitor maps
 * it one to one, so its pointers are good here as they stand. Normal RAM is read page by page.
 */
#ifndef ORACLE_MEMORY_H
#define ORACLE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "test/lib/ram.h"

#define SECURE_BASE	0x20000000ul
#define SECURE_SIZE	0x20000000ul

/* Take over the machine's secure RAM; the blocks are read later, too. Ends the program where that fails. */
void memory_load(const struct ram_block *blocks, int count);

/* True where [p, p + size) lies in the secure RAM. */
bool memory_holds(const void *p, uint64_t size);

/* A page of the secure RAM: its words, and whether all of them are zero. */
const uint64_t *memory_page(uint64_t address);
bool memory_page_is_zero(uint64_t address);

/* To plant a fault: the same page, to be written. */
uint64_t *memory_page_to_spoil(uint64_t address);

/* Every page of every other memory that holds anything. */
typedef void memory_visitor(const uint64_t *page, const char *block, uint64_t offset, void *arg);
void memory_for_each_normal_page(memory_visitor *visit, void *arg);

/* To plant a fault: this page is seen as one of normal RAM, too. */
void memory_add_normal_page(const uint64_t *page);

/* Ends the program: what was asked of it cannot be done. */
__attribute__((noreturn, format(printf, 1, 2))) void die(const char *format, ...);

#endif
