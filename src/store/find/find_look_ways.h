/* SPDX-License-Identifier: MIT */
/*
 * The two ways to look at a piece: the rows as they are in the file, with a test
 * of each (wanted_row.h), which is twice as fast; or a statement, which can say
 * what a row does not.  Private to the files of find_look.c.
 */
#ifndef CATALOG_STORE_FIND_FIND_LOOK_WAYS_H
#define CATALOG_STORE_FIND_FIND_LOOK_WAYS_H

#include "store/find/find_look.h"
#include "store/find/wanted_row.h"

/* --- find_look.c ---------------------------------------------------------- */

bool find_look_is_keeping(const struct find_look *w);
/* What was found marks its directory, */
void find_look_mark(const struct find_look *w, struct find_marks *marks,
	int64_t dir_id, const char *name, size_t len);
/* and is kept: false if not, as there is too much; */
bool find_look_keep(struct find_look *w, struct find_marks *marks, int piece,
	const struct find_row *row, const char *name, size_t len);
/* or cannot be kept, so that what is kept is of no use. */
void find_look_refuse(struct find_look *w, struct find_marks *marks,
	int64_t dir_id);

/* --- find_look_rows.c ----------------------------------------------------- */

int find_look_by_rows(struct find_look *w, struct store *store,
	const struct wanted_row *row, struct find_marks *marks, int piece,
	struct error *err);

/* --- find_look_stmt.c ----------------------------------------------------- */

struct look_stmt {
	struct wanted_sql *sql;
	sqlite3_stmt *stmt;	     /* made when it is needed, for */
	const struct find_row *last; /* of the first few */
	bool keeps;		     /* what it finds, and tells all of it */
};

int find_look_by_stmt(struct find_look *w, struct store *store,
	struct look_stmt *stmt, struct find_marks *marks, int piece,
	struct error *err);
void look_stmt_clear(struct look_stmt *stmt);

#endif
