/* SPDX-License-Identifier: MIT */
/*
 * Private to store/content/: the cursors of contents.h, and what a connection
 * keeps for them.
 *
 * Two walk a temporary table by its rowid, some hundred rows at a time.  An
 * open SELECT would be shorter, but it would hold a read transaction over the
 * whole run, and the WAL could not be folded back while hours of digests are
 * written to it.
 */
#ifndef CATALOG_STORE_CONTENT_CANDIDATE_CURSOR_H
#define CATALOG_STORE_CONTENT_CANDIDATE_CURSOR_H

#include "store/content/contents.h"
#include "store/content/few_twins.h"
#include "store/content/free_ids.h"
#include "store/content/twin_sizes.h"
#include "store/query.h"
#include "store/regular.h"
#include "util/strbuf.h"

/* Rows read at once: their cost is shared, and 256 names are a few pages. */
#define CURSOR_ROWS 256

struct bind;

/* A temporary table or what stands for it, and the part of it that was read. */
struct cursor {
	enum query query;
	const struct few_twins *few; /* instead, if there are */
	int64_t first;		     /* id of rows[0] */
	size_t n_rows;
	bool is_last; /* there is nothing behind them */
	struct candidate rows[CURSOR_ROWS];
	size_t name_at
		[CURSOR_ROWS]; /* where in names; rows' own pointer is not set */
	struct strbuf names;
};

/* Small files that have a twin, in the order of the catalogue (small.c). */
struct small_files {
	struct cursor rows; /* by number within what was read at once */
	size_t next;	    /* of all, if they were kept */
	size_t next_unwritten;
	struct strbuf after; /* name of the last row that was read */
	int64_t after_dir;
	int64_t volume_id; /* of the directory below */
	int64_t volume_of;
	bool is_astray; /* the last row that was read has no directory */
	bool is_open;
	bool is_anywhere; /* and not in the scope only */
	int64_t n_files;  /* in all */
	int64_t bytes;
};

struct contents_state {
	struct twin_sizes sizes; /* while candidates are looked for */
	struct regular regular;
	struct few_twins few;
	struct few_twins few_small;
	struct cursor twins;
	int64_t next_twin;
	int64_t last_size; /* of the candidate before */
	struct small_files small;
	struct candidates_filter how;
	bool is_narrow;	      /* a small scope, and nothing else looked at */
	bool has_small;	      /* small_next() has some of them */
	int64_t n_noted;      /* names that were counted */
	int64_t n_outside;    /* of them, files that are not in the scope */
	int64_t last_content; /* when the candidates were listed */
	struct free_ids free_ids;
	struct cursor alike;
	int64_t next_alike;
	bool has_alike; /* rows in the table */
};

/* size_notes.c: none yet; from the names; from members of archives. */
int size_notes_begin(struct store *store, const struct candidates_filter *how,
	struct error *err);
int size_notes_take(struct store *store, struct error *err);
int size_notes_members(struct store *store, struct error *err);

void small_init(struct small_files *small);
void small_free(struct small_files *small);
/* What is asked for from here on; sizes, and those that were kept (NULL if they
 * were not), are borrowed until small_next() said 0.  is_anywhere: also what is
 * not in the scope. */
void small_begin(struct small_files *small, const struct twin_sizes *sizes,
	const struct few_twins *kept, bool is_anywhere);
/* 1, or 0 at the end. */
int small_next(struct store *store, struct candidate *ret, struct error *err);

/* Add the row of TWIN_READ or its like. */
void cursor_fill(struct cursor *cursor, const struct bind *b);
/* Likewise, of what was not read: entry is borrowed. */
struct candidate *cursor_add(struct cursor *cursor, int64_t volume_id,
	int64_t dir_id, const struct entry *entry);
/* Row i of those that were read. */
struct candidate *cursor_at(struct cursor *cursor, size_t i);
/* Nothing of the table is read yet. */
void cursor_forget(struct cursor *cursor);
/* Row `id`: 1, or 0 behind the last.  Borrowed until another row is asked. */
int cursor_row(struct store *store, struct cursor *cursor,
	struct candidate **ret, int64_t id, struct error *err);

#endif
