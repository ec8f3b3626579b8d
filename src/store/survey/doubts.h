/* SPDX-License-Identifier: MIT */
/*
 * Groups of files that may be equal, and are not known to be: all of one size
 * as long as one of it was not read at all; else those that share what was
 * read, with what was read in full and begins like that, or may.  One of a
 * group at least was not read in full.
 */
#ifndef CATALOG_STORE_SURVEY_DOUBTS_H
#define CATALOG_STORE_SURVEY_DOUBTS_H

#include "store/store.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct gather;

struct doubt {
	int64_t size;
	int64_t content_id; /* the partial one they share; 0: all of the size */
	int64_t copies;	    /* inodes, at least two */
	bool is_across;	    /* on several volumes */
};

/* In no order; as if there were nothing but the scope, or all.  Caller frees.
 *  After store_find_unsettled() with min_size and is_scoped. */
int store_find_doubts(struct store *store, bool is_scoped, struct doubt **ret,
	size_t *ret_n, struct error *err);

/* Have their names gathered, doubts[i] as group i. */
int store_gather_doubts(struct store *store, struct gather *g,
	const struct doubt *doubts, size_t n, struct error *err);

#endif
