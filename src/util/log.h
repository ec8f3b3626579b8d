/* SPDX-License-Identifier: MIT */
/*
 * Messages for people on stderr, "catalog: ..." in front, one write each, so
 * that lines of threads never mix.  Only src/commands, src/cli and main.c
 * call it.  A progress line on the terminal is cleared first (log_line_hook).
 */
#ifndef CATALOG_UTIL_LOG_H
#define CATALOG_UTIL_LOG_H

#include "util/error.h"

#include <stdbool.h>

/* With quiet only errors are printed. */
void log_set_quiet(bool quiet);
void log_note(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));
void log_error(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Called before each message (progress clears its line); NULL for none. */
void log_line_hook(void (*hook)(void));

#endif
