/* SPDX-License-Identifier: MIT */
/* dupes: groups of files, or of directories, with equal content. */
#ifndef CATALOG_REPORT_DUPES_H
#define CATALOG_REPORT_DUPES_H

#include "model/tree.h"
#include "output/output.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum report_order {
	REPORT_BY_WASTED,
	REPORT_BY_SIZE,
	REPORT_BY_COPIES,
	REPORT_BY_PATH, /* of the first copy of each group */
};

struct report_dupes {
	enum report_order order;
	bool reverse;
	int64_t min_size;
	int64_t max_size;
	int64_t min_volumes; /* 1, or 2: only groups across volumes */
	int64_t limit;
	bool is_scoped;
	/* What may be equal instead of what is; not by path.  After
	 * store_find_unsettled(). */
	bool is_candidates;
	/* Members of archives are copies too. */
	bool has_members;
	/* By path, so many groups are found one by one; 0: as was measured. */
	size_t n_few;
};

struct report_totals {
	int64_t groups; /* all, beyond the limit too */
	int64_t shown;
	int64_t copies;
	int64_t redundant; /* copies beyond the first of each group */
	int64_t wasted;	   /* their bytes; saturates */
};

/*
 * Groups, each with its copies by volume and path.  A file with several links
 * is one copy, under the first of its paths.  Holds one group in memory, and
 * the groups that only their digests or paths can put in order.
 */
int report_dupes(struct store *store, const struct report_dupes *options,
	struct output *output, struct report_totals *ret, struct error *err);
/* The totals alone; output may be NULL, else it gets them as one row. */
int report_dupes_summary(struct store *store,
	const struct report_dupes *options, struct output *output,
	struct report_totals *ret, struct error *err);
/* The contents that report_dupes() would show, in its order.  Caller frees. */
int report_dupes_contents(struct store *store,
	const struct report_dupes *options, int64_t **ret, size_t *ret_n,
	struct error *err);

struct report_trees {
	enum report_order order;
	bool reverse;
	int64_t limit;
};

/*
 * Equal and contained directories.  output NULL: the totals only, in which
 * what is contained is one redundant copy.
 */
int report_trees(struct store *store, const struct trees *trees,
	const struct report_trees *options, struct output *output,
	struct report_totals *ret, struct error *err);
/* Totals as one row. */
int report_totals_row(const struct report_totals *totals, struct output *output,
	struct error *err);

#endif
