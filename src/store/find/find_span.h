/* SPDX-License-Identifier: MIT */
/*
 * What is left of a stretch of a list, which a walk takes from one end or the
 * other.  Private to src/store.
 */
#ifndef CATALOG_STORE_FIND_FIND_SPAN_H
#define CATALOG_STORE_FIND_FIND_SPAN_H

#include "util/search.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct find_span {
	size_t first;
	size_t end; /* behind the last */
	bool is_reverse;
};

/* The items of that number; as search_i64() has them. */
static inline struct find_span
find_span_of(const void *items, size_t n, size_t size, int64_t number,
	bool is_reverse)
{
	size_t end = n;

	if (number < INT64_MAX)
		end = search_i64(items, n, size, number + 1);
	return (struct find_span){ search_i64(items, n, size, number), end,
		is_reverse };
}

static inline bool
find_span_is_empty(const struct find_span *span)
{
	return span->first >= span->end;
}

/* Which is next, where it is not empty. */
static inline size_t
find_span_next(const struct find_span *span)
{
	return span->is_reverse ? span->end - 1 : span->first;
}

/* The same, which is not left then. */
static inline size_t
find_span_take(struct find_span *span)
{
	return span->is_reverse ? --span->end : span->first++;
}

#endif
