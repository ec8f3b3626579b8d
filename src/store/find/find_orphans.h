/* SPDX-License-Identifier: MIT */
/*
 * Directories that have no entry yet; private to src/store.
 *
 * A scan writes a directory when it has read all of it, so that of a tree that
 * is read for the first time the leaves are there before the branches.  While
 * a scan runs, or when one was killed, a walk would not come to them.
 */
#ifndef CATALOG_STORE_FIND_FIND_ORPHANS_H
#define CATALOG_STORE_FIND_FIND_ORPHANS_H

#include "store/find/find_span.h"
#include "store/store.h"

#include <stddef.h>

struct find_orphan {
	int64_t parent_id; /* first, for find_span_of() */
	int64_t id;
};

struct find_orphans {
	struct find_orphan *items; /* by parent and name */
	size_t n_items;
};

/* None if no scan runs. */
int find_orphans_load(struct find_orphans *ret, struct store *store,
	struct error *err);
/* Those of a directory in the list. */
struct find_span find_orphans_of(const struct find_orphans *orphans,
	int64_t parent_id, bool is_reverse);
void find_orphans_clear(struct find_orphans *orphans);

#endif
