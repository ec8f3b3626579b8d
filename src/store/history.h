/* SPDX-License-Identifier: MIT */
/*
 * Growth: the totals that directories had before the scans that changed them
 * (directory_history table).  One row for each directory whose totals a scan
 * changed, none for what a root's first scan finds.
 */
#ifndef CATALOG_STORE_HISTORY_H
#define CATALOG_STORE_HISTORY_H

#include "store/entries.h"

/*
 * A run over roots begins at time_ns: the totals that it changes are kept
 * under that time, however many transactions it takes.  Before it adds any
 * directory.  Whatever changes totals without, is a run of its own.
 */
int store_begin_history(struct store *store, int64_t time_ns,
	struct error *err);
/* It was just added by a scan that is not the first of its root: before, it
 * was not there. */
int store_keep_nothing(struct store *store, int64_t dir_id, struct error *err);
/* Its root's first scan begins: before, nothing was known of it, nor of the
 * ways that lead to nothing else. */
int store_keep_unknown(struct store *store, int64_t dir_id, struct error *err);

/*
 * The totals of a directory, as store_directory_totals() tells them, when only
 * the scans begun before time_ns had been.  1, or 0 if they are not known:
 * nobody had scanned it, or names of files with several links came or went
 * since, whose sizes are not kept.  All 0 for what was not there.
 */
int store_directory_totals_at(struct store *store, struct totals *ret,
	int64_t dir_id, int64_t time_ns, struct error *err);

/* Drop what was kept before; the catalogue remembers how far that went. */
int store_forget_history(struct store *store, int64_t before_ns,
	struct error *err);
/* Since when there is history: INT64_MIN if none was dropped. */
int store_history_start(struct store *store, int64_t *ret_ns,
	struct error *err);

#endif
