/* SPDX-License-Identifier: BSD-3-Clause */
/* Text on the secure console. */
#ifndef LIB_PRINT_H
#define LIB_PRINT_H

/*
 * A small printf: %s %c %d %u %x %p %%, with l for long and a width (zero-padded after a 0). One call's text is not
 * mixed with that of another CPU.
 */
void print(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * From here on no print waits for another: the monitor has come to its end, and this may have been inside of a print, whose
 * lock nobody gives back.
 */
void print_last_words(void);

#endif
