/* SPDX-License-Identifier: MIT */
/*
 * What a look at all names leaves out because it cannot be among the first few;
 * private to src/store.
 *
 * The bound is what the walk has come to, which may be poor: where names are
 * dates it began with the oldest, and all others are newer.  So a thread that
 * found enough in a piece says which of its rows is the last that is needed:
 * then `last` is the bound, and only what is at least as good counts.
 */
#ifndef CATALOG_STORE_FIND_FIND_BOUND_H
#define CATALOG_STORE_FIND_FIND_BOUND_H

#include "store/find/find.h"
#include "store/find/find_tree.h"
#include "store/pages/look.h"
#include "store/query.h"
#include "util/strbuf.h"

/* Of `entry AS e`, with ?5 in it and " AND " behind; "" if there is none.
 * bound may be NULL, last too. */
const char *find_bound_sql(const struct find_bound *bound,
	const struct find_row *last);
/* ?5, borrowed from either.  An SQLite code. */
int find_bound_bind(const struct find_bound *bound, const struct find_row *last,
	sqlite3_stmt *stmt);

/* Does it, or `last`, let this through?  Either may be NULL.  And what has to
 * be known of it to say so. */
enum look_known find_bound_asks(const struct find_bound *bound,
	const struct find_row *last);
bool find_bound_lets(const struct find_bound *bound,
	const struct find_row *last, const struct stored_entry *entry);

/* Of these rows, as find_row_add() has them, the last of the first few; NULL if
 * they are fewer. */
const struct find_row *find_bound_last(const struct find_bound *bound,
	const struct strbuf *rows);
/* Does a come before b? */
bool find_bound_is_before(const struct find_bound *bound,
	const struct find_row *a, const struct find_row *b);

#endif
