/* SPDX-License-Identifier: MIT */
/*
 * A set of contents, a bit each: for looks at many names that ask whether the
 * content of each is one of them.
 */
#ifndef CATALOG_STORE_CONTENT_CONTENT_SET_H
#define CATALOG_STORE_CONTENT_CONTENT_SET_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct halves;

struct content_set {
	uint64_t *bits;
	size_t n; /* all have numbers below */
};

/* Both to be cleared, whatever they say.  An empty one, with room for the
 * contents there are; *ret_last is the last number of them. */
int content_set_make(struct content_set *ret, struct store *store,
	int64_t *ret_last, struct error *err);
/* What was read in full. */
int content_set_load_full(struct content_set *ret, struct halves *halves,
	struct error *err);
void content_set_clear(struct content_set *set);

/* The next one behind `id`, 0: there is none. */
int64_t content_set_next(const struct content_set *set, int64_t id);

/* By several threads at once. */
static inline void
content_set_add(struct content_set *set, int64_t id)
{
	if (id > 0 && (size_t)id < set->n)
		(void)__atomic_fetch_or(&set->bits[id / 64],
			UINT64_C(1) << (id % 64), __ATOMIC_RELAXED);
}

static inline bool
content_set_has(const struct content_set *set, int64_t id)
{
	return id > 0 && (size_t)id < set->n &&
		(set->bits[id / 64] >> (id % 64) & 1) != 0;
}

#endif
