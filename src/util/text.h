/* SPDX-License-Identifier: MIT */
/* Nearest match for misspelt words (Damerau-Levenshtein, as git does). */
#ifndef CATALOG_UTIL_TEXT_H
#define CATALOG_UTIL_TEXT_H

#include <stddef.h>

/* Edits (insert, delete, replace, swap neighbours) that turn a into b. */
size_t text_distance(const char *a, const char *b);

/* Is `candidate` near enough to `typed` to be worth suggesting? */
int text_is_near(const char *typed, const char *candidate);

#endif
