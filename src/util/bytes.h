/* SPDX-License-Identifier: MIT */
/* The order that the catalogue keeps names in, and SQLite its blobs. */
#ifndef CATALOG_UTIL_BYTES_H
#define CATALOG_UTIL_BYTES_H

#include <stddef.h>
#include <string.h>

/*
 * As memcmp(3) of both; where one is how the other begins, the shorter comes
 * first.  Negative if a comes before b, 0 if they are the same.  A pointer to
 * no bytes may be NULL.
 */
static inline int
bytes_compare(const void *a, size_t a_len, const void *b, size_t b_len)
{
	size_t shorter = a_len < b_len ? a_len : b_len;
	int order = shorter > 0 ? memcmp(a, b, shorter) : 0;

	return order ? order : (a_len > b_len) - (a_len < b_len);
}

#endif
