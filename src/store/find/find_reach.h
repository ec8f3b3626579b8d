/* SPDX-License-Identifier: MIT */
/*
 * Of which directories a find tells the names, for who looks at all names: those
 * below its places, in its depths.  Private to src/store.
 *
 * One thread finds it; any number may ask.
 */
#ifndef CATALOG_STORE_FIND_FIND_REACH_H
#define CATALOG_STORE_FIND_FIND_REACH_H

#include "store/find/find_starts.h"
#include "store/internal.h"

#include <stdbool.h>

struct find_limits {
	const struct find_starts *starts;
	int64_t min_depth; /* as in struct find_options */
	int64_t max_depth;
	bool is_everywhere; /* on all volumes, whole */
	bool has_orphans;   /* a scan adds directories that have no entry yet */
};

/* Is anything left out?  And that for its depth? */
bool find_limits_any(const struct find_limits *limits);
bool find_limits_depth(const struct find_limits *limits);

/*
 * 1 with a bit for each directory whose names are in reach: of starts
 * themselves nothing is said.  *ret is zero, its bits are to be freed.  0 where
 * that does not say it: of places in archives, of depths while there are
 * orphans, or where directories have numbers beyond all reason.  While it is
 * found it takes 16 bytes a directory.
 */
int find_reach_load(struct subtree_bits *ret, struct store *store,
	const struct find_limits *limits, struct error *err);

#endif
