/* SPDX-License-Identifier: BSD-3-Clause */
/* A small printf onto the secure console. */
#include "lib/print.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/spinlock.h"
#include "port/machine.h"

static struct spinlock console_lock = { .class = LOCK_CONSOLE };
static bool last_words;

/* What stands between '%' and the conversion letter. */
struct spec {
	bool is_long;
	bool zero_pad;
	unsigned int width;
};

static void put_text(const char *s)
{
	while (*s != '\0')
		port_console_put(*s++);
}

static void put_number(uint64_t v, unsigned int base, const struct spec *spec)
{
	char digits[24];
	unsigned int n = 0;

	do {
		digits[n++] = "0123456789abcdef"[v % base];
		v /= base;
	} while (v != 0);
	for (unsigned int i = n; i < spec->width && i < 64; i++)
		port_console_put(spec->zero_pad ? '0' : ' ');
	while (n > 0)
		port_console_put(digits[--n]);
}

static void put_signed(int64_t v, const struct spec *spec)
{
	if (v < 0)
		port_console_put('-');
	put_number(v < 0 ? -(uint64_t)v : (uint64_t)v, 10, spec);
}

static const char *parse_spec(const char *f, struct spec *spec)
{
	*spec = (struct spec){ 0 };
	if (*f == '0')
		spec->zero_pad = true;
	for (; *f >= '0' && *f <= '9'; f++)
		spec->width = spec->width * 10 + (unsigned int)(*f - '0');
	for (; *f == 'l'; f++)
		spec->is_long = true;
	return f;
}

static void put_conversion(char letter, const struct spec *spec, va_list *args)
{
	switch (letter) {
	case 's':
		put_text(va_arg(*args, const char *));
		break;
	case 'c':
		port_console_put((char)va_arg(*args, int));
		break;
	case 'd':
		put_signed(spec->is_long ? va_arg(*args, long) : va_arg(*args, int), spec);
		break;
	case 'u':
		put_number(spec->is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned int), 10, spec);
		break;
	case 'x':
		put_number(spec->is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned int), 16, spec);
		break;
	case 'p':
		put_text("0x");
		put_number((uintptr_t)va_arg(*args, void *), 16, spec);
		break;
	default:
		port_console_put(letter);
	}
}

void print_last_words(void)
{
	__atomic_store_n(&last_words, true, __ATOMIC_RELAXED);
}

void print(const char *format, ...)
{
	bool locks = !__atomic_load_n(&last_words, __ATOMIC_RELAXED);
	struct spec spec;
	va_list args;

	va_start(args, format);
	if (locks)
		spin_lock(&console_lock);
	for (const char *f = format; *f != '\0'; f++) {
		if (*f != '%') {
			port_console_put(*f);
			continue;
		}
		f = parse_spec(f + 1, &spec);
		if (*f == '\0')
			break;
		put_conversion(*f, &spec, &args);
	}
	if (locks)
		spin_unlock(&console_lock);
	va_end(args);
}
