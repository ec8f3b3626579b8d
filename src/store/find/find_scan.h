/* SPDX-License-Identifier: MIT */
/*
 * Which directories are worth walking into; private to src/store.
 */
#ifndef CATALOG_STORE_FIND_FIND_SCAN_H
#define CATALOG_STORE_FIND_FIND_SCAN_H

#include "store/content/digests.h"
#include "store/find/find.h"
#include "store/find/find_marks.h"
#include "store/find/find_reach.h"
#include "store/find/wanted.h"
#include "store/store.h"

struct find_scan_job {
	const struct wanted *filter;
	const struct find_bound *bound; /* NULL: none */
	const struct find_limits *limits;
	bool archives; /* they lead somewhere, too */
	/* All it finds, if that alone says that it is found and is not too much
	 * (0: as measured): *ret has a tree then. */
	bool keeps;
	bool digests;			   /* are asked for */
	const struct found_digests *found; /* that the filter asks for */
	int64_t most_kept;
	bool is_few;   /* will be asked for: not worth a long look */
	bool if_quick; /* only if the index of names leaves few to look at */
};

/*
 * Look at every entry in the order of the file, with all processors, and mark
 * the directories that lead to one that the filter may let through, or to an
 * archive if those do.  *ret is NULL if that would rule out too few to be worth
 * it.  *ret_done is false if it was to be quick and would not be.
 */
int find_scan(struct find_marks **ret, struct store *store,
	const struct find_scan_job *job, bool *ret_done, struct error *err);
/*
 * How many entries the filter lets through, within the limits but the starts
 * themselves.  *ret_done is false if it cannot tell from an entry alone, or if
 * a walk costs less.
 */
int find_scan_count(int64_t *ret, struct store *store,
	const struct wanted *filter, const struct find_limits *limits,
	const struct found_digests *found, bool *ret_done, struct error *err);
#endif
