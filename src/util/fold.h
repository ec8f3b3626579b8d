/* SPDX-License-Identifier: MIT */
/*
 * Names as people compare them: the same letter however it is composed
 * (Unicode NFC), and with FOLD_CASE whether it is large or small.
 *
 * Names are bytes: what is not valid UTF-8 is kept as it is, between the
 * pieces that are.  Folding is for comparing only; it is never stored.
 */
#ifndef CATALOG_UTIL_FOLD_H
#define CATALOG_UTIL_FOLD_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

enum fold {
	FOLD_NORMAL, /* NFC */
	FOLD_CASE,   /* NFC of the full case folding */
};

/* Append the bytes, folded.  A path is folded as well in parts that end in a
 * slash: nothing combines with one. */
void fold_bytes(struct strbuf *ret, const char *s, size_t len, enum fold how);

/* Is there an upper-case letter, of any script? */
bool fold_has_upper(const char *s, size_t len);

/* Is every byte below 0x80?  Such a name is its own NFC. */
bool fold_is_ascii(const char *s, size_t len);

/* Into `to`, len bytes that do not overlap s, FOLD_CASE of a name that is; false
 * if it is not, and `to` is of no use. */
bool fold_lower_ascii(char *to, const char *s, size_t len);

#endif
