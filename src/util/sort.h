/* SPDX-License-Identifier: MIT */
/* What sorts: how numbers compare, and where only the first ones are asked for. */
#ifndef CATALOG_UTIL_SORT_H
#define CATALOG_UTIL_SORT_H

#include <stddef.h>
#include <stdint.h>

/* Negative if a comes before b, 0 if they are equal. */
static inline int
compare_i64(int64_t a, int64_t b)
{
	return (a > b) - (a < b);
}

static inline int
compare_u64(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

/* Sorts ids[n], each once; how many that leaves. */
size_t sort_unique_i64(int64_t *ids, size_t n);

/*
 * As qsort_r(), but only the first k of n items are put in their places; the
 * others follow in any order.  Items that are alike may change places.  Takes
 * n comparisons where few of the others come before the k first that there are,
 * at most some n * log(k).
 */
void sort_first(void *items, size_t n, size_t size, size_t k,
	int (*compare)(const void *a, const void *b, void *arg), void *arg);

#endif
