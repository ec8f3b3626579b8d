/* SPDX-License-Identifier: MIT */
/*
 * A cursor over the result of one of the fixed queries, for reports: rows of
 * typed values, streamed.  The list of queries is in rows.c / query.def; a
 * report names one and binds its parameters in order.
 */
#ifndef CATALOG_STORE_ROWS_H
#define CATALOG_STORE_ROWS_H

#include "store/store.h"

#include <stddef.h>

struct rows;

/* Fixed reports' queries; their columns are documented in query.def. */
enum rows_query {
	ROWS_VOLUMES,
	ROWS_SCANS,
	ROWS_PROBLEMS,
	ROWS_FIND,    /* see struct find_filter */
	ROWS_GROUPS,  /* groups, by wasted */
	ROWS_MEMBERS, /* names of one group's files: content id */
	ROWS_PENDING, /* candidates not settled, per volume */
	ROWS_N
};

int rows_open(struct rows **ret, struct store *store, enum rows_query query,
	struct error *err);
void rows_bind_i64(struct rows *rows, int64_t value);
void rows_bind_bytes(struct rows *rows, const void *bytes, size_t len);
void rows_bind_null(struct rows *rows);
/* 1 with a row, 0 at the end.  -EINTR when interrupt_pending(). */
int rows_next(struct rows *rows, struct error *err);
/* Start over with new bindings. */
void rows_reset(struct rows *rows);

int rows_n_columns(const struct rows *rows);
const char *rows_column_name(const struct rows *rows, int column);
bool rows_is_null(const struct rows *rows, int column);
int64_t rows_i64(const struct rows *rows, int column);
/* Borrowed until rows_next(); *ret_len may be NULL. */
const char *rows_bytes(const struct rows *rows, int column, size_t *ret_len);
/* 'i' integer, 'r' real, 't' text, 'b' blob, 'n' null: for `catalog sql`. */
char rows_kind(const struct rows *rows, int column);
double rows_real(const struct rows *rows, int column);
void rows_close(struct rows *rows);

/*
 * A user's own statement, for `catalog sql`: read-only by authorizer and by
 * connection, no ATTACH, no extension, interruptible.
 */
int rows_open_sql(struct rows **ret, struct store *store, const char *sql,
	const char **ret_tail, struct error *err);

#endif
