/* SPDX-License-Identifier: MIT */
/*
 * How wide text is on a terminal: wide characters take two columns, combining
 * ones none.  For text that went through escape_bytes(): valid UTF-8 without
 * control characters (a wrong byte counts as one column).
 */
#ifndef CATALOG_OUTPUT_WIDTH_H
#define CATALOG_OUTPUT_WIDTH_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

size_t width_of(const char *s, size_t len);

/*
 * Append s, at most max columns of it.  What does not fit goes from the
 * middle, "/home/u/…/file.jpg", so that the last component survives where
 * it can.  Three dots stand for it where the locale has ASCII only.
 */
void width_shorten(struct strbuf *ret, const char *s, size_t len, size_t max,
	bool ascii);

#endif
