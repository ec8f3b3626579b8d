/* SPDX-License-Identifier: MIT */
/*
 * The size that the last of the first few has, largest or smallest first: what
 * a look for their names need not go beyond.  Private to src/store.
 */
#ifndef CATALOG_STORE_SURVEY_FIRST_SIZES_H
#define CATALOG_STORE_SURVEY_FIRST_SIZES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct first_sizes {
	/* The largest so far, the smallest of them first; or, all negative, the
	 * smallest so far, the largest of them first. */
	int64_t *heap;
	size_t n;
	size_t room; /* 0: nobody asks */
	bool reverse;
};

/* reverse: the smallest first.  To be cleared. */
void first_sizes_init(struct first_sizes *f, size_t room, bool reverse);
void first_sizes_clear(struct first_sizes *f);

/* So many of one size. */
void first_sizes_add(struct first_sizes *f, int64_t size, int64_t n);
/* And all that another one has kept. */
void first_sizes_merge(struct first_sizes *f, const struct first_sizes *other);
/* What is smaller than *min or larger than *max is not among the first. */
void first_sizes_narrow(const struct first_sizes *f, int64_t *min,
	int64_t *max);
/* Are they all of one size, and as many as there is room for? */
bool first_sizes_are_one(const struct first_sizes *f);

#endif
