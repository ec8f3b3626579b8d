/* SPDX-License-Identifier: MIT */
/* copies: contents of which there are few. */
#ifndef CATALOG_REPORT_FEW_H
#define CATALOG_REPORT_FEW_H

#include "output/output.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

struct report_few {
	int64_t min_size;
	int64_t max_size;
	int64_t min_copies;  /* fewer than that, */
	int64_t min_volumes; /* or on fewer volumes than that */
	int64_t only_on;     /* a volume: content that is on no other; or 0 */
	bool candidates;     /* those too of which more copies may be found */
	bool by_size;	     /* largest first, else by directory */
	bool reverse;	     /* by size: smallest first */
	int64_t limit;
	bool is_scoped;
};

struct report_few_totals {
	int64_t contents; /* beyond the limit too */
	int64_t shown;
	int64_t bytes; /* of one copy of each; saturates */
};

/*
 * Contents with few copies and where those are; the scope limits which files
 * are looked at, not where their copies are.  After store_find_unsettled().
 * output NULL: the totals only.
 */
int report_few(struct store *store, const struct report_few *options,
	struct output *output, struct report_few_totals *ret,
	struct error *err);
/* The totals as one row. */
int report_few_summary(const struct report_few_totals *totals,
	struct output *output, struct error *err);

#endif
