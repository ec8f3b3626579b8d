/* SPDX-License-Identifier: MIT */
/*
 * Contents of which there are few copies, counted without a row for each.
 */
#ifndef CATALOG_STORE_SURVEY_FEW_H
#define CATALOG_STORE_SURVEY_FEW_H

#include "store/store.h"

struct few_filter {
	int64_t min_size;
	int64_t max_size;
	int64_t min_copies;  /* fewer than that, */
	int64_t min_volumes; /* or on fewer volumes than that */
	int64_t only_on;     /* a volume: content that is on no other; or 0 */
	bool candidates;     /* those too of which more copies may be found */
	bool is_scoped;
	int64_t largest; /* how many of the largest are wanted; 0: any */
};

struct few_totals {
	int64_t contents;
	int64_t bytes;	   /* of one copy of each; saturates */
	int64_t floor;	   /* none of the `largest` largest is smaller */
	int64_t first_dir; /* none is in a directory before that */
};

/* After store_find_unsettled(). */
int store_few_totals(struct store *store, const struct few_filter *filter,
	struct few_totals *ret, struct error *err);

/* What ROWS_FEW and the like are to list, from now on.  Likewise. */
void store_few_list(struct store *store, const struct few_filter *filter);

#endif
