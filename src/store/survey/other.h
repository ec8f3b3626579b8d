/* SPDX-License-Identifier: MIT */
/*
 * Two directories, by content: what is below one of them and not below the
 * other.
 */
#ifndef CATALOG_STORE_SURVEY_OTHER_H
#define CATALOG_STORE_SURVEY_OTHER_H

#include "store/store.h"
#include "store/survey/few_names.h"

#include <stdbool.h>
#include <stdint.h>

struct other_sides {
	int64_t here;  /* directory ids */
	int64_t there; /* the other side */
	int64_t min_size;
	int64_t max_size;
	int64_t first; /* how many are wanted, largest first; 0: any */
	bool reverse;  /* smallest first */
};

struct other_totals {
	int64_t missing;       /* files whose content is not there */
	int64_t missing_bytes; /* saturates */
	int64_t unknown;       /* may not be there */
	int64_t first_dir;     /* none of these is in a directory before it, */
	int64_t last_dir;      /* or after it */
};

/* Look at both sides.  What it knows then stays for ROWS_ONLY_HERE, */
int store_compare_sides(struct store *store, const struct other_sides *sides,
	struct other_totals *ret, struct error *err);

/* and for the first few names, by size as was said, then by directory and name.
 * 1, or 0: there are none, or too many were asked for.  *ret is to be cleared
 * either way. */
int store_compare_names(struct store *store, struct few_names *ret,
	struct error *err);

#endif
