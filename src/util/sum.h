/* SPDX-License-Identifier: MIT */
/*
 * Sums of sizes.  A file system may claim any size of a file, so a sum of two
 * may be more than there is room for; then it stays at the most there is.
 */
#ifndef CATALOG_UTIL_SUM_H
#define CATALOG_UTIL_SUM_H

#include <stdint.h>

static inline int64_t
sum_sizes(int64_t a, int64_t b)
{
	int64_t sum;

	return __builtin_add_overflow(a, b, &sum) ? INT64_MAX : sum;
}

/* n files of one size; neither is negative. */
static inline int64_t
sum_times(int64_t size, int64_t n)
{
	int64_t sum;

	return __builtin_mul_overflow(size, n, &sum) ? INT64_MAX : sum;
}

#endif
