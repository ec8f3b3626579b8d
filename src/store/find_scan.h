/* SPDX-License-Identifier: MIT */
/*
 * Which directories are worth walking into; private to src/store.
 */
#ifndef CATALOG_STORE_FIND_SCAN_H
#define CATALOG_STORE_FIND_SCAN_H

#include "store/wanted.h"
#include "store/store.h"
#include "util/cleanup.h"

struct find_marks;

struct find_scan_job {
	const struct wanted *filter;
	bool archives; /* they lead somewhere, too */
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
bool find_marks_has(const struct find_marks *marks, int64_t dir_id);
void find_marks_free(struct find_marks *marks);
DEFINE_CLEANUP(struct find_marks *, find_marks_free);

#endif
