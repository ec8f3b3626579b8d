/* SPDX-License-Identifier: MIT */
/*
 * A filter as SQL: a condition on `entry AS e`, put together from fixed
 * pieces, every value bound.  Private to src/store; one thread each.
 */
#ifndef CATALOG_STORE_FIND_WANTED_SQL_H
#define CATALOG_STORE_FIND_WANTED_SQL_H

#include "store/content/digests.h"
#include "store/find/wanted.h"
#include "store/find/wanted_dirs.h"
#include "store/query.h"
#include "util/strbuf.h"

/* The parameters before it are the statement's own. */
#define WANTED_FIRST_PARAMETER 6

/* Directories without entries, in order. */
struct wanted_empty {
	int64_t *ids;
	size_t n;
	bool is_known;
};

/* What a condition needs to know that is not in the entry's row. */
struct wanted_context {
	struct strbuf *path; /* of the directory; put back as it was */
	int64_t volume_id;
	bool is_online;
	bool is_hidden; /* the directory, or one above */
	/* wanted_digests_find() of the filter; NULL: it asks for none. */
	const struct found_digests *digests;
	/* wanted_empty_find(); NULL: directories are asked one by one. */
	const struct wanted_empty *empty;
	/* wanted_dirs_find(); NULL, or not known: of one directory at a time
	 * what is above says it. */
	const struct wanted_dirs *dirs;
	/* Directories whose names are meant (find_reach.h); NULL: all. */
	const struct subtree_bits *reach;
};

enum wanted_exactness {
	WANTED_EXACT,
	/*
	 * Without a context: true of everything that may be meant, wherever
	 * it is.
	 */
	WANTED_ROUGH,
	/* Exact, of members: `e` as FIND_MEMBERS has it (find_members.c). */
	WANTED_INSIDE,
};

struct wanted_sql;

/* The contents of all digests that a filter asks for: once, for all SQL that
 * is made of it.  As digests_find(). */
int wanted_digests_find(struct found_digests *ret, struct store *store,
	const struct wanted *filter, struct error *err);

/* All empty directories, for who is to look at all names; but not known unless
 * the filter asks for what is empty. */
int wanted_empty_find(struct wanted_empty *ret, struct store *store,
	const struct wanted *filter, struct error *err);
void wanted_empty_clear(struct wanted_empty *empty);

/* filter NULL is everything.  context is borrowed. */
int wanted_sql_new(struct wanted_sql **ret, struct store *store,
	const struct wanted *filter, enum wanted_exactness exactness,
	struct wanted_context *context, struct error *err);
const char *wanted_sql_text(const struct wanted_sql *sql);
/* That the entry has a name of its own, neither a way nor a top, in reach. */
const char *wanted_sql_found(const struct wanted_sql *sql);
/* Is it true whatever the entry?  And does it ask for the context? */
bool wanted_sql_is_true(const struct wanted_sql *sql);
bool wanted_sql_has_context(const struct wanted_sql *sql);
/* Bind what does not change; what the context says now.  An SQLite code. */
int wanted_sql_bind(const struct wanted_sql *sql, sqlite3_stmt *stmt);
int wanted_sql_bind_context(const struct wanted_sql *sql, sqlite3_stmt *stmt);
/* Names that a regular expression gave up on (store/find/pattern.h). */
int64_t wanted_sql_given_up(const struct wanted_sql *sql);
void wanted_sql_free(struct wanted_sql *sql);
DEFINE_CLEANUP(struct wanted_sql *, wanted_sql_free);

#endif
