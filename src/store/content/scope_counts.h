/* SPDX-License-Identifier: MIT */
/*
 * The groups of equal files of a scope, as if there were nothing else: a look at
 * all contents finds what several files have that may be anywhere, a look at the
 * names of the scope counts how many of these files are there.  Private to
 * src/store.
 */
#ifndef CATALOG_STORE_CONTENT_SCOPE_COUNTS_H
#define CATALOG_STORE_CONTENT_SCOPE_COUNTS_H

#include "store/content/content_set.h"
#include "store/content/ranking.h"

/* Of one content. */
struct scope_group {
	int64_t size;
	uint32_t content_id;
	uint32_t everywhere; /* so many files have it; saturates */
	uint8_t digest[DIGEST_BYTES];
};
struct scope_count {
	uint32_t files; /* inodes in the scope; saturates */
	uint16_t first; /* the place of a volume, plus one */
	bool is_across; /* they are on several */
};

struct scope_counts {
	struct content_set groups; /* what may be one */
	uint32_t *before; /* of each 64 contents: how many have lower numbers */
	struct scope_count *list; /* of these, in their order */
	/* What each of two threads has found of them, in that order too. */
	struct scope_group *found[2];
	size_t n_found[2];
};

/* What may be a group as the filter says.  *ret is zero; to be cleared whatever
 * it says.  Where there are more than filter->most, their names are shown to
 * by_path, too, which is prepared here; NULL: nobody asks. */
struct last_by_path;
int scope_counts_load(struct scope_counts *ret, struct store *store,
	const struct ranking_filter *filter, struct last_by_path *by_path,
	struct error *err);
void scope_counts_clear(struct scope_counts *counts);

/* All of them in order, from {0} on, with the files there are of each, which may be
 * none; NULL at the end. */
struct scope_cursor {
	size_t at[2];
};
const struct scope_group *scope_counts_next(const struct scope_counts *counts,
	struct scope_cursor *cursor, const struct scope_count **ret_count);

#endif
