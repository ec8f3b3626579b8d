/* SPDX-License-Identifier: MIT */
/* Runs over roots, and what could not be read. */
#ifndef CATALOG_STORE_SCANS_H
#define CATALOG_STORE_SCANS_H

#include "store/store.h"

#include <stddef.h>

struct scan_row {
	int64_t id;
	int64_t root_id;
	int64_t volume_id;
	const char *root_path; /* borrowed */
	int64_t started_ns;
	int64_t finished_ns;
	const char *status; /* "complete" ...; static string */
	int64_t entries, files, directories, bytes;
	int64_t added, removed, modified, moved, problems, skipped;
	int64_t clock_shift_ns; /* found new in this scan: see lessons.h */
};

/* Scans that still say "running" belong to a run that was killed (the run lock
 * is ours): they become "interrupted", and what they left is put right.  Before
 * anything is read that a run rests on. */
int store_settle_killed(struct store *store, struct error *err);
/* Inserts with status "running", this host and pid; sets row->id.  Settles
 * what was killed, unless that was done. */
int store_begin_scan(struct store *store, struct scan_row *row,
	struct error *err);
/* Entries for directories whose parent was not read to its end and will not be
 * by this run; store_settle_killed() does so for a run that was killed. */
int store_adopt_directories(struct store *store, struct error *err);
int store_finish_scan(struct store *store, const struct scan_row *row,
	struct error *err);
/* The newest finished scan of a root: entries, for the ETA.  0 if none. */
int store_last_scan_entries(struct store *store, int64_t *ret, int64_t root_id,
	struct error *err);

#define STAGE_SCAN "scan"
#define STAGE_HASH "hash"
#define STAGE_VERIFY "verify"
#define STAGE_ARCHIVE "archive"
#define STAGE_MEMBER "member"
int store_put_problem(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, const char *stage, int error, const char *text,
	struct error *err);
/* It was read after all: name_len 0 with name NULL clears all problems of that
 * stage in the directory whose last_ns is before `before_ns`. */
int store_clear_problems(struct store *store, int64_t dir_id, const char *name,
	size_t name_len, const char *stage, int64_t before_ns,
	struct error *err);
/* Problems on the volume that are older, of files without a full digest: a
 * later run of the stage did not meet them, so nobody needs the files read. */
int store_drop_problems(struct store *store, int64_t volume_id,
	const char *stage, int64_t before_ns, struct error *err);
/* All there are of things that could not be read, of any stage. */
int store_count_problems(struct store *store, int64_t *ret, struct error *err);
/* Those in the scope (store/scope.h). */
int store_count_problems_scoped(struct store *store, int64_t *ret,
	struct error *err);
/* Is there any problem of this stage at all?  1 or 0. */
int store_any_problems(struct store *store, const char *stage,
	struct error *err);

#endif
