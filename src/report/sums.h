/* SPDX-License-Identifier: MIT */
/* types, ages, owners, top and twins: files taken together. */
#ifndef CATALOG_REPORT_SUMS_H
#define CATALOG_REPORT_SUMS_H

#include "output/output.h"
#include "store/store.h"
#include "util/error.h"
#include "util/parse.h"

#include <stdbool.h>
#include <stdint.h>

enum report_sum_order {
	REPORT_SUM_BY_SIZE, /* this and the next two: the largest first */
	REPORT_SUM_BY_ALLOCATED,
	REPORT_SUM_BY_FILES,
	/* Of the type, the owner; ages: by time; top: as they come. */
	REPORT_SUM_BY_NAME,
	REPORT_SUM_BY_MTIME, /* top: the newest first */
};

/* Which files are looked at, every inode once, and how rows come. */
struct report_sums {
	struct size_range size;
	bool is_scoped;
	/* What is in archives too, apart.  What the scope says is in archives
	 * is looked at in any case. */
	bool members;
	bool has_members; /* one of the two: with columns for it */
	enum report_sum_order order;
	bool reverse;
	int64_t limit;
};

int report_types(struct store *store, const struct report_sums *options,
	bool by_kind, struct output *output, int64_t *ret_rows,
	struct error *err);

struct report_ages {
	struct report_sums sums;
	int64_t now_ns;
	bool by_year;  /* of the last modification, else by age */
	int64_t years; /* only what was not modified for so long */
};

int report_ages(struct store *store, const struct report_ages *options,
	struct output *output, int64_t *ret_rows, struct error *err);
int report_owners(struct store *store, const struct report_sums *options,
	bool by_group, struct output *output, int64_t *ret_rows,
	struct error *err);
/* The largest files, or the directories whose own files, not those further
 * below, are largest.  Holds as many as the limit says. */
int report_top(struct store *store, const struct report_sums *options,
	bool directories, struct output *output, int64_t *ret_rows,
	struct error *err);

struct report_twins {
	bool is_scoped;
	/* Groups in which one that is no directory has such a size. */
	struct size_range size;
	bool has_size;
	int64_t limit; /* of groups, as they come */
};

/* Names of one directory that are one name where case or the way in which
 * characters are composed does not count; each but the first of a group
 * continues a row. */
int report_twins(struct store *store, const struct report_twins *options,
	struct output *output, int64_t *ret_groups, struct error *err);

#endif
