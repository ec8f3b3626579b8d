/* SPDX-License-Identifier: MIT */
/*
 * Shares of a whole, for reports that say where space goes.  A share is in
 * millionths, so that it is exact enough to be added up and needs no floating
 * point; machines read "0.421300", people "42.1%" and a bar.
 */
#ifndef CATALOG_OUTPUT_BAR_H
#define CATALOG_OUTPUT_BAR_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stdint.h>

#define SHARE_WHOLE 1000000

/* part / whole in millionths, rounded, 0 to SHARE_WHOLE; 0 of nothing. */
int64_t share_of(int64_t part, int64_t whole);

void share_print(struct strbuf *ret, int64_t share);   /* "0.421300" */
void share_percent(struct strbuf *ret, int64_t share); /* " 42.1%" */

/* A bar of so many columns, padded with blanks: of eighths of a column, or of
 * whole '#' where the terminal has no others. */
void bar_print(struct strbuf *ret, int64_t share, int columns, bool ascii);

#endif
