/* SPDX-License-Identifier: BSD-3-Clause */
/* A verdict for people, and for programs. */
#ifndef VERIFY_REPORT_H
#define VERIFY_REPORT_H

#include <stdio.h>

#include "verify.h"

void report_text(FILE *out, const char *name, const struct verdict *verdict);
/* Like an EAT Attestation Result (EAR), unsigned. */
void report_json(FILE *out, const struct verdict *verdict);

/* Text of the token with everything but printable ASCII escaped, and so is what `special` has. */
void print_escaped(FILE *out, const char *text, size_t size, const char *special);
void print_hex(FILE *out, const struct item *item);

#endif
