/* SPDX-License-Identifier: MIT */
/* find: entries by what is asked of them. */
#ifndef CATALOG_REPORT_FIND_H
#define CATALOG_REPORT_FIND_H

#include "output/output.h"
#include "store/find/find.h"
#include "store/store.h"
#include "util/error.h"

#include <stdbool.h>
#include <stdint.h>

enum report_find_order {
	REPORT_FIND_PATH, /* as it is walked */
	REPORT_FIND_NAME, /* from here on: by bytes, */
	REPORT_FIND_SIZE, /* largest first, */
	REPORT_FIND_ALLOCATED,
	REPORT_FIND_MTIME, /* newest first */
	REPORT_FIND_CTIME,
};

struct report_find {
	struct find_options find;
	enum report_find_order order;
	bool reverse;
	int64_t limit;
	bool members; /* there may be some: with columns of their own */
};

struct report_find_result {
	int64_t rows;
	int64_t given_up; /* names left out: see store_find_given_up() */
};

/*
 * Streams in the order of paths, and backwards where store_find_can_reverse().
 * Any other order holds the rows, but no more than the limit.
 */
int report_find(struct store *store, const struct report_find *options,
	struct output *output, struct report_find_result *ret,
	struct error *err);
/* How many there are, as one row; the limit counts too. */
int report_find_count(struct store *store, const struct report_find *options,
	struct output *output, struct report_find_result *ret,
	struct error *err);

#endif
