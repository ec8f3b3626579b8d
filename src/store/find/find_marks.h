/* SPDX-License-Identifier: MIT */
/*
 * Directories that lead to something, a bit each; private to src/store.
 */
#ifndef CATALOG_STORE_FIND_FIND_MARKS_H
#define CATALOG_STORE_FIND_FIND_MARKS_H

#include "store/find/find_keys.h"
#include "store/find/find_tree.h"
#include "store/store.h"
#include "util/cleanup.h"

struct find_marks {
	uint64_t *bits;
	int64_t n; /* directories have numbers below */
	int64_t n_set;
	struct find_keys keys;	/* to what is marked, and in it */
	struct find_tree *tree; /* all of it, then without keys; or NULL */
};

/* NULL where there is no memory. */
struct find_marks *find_marks_new(int64_t n);
bool find_marks_has(const struct find_marks *marks, int64_t dir_id);
/* True if it was not set. */
bool find_marks_set(struct find_marks *marks, int64_t dir_id);
void find_marks_merge(struct find_marks *to, const struct find_marks *from);
/* Mark all above what is marked, which is about so many. */
int find_marks_carry_up(struct find_marks *marks, struct store *store,
	int64_t n_marked, struct error *err);
void find_marks_free(struct find_marks *marks);
DEFINE_CLEANUP(struct find_marks *, find_marks_free);

#endif
