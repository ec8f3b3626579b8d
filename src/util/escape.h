/* SPDX-License-Identifier: MIT */
/*
 * Bytes from outside (file names above all) made safe for a terminal.
 */
#ifndef CATALOG_UTIL_ESCAPE_H
#define CATALOG_UTIL_ESCAPE_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/*
 * Append the bytes to ret.  Printable UTF-8 stays as it is, the backslash
 * included.  What could drive a terminal or turn a line around becomes \n,
 * \t, \r or \xNN for each byte: C0 and C1 controls, DEL, the bidirectional
 * marks, embeddings, overrides and isolates, the line and paragraph separators,
 * and every byte that is not valid UTF-8.  For people only: it cannot be
 * undone.
 */
void escape_bytes(struct strbuf *ret, const char *s, size_t len);

/* Append the bytes with U+FFFD for each that is not valid UTF-8.  False if
 * nothing had to be replaced. */
bool escape_make_valid(struct strbuf *ret, const char *s, size_t len);

#endif
