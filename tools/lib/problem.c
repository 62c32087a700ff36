/* SPDX-License-Identifier: BSD-3-Clause */
/* Keeps the first reason. */
#include "problem.h"

#include <stdarg.h>
#include <stdio.h>

bool refuse(struct problem *problem, const char *format, ...)
{
	va_list args;

	if (problem->text[0])
		return false;
	va_start(args, format);
	vsnprintf(problem->text, sizeof(problem->text), format, args);
	va_end(args);
	return false;
}
