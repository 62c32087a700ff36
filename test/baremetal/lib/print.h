/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatted text to the normal world's serial port. */
#ifndef TEST_PRINT_H
#define TEST_PRINT_H

#include <stdarg.h>

#define UART_BASE	0x60000000ul

void uart_init(void);

/* Knows %s, %u, %d, %x, %c; l before u, d and x for 64 bits. */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));
void vprint(const char *format, va_list args);

#endif
