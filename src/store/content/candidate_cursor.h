/* SPDX-License-Identifier: MIT */
/*
 * Private to candidates.c, candidate_cursor.c and alike.c: the two cursors of
 * contents.h, and what a connection keeps for them.
 *
 * Both walk a temporary table by its rowid, some hundred rows at a time.  An
 * open SELECT would be shorter, but it would hold a read transaction over the
 * whole run, and the WAL could not be folded back while hours of digests are
 * written to it.
 */
#ifndef CATALOG_STORE_CONTENT_CANDIDATE_CURSOR_H
#define CATALOG_STORE_CONTENT_CANDIDATE_CURSOR_H

#include "store/content/contents.h"
#include "store/query.h"
#include "util/strbuf.h"

/* Rows read at once: their cost is shared, and 256 names are a few pages. */
#define CURSOR_ROWS 256

/* A temporary table, and the part of it that was read. */
struct cursor {
	enum query query;
	int64_t first; /* id of rows[0] */
	size_t n_rows;
	struct candidate rows[CURSOR_ROWS];
	size_t name_at
		[CURSOR_ROWS]; /* where in names; rows' own pointer is not set */
	struct strbuf names;
};

struct contents_state {
	uint8_t *filter; /* NULL but while candidates are looked for */
	int filter_bits; /* of the number of a cell */
	struct cursor twins;
	int64_t next_twin;
	int64_t last_size; /* of the candidate before */
	struct candidates_filter how;
	int64_t n_noted;  /* names that were counted in the filter */
	bool any_content; /* when the candidates were listed */
	struct cursor alike;
	int64_t next_alike;
	bool has_alike; /* rows in the table */
};

/* Nothing of the table is read yet. */
void cursor_forget(struct cursor *cursor);
/* Row `id`: 1, or 0 behind the last.  Borrowed until another row is asked. */
int cursor_row(struct store *store, struct cursor *cursor,
	struct candidate **ret, int64_t id, struct error *err);

#endif
