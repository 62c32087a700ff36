/* SPDX-License-Identifier: BSD-3-Clause */
/* Formatted text to the normal world's serial port. */
#include "lib/print.h"

#include <stdint.h>

#define UART_DR		0x00
#define UART_FR		0x18
#define UART_FR_TXFF	(1u << 5)
#define UART_CR		0x30
#define UART_CR_ON	0x301u		/* enable, transmit, receive */

static volatile uint32_t *uart(unsigned int offset)
{
	return (volatile uint32_t *)(UART_BASE + offset);
}

void uart_init(void)
{
	*uart(UART_CR) = UART_CR_ON;
}

static void put(char c)
{
	if (c == '\n')
		put('\r');
	while (*uart(UART_FR) & UART_FR_TXFF)
		;
	*uart(UART_DR) = (unsigned char)c;
}

static void put_number(uint64_t value, unsigned int base)
{
	char digits[20];
	unsigned int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[value % base];
		value /= base;
	} while (value);
	while (n)
		put(digits[--n]);
}

static void put_signed(int64_t value)
{
	if (value < 0)
		put('-');
	put_number(value < 0 ? -(uint64_t)value : (uint64_t)value, 10);
}

static void put_string(const char *s)
{
	while (*s)
		put(*s++);
}

static void put_argument(char kind, int is_long, va_list *args)
{
	switch (kind) {
	case 's':
		put_string(va_arg(*args, const char *));
		break;
	case 'c':
		put((char)va_arg(*args, int));
		break;
	case 'd':
		put_signed(is_long ? va_arg(*args, int64_t) : va_arg(*args, int));
		break;
	case 'u':
	case 'x':
		put_number(is_long ? va_arg(*args, uint64_t) : va_arg(*args, unsigned int), kind == 'x' ? 16 : 10);
		break;
	default:
		put(kind);
	}
}

void vprint(const char *format, va_list args)
{
	va_list copy;

	va_copy(copy, args);
	for (; *format; format++) {
		int is_long = 0;

		if (*format != '%') {
			put(*format);
			continue;
		}
		if (*++format == 'l') {
			is_long = 1;
			format++;
		}
		put_argument(*format, is_long, &copy);
	}
	va_end(copy);
}

void print(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vprint(format, args);
	va_end(args);
}
