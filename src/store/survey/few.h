/* SPDX-License-Identifier: MIT */
/*
 * Contents of which there are few copies, counted without a row for each.
 */
#ifndef CATALOG_STORE_SURVEY_FEW_H
#define CATALOG_STORE_SURVEY_FEW_H

#include "store/store.h"
#include "store/survey/few_names.h"

#include <stddef.h>
#include <stdint.h>

struct few_filter {
	int64_t min_size;
	int64_t max_size;
	int64_t min_copies;  /* fewer than that, */
	int64_t min_volumes; /* or on fewer volumes than that */
	int64_t only_on;     /* a volume: content that is on no other; or 0 */
	bool candidates;     /* those too of which more copies may be found */
	bool is_scoped;	     /* as store_find_unsettled() was told */
	int64_t first;	     /* how many are wanted, largest first; 0: any */
	bool reverse;	     /* smallest first */
};

struct few_totals {
	int64_t contents;
	int64_t bytes;	   /* of one copy of each; saturates */
	int64_t min_size;  /* of the `first` first none is smaller, */
	int64_t max_size;  /* and none larger */
	int64_t first_dir; /* none is in a directory before that */
	bool is_within;	   /* the scope has so many names that one had better
			    * look for them among all */
};

/* After store_find_unsettled(). */
int store_few_totals(struct store *store, const struct few_filter *filter,
	struct few_totals *ret, struct error *err);

/* What ROWS_FEW and the like are to list, from now on.  Likewise. */
void store_few_list(struct store *store, const struct few_filter *filter);

/* Of each content, and of each file that was not read in full, that
 * store_few_list() said, a name or several.  1, or 0: they are too many.  *ret is
 * to be cleared either way. */
int store_few_names(struct store *store, struct few_names *ret,
	struct error *err);

#endif
