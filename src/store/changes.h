/* SPDX-License-Identifier: MIT */
/*
 * History: what each scan found different.  One row a change, none for a
 * root's first scan (all of it was new then, says the scan's own row), so the
 * space is bounded by what changed.
 */
#ifndef CATALOG_STORE_CHANGES_H
#define CATALOG_STORE_CHANGES_H

#include "store/entries.h"

enum change_kind {
	CHANGE_ADDED = 1,
	CHANGE_REMOVED = 2,
	CHANGE_MODIFIED = 3,
	CHANGE_MOVED = 4,
};

/* A known name has new facts; was and is may differ in anything. */
int store_note_modified(struct store *store, int64_t scan_id, int64_t dir_id,
	const struct entry *was, const struct entry *is, struct error *err);

/* Drop the changes of scans that started before; the scans' own rows stay. */
int store_forget_changes(struct store *store, int64_t before_ns,
	struct error *err);

#endif
