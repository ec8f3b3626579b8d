/* SPDX-License-Identifier: MIT */
/*
 * Private to store/: how this layer runs SQL.
 *
 * Every fixed statement stands once in query.def; it is prepared the first
 * time it is used and kept until the store is closed.  Binding is sticky: the
 * first failure is kept in the struct bind and everything after it does
 * nothing, so only the last call needs checking.
 *
 *	struct bind b = bind_begin(store, Q_SOMETHING);
 *
 *	bind_i64(&b, id);
 *	bind_bytes(&b, name, len);
 *	return bind_run(&b, err);
 *
 * or, for rows,
 *
 *	_cleanup_(bind_end) struct bind b = bind_begin(store, Q_SOMETHING);
 *
 *	while ((r = bind_next(&b, err)) > 0)
 *		use(bind_get_i64(&b, 0));
 *	if (r < 0) ...
 */
#ifndef CATALOG_STORE_QUERY_H
#define CATALOG_STORE_QUERY_H

#include "store/store.h"

#include <sqlite3.h>
#include <stddef.h>

enum query {
#define QUERY(name, sql) Q_##name,
#include "store/query.def"
#undef QUERY
	QUERY_N
};

struct bind {
	struct store *store;
	sqlite3_stmt *stmt; /* owned by the store; NULL when done or failed */
	int n_bound;
	int rc; /* the first failure */
};

/* One use of a statement at a time: nesting it in itself is SQLITE_MISUSE. */
struct bind bind_begin(struct store *store, enum query query);
void bind_i64(struct bind *b, int64_t value);
/* For columns where NULL stands for 0. */
void bind_id(struct bind *b, int64_t value);
/* A BLOB, borrowed until the statement is done; bytes NULL is an empty one. */
void bind_bytes(struct bind *b, const void *bytes, size_t len);
/* TEXT, borrowed likewise; NULL is NULL. */
void bind_text(struct bind *b, const char *text);
void bind_null(struct bind *b);
/* What is in that column of another statement's row, NULL or not. */
void bind_same(struct bind *b, const struct bind *row, int column);

/* Run to the end and be ready for the next use.  0 or negative. */
int bind_run(struct bind *b, struct error *err);
/* Likewise, of a statement that looks at much: an interrupt ends it. */
int bind_run_long(struct bind *b, struct error *err);
/* An INSERT OR FAIL, to its end or to a row that is there already.  The number
 * of rows it added, or negative. */
int bind_run_or_fail(struct bind *b, struct error *err);
/* 1 with a row, 0 at the end or negative; after these two b is done. */
int bind_next(struct bind *b, struct error *err);
/* Stop early; harmless when done.  Also the _cleanup_ function. */
void bind_end(struct bind *b);

/* Of the row bind_next() gave; NULL reads as 0 or as no bytes. */
int64_t bind_get_i64(const struct bind *b, int column);
/* Borrowed until bind_next() or bind_end(); never NULL. */
const char *bind_get_bytes(const struct bind *b, int column, size_t *ret_len);
/* A copy to be freed, NULL for NULL. */
char *bind_get_string(const struct bind *b, int column);

/* One number from a statement without parameters or with one. */
int query_i64(struct store *store, int64_t *ret, enum query query,
	struct error *err);
int query_i64_of(struct store *store, int64_t *ret, enum query query,
	int64_t parameter, struct error *err);

/* SQL that returns nothing, several statements if need be. */
int query_exec(struct store *store, const char *sql, struct error *err);

/* A function for the statements of this connection; what it is called with is
 * the store. */
int query_function(struct store *store, const char *name, int n_arguments,
	void (*call)(sqlite3_context *, int, sqlite3_value **),
	struct error *err);

/*
 * Turn the connection's last failure into a sentence, "WHAT 'FILE': reason",
 * and an errno: ENOSPC, EROFS, EACCES, EBUSY, EUCLEAN (damaged), ENOMEM,
 * EINTR, else EIO.  what: "cannot read the catalogue".
 */
int error_sqlite(struct error *err, struct store *store, int rc,
	const char *what);

/* For tests: every statement's name and text. */
const char *query_name(enum query query);
const char *query_text(enum query query);

#endif
