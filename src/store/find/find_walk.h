/* SPDX-License-Identifier: MIT */
/*
 * What the files of find share: find.c is the walk, find_levels.c its
 * statements and where it is, find_rows.c what a row says, find_members.c both
 * of archives.  Private to them.
 */
#ifndef CATALOG_STORE_FIND_FIND_WALK_H
#define CATALOG_STORE_FIND_FIND_WALK_H

#include "store/find/find.h"

#include "store/find/find_orphans.h"
#include "store/find/find_scan.h"
#include "store/find/find_starts.h"
#include "store/find/wanted_sql.h"
#include "store/internal.h"
#include "util/strbuf.h"

/* Levels with a statement of their own. */
#define OWN_LEVELS 48

struct find_level {
	int64_t dir_id;
	struct inside inside; /* of an archive; then dir_id is 0 */
	sqlite3_stmt *stmt;   /* own or shared; NULL: to be started */
	size_t path_len;      /* how much of the path is this directory's */
	size_t within_len;
	int64_t depth; /* -1: above what was scanned */
	bool is_online;
	bool is_hidden;
	bool at_end;		       /* of the names */
	struct find_span orphans_left; /* of find->orphans */
	char *path;   /* NULL where it is a beginning of the path below */
	char *resume; /* of a shared statement: the name it stopped at */
	size_t resume_len;
	int64_t resume_number; /* of a member */
	bool by_key;	       /* only these of find->marks->keys */
	struct find_span keys_left;
	bool by_row; /* only these of find->marks->tree */
	struct find_cursor cursor;
	/* Going backwards: its own entry comes behind all that is in it. */
	bool is_due;
	struct find_entry itself; /* but for what is in the path */
};

struct find {
	struct store *store;
	struct find_options options;
	struct find_starts starts;
	struct find_span starts_left;
	struct wanted_sql *filter;
	struct wanted_context context;
	struct found_digests digests; /* where they are its own */
	sqlite3_stmt *start_stmt;
	sqlite3_stmt *own[OWN_LEVELS];
	sqlite3_stmt *shared;
	sqlite3_stmt *key_stmt; /* of all levels by key */
	/* The same of levels in archives. */
	struct wanted_sql *member_filter;
	sqlite3_stmt *member_stmt;
	sqlite3_stmt *member_own[OWN_LEVELS];
	sqlite3_stmt *member_shared;
	int64_t archive_id; /* entered last */
	bool is_deep;	    /* some of its members may be archives */
	struct find_orphans orphans;
	struct find_level *levels;
	size_t n_levels;
	size_t room;
	struct strbuf path;   /* of the level, and of the entry behind it */
	struct strbuf within; /* of the level, or of the entry likewise */
	bool is_plain;	      /* the paths of this volume grow by names */
	struct find_entry found;
	/* What can be entered there that is no directory of a volume. */
	struct inside into;
	bool is_inside; /* it began in an archive */
	bool descend;	/* into what was found, before anything else */
	bool is_due;	/* what was found is to be told then */
	size_t n_walked;
	bool asked; /* whether to scan at the start */
	bool scanned;
	struct find_marks *marks;
	bool only_short; /* it ends when it turns out to be long, */
	bool is_long;	 /* and says so */
};

/* --- find_levels.c ----------------------------------------------------- */

int find_failed(struct find *f, int rc, struct error *err);
/* Of %s a filter is made. */
int find_prepare(struct find *f, sqlite3_stmt **ret, const char *format,
	const struct wanted_sql *filter, struct error *err);
/* 1 with a row, 0 at the end. */
int find_step(struct find *f, sqlite3_stmt *stmt, struct error *err);
/* f->start_stmt, at the entry of that key, which is shown by that name. */
int find_start_at(struct find *f, int64_t dir_id, const struct strbuf *key,
	const char *name, size_t name_len, struct error *err);

/* To the next entry of the level. */
int find_step_level(struct find *f, struct find_level *level,
	struct error *err);

struct find_level *find_top(struct find *f);
/* The context is that of the level; so is the path. */
void find_enter_context(struct find *f, const struct find_level *level);
/* Into the directory that was found last; is it still to be told? */
void find_push(struct find *f, bool is_due);
/* 1 if with that it is told, 0 if not. */
int find_pop(struct find *f);
void find_levels_clear(struct find *f);

/* --- find_rows.c ------------------------------------------------------- */

/* What the row says of f->found but for its place; and whether it fits. */
int find_read_facts(struct find *f, sqlite3_stmt *stmt, bool *ret_fits,
	struct error *err);
/* Where what was found is: in the level's directory, by that name. */
int find_place(struct find *f, const struct find_level *level, const char *name,
	size_t len, struct error *err);
/* Both, of what the level's statement, or its cursor, is at. */
int find_read_entry(struct find *f, const struct find_level *level,
	bool *ret_fits, struct error *err);

/* --- find_members.c ---------------------------------------------------- */

/* The level's statement, at its beginning or where it stopped. */
int find_members_level(struct find *f, struct find_level *level,
	struct error *err);
/* As find_read_entry(). */
int find_members_read(struct find *f, const struct find_level *level,
	bool *ret_fits, struct error *err);
/* f->found at a place in the archive: 1 if there is such a member. */
int find_members_begin(struct find *f, int64_t archive_id, const char *path,
	bool *ret_fits, struct error *err);

#endif
