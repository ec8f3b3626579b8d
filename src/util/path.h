/* SPDX-License-Identifier: MIT */
/*
 * Paths as bytes with a length.  "Absolute" starts with '/', "relative" has
 * no leading and no trailing '/', no empty, "." or ".." component; "" is the
 * directory itself.
 */
#ifndef CATALOG_UTIL_PATH_H
#define CATALOG_UTIL_PATH_H

#include "util/strbuf.h"

#include <stdbool.h>
#include <stddef.h>

/* Append "/" (unless s is empty or ends in one) and the bytes. */
void path_append(struct strbuf *s, const char *name, size_t len);

/*
 * Is `path` equal to `dir` or below it?  Both absolute or both relative.
 * If so *ret_rest (may be NULL) points into path behind dir and its '/'.
 */
bool path_is_within(const char *path, const char *dir, const char **ret_rest);

/* In the order of the tree: what is below a directory right behind it. */
int path_compare(const char *a, const char *b);

/*
 * Absolute, without ".", ".." or "//", symbolic links kept (textual; base is
 * the absolute current directory for a relative path).
 */
void path_absolute(struct strbuf *ret, const char *base, const char *path);

/* First component of *path; advances *path behind it.  False at the end. */
bool path_next(const char **path, const char **ret_name, size_t *ret_len);

#endif
