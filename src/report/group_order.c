/* SPDX-License-Identifier: MIT */
#include "report/group_order.h"

#include "util/sort.h"

#include <string.h>

int
group_by_rank(enum report_order order, const struct group *a,
	const struct group *b)
{
	int rank = 0;

	switch (order) {
	case REPORT_BY_WASTED:
		return compare_i64(b->wasted, a->wasted);
	case REPORT_BY_SIZE:
		rank = compare_i64(b->size, a->size);
		return rank ? rank : compare_i64(b->copies, a->copies);
	case REPORT_BY_COPIES:
		rank = compare_i64(b->copies, a->copies);
		return rank ? rank : compare_i64(b->size, a->size);
	case REPORT_BY_PATH:
		return strcmp(a->path, b->path);
	}
	return rank;
}

int
group_by_content(const void *a, const void *b)
{
	const struct group *x = a;
	const struct group *y = b;
	int order = x->path ? strcmp(x->path, y->path) : 0;

	if (order == 0)
		order = compare_i64(y->size, x->size);
	return order ? order : memcmp(x->digest, y->digest, DIGEST_BYTES);
}

int
group_by_content_last(const void *a, const void *b)
{
	return group_by_content(b, a);
}
