/* SPDX-License-Identifier: MIT */
/* Binary search in items that are sorted by a number. */
#ifndef CATALOG_UTIL_SEARCH_H
#define CATALOG_UTIL_SEARCH_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* The first of n items, of `size` bytes each with an int64_t at their start,
 * whose number is not less than that; n if there is none. */
static inline size_t
search_i64(const void *items, size_t n, size_t size, int64_t number)
{
	const char *bytes = items;
	size_t low = 0;
	size_t high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int64_t found;

		memcpy(&found, bytes + middle * size, sizeof(found));
		if (found < number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

#endif
