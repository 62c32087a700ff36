/* SPDX-License-Identifier: BSD-3-Clause */
/* A verdict for people, and for programs. */
#ifndef VERIFY_REPORT_H
#define VERIFY_REPORT_H

#include <stdio.h>

#include "verify.h"

void report_text(FILE *out, const char *name, const struct verdict *verdict);
/* Like an EAT Attestation Result (EAR), unsigned. */
void report_json(FILE *out, const struct verdict *verdict);

#endif
