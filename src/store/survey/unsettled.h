/* SPDX-License-Identifier: MIT */
/*
 * Which files may have copies that nobody looked for yet, and what a report
 * has shown already.  Both are kept in the connection, not in the catalogue.
 */
#ifndef CATALOG_STORE_SURVEY_UNSETTLED_H
#define CATALOG_STORE_SURVEY_UNSETTLED_H

#include "store/store.h"

#include <stddef.h>

/*
 * Find the files, of at least min_size or one byte, that are unsettled: another
 * inode has their size, and not enough was read of them to tell whether it has
 * their content too.  All others are settled: read in full, or proven to be
 * unlike any other file by their size or by what was read of them.  What it
 * knows then (standing.c) stays until it is asked again or the store is closed.
 * is_scoped: it knows, too, what of all that is in the scope (scope.h), which is
 * what those that follow may be asked about.
 */
int store_find_unsettled(struct store *store, int64_t min_size, bool is_scoped,
	struct error *err);

/* Later ones also note in which directories sizes are, until the transaction ends:
 * gather.h finds the names of a few groups sooner then. */
void store_sight_sizes(struct store *store);

/* How many there are on a volume; hard links are one. */
struct unsettled {
	int64_t volume_id;
	int64_t files;
	int64_t bytes;
};
/* By volume; those in the scope or all.  Caller frees.  After
 * store_find_unsettled(). */
void store_count_unsettled(const struct store *store, bool is_scoped,
	struct unsettled **ret, size_t *ret_n);

/* --- what was shown ---------------------------------------------------- */

int store_seen_clear(struct store *store, struct error *err);
/* 1 when asked for the first time, else 0.  A content has volume_id 0 and its
 * id; a file not read in full its volume and inode. */
int store_seen_first(struct store *store, int64_t volume_id, int64_t id,
	struct error *err);

#endif
