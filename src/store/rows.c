/* SPDX-License-Identifier: MIT */
/*
 * Cursors for reports.  Each has a statement of its own, so that one report
 * can have several open, even of one query.  While one steps, the store's
 * progress handler lets an interrupt end it; nothing else of the store is
 * ever cut short like that.
 */
#include "store/rows.h"

#include "store/internal.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

struct rows {
	struct store *store;
	sqlite3_stmt *stmt;
	int n_bound;
	int rc; /* the first failure */
};

static const enum query queries[ROWS_N] = {
	[ROWS_VOLUMES] = Q_ROWS_VOLUMES,
	[ROWS_ROOTS] = Q_ROWS_ROOTS,
	[ROWS_SCANS] = Q_ROWS_SCANS,
	[ROWS_CHANGES] = Q_ROWS_CHANGES,
	[ROWS_CHANGES_OLDEST] = Q_ROWS_CHANGES_OLDEST,
	[ROWS_CHANGES_PATH] = Q_ROWS_CHANGES_PATH,
	[ROWS_CHANGES_PATH_LAST] = Q_ROWS_CHANGES_PATH_LAST,
	[ROWS_CHANGES_SIZE] = Q_ROWS_CHANGES_SIZE,
	[ROWS_BELOW] = Q_ROWS_BELOW,
	[ROWS_LIST] = Q_ROWS_LIST,
	[ROWS_PROBLEMS] = Q_ROWS_PROBLEMS,
	[ROWS_PROBLEMS_SCOPED] = Q_ROWS_PROBLEMS_SCOPED,
	[ROWS_TREE] = Q_ROWS_TREE,
	[ROWS_TREE_NAME] = Q_ROWS_TREE_NAME,
	[ROWS_GROUPS] = Q_ROWS_GROUPS,
	[ROWS_GROUPS_SIZE] = Q_ROWS_GROUPS_SIZE,
	[ROWS_GROUPS_COPIES] = Q_ROWS_GROUPS_COPIES,
	[ROWS_GROUP] = Q_ROWS_GROUP,
	[ROWS_GROUPS_LAST] = Q_ROWS_GROUPS_LAST,
	[ROWS_GROUPS_SIZE_LAST] = Q_ROWS_GROUPS_SIZE_LAST,
	[ROWS_GROUPS_COPIES_LAST] = Q_ROWS_GROUPS_COPIES_LAST,
	[ROWS_MEMBERS] = Q_ROWS_MEMBERS,
	[ROWS_MEMBERS_SCOPED] = Q_ROWS_MEMBERS_SCOPED,
	[ROWS_FEW] = Q_ROWS_FEW,
	[ROWS_FEW_SCOPED] = Q_ROWS_FEW_SCOPED,
	[ROWS_FEW_WITHIN] = Q_ROWS_FEW_WITHIN,
	[ROWS_FEW_SIZE] = Q_ROWS_FEW_SIZE,
	[ROWS_FEW_SIZE_SCOPED] = Q_ROWS_FEW_SIZE_SCOPED,
	[ROWS_FEW_NAME] = Q_ROWS_FEW_NAME,
	[ROWS_LINKS] = Q_ROWS_LINKS,
	[ROWS_SAME_SIZE] = Q_ROWS_SAME_SIZE,
	[ROWS_ROTTEN] = Q_ROWS_ROTTEN,
	[ROWS_ONLY_HERE] = Q_ROWS_ONLY_HERE,
	[ROWS_ONLY_HERE_SIZE] = Q_ROWS_ONLY_HERE_SIZE,
	[ROWS_ONLY_HERE_NAME] = Q_ROWS_ONLY_HERE_NAME,
	[ROWS_SCOPE_NAMES] = Q_ROWS_SCOPE_NAMES,
	[ROWS_ARCHIVES] = Q_ROWS_ARCHIVES,
	[ROWS_ARCHIVES_SCOPED] = Q_ROWS_ARCHIVES_SCOPED,
	[ROWS_INSIDE] = Q_ROWS_INSIDE,
	[ROWS_MEMBER_GROUPS] = Q_ROWS_MEMBER_GROUPS,
	[ROWS_MEMBER_COPIES] = Q_ROWS_MEMBER_COPIES,
	[ROWS_MEMBERS_UNREAD] = Q_ROWS_MEMBERS_UNREAD,
	[ROWS_MEMBER_TREES] = Q_ROWS_MEMBER_TREES,
	[ROWS_MEMBER_LEAVES] = Q_ROWS_MEMBER_LEAVES,
	[ROWS_MEMBER_CONTENTS] = Q_ROWS_MEMBER_CONTENTS,
	[ROWS_MEMBER_TREE_NAME] = Q_ROWS_MEMBER_TREE_NAME,
	[ROWS_ARCHIVED] = Q_ROWS_ARCHIVED,
	[ROWS_ARCHIVED_SCOPED] = Q_ROWS_ARCHIVED_SCOPED,
	[ROWS_SCOPED_INSIDE] = Q_ROWS_SCOPED_INSIDE,
	[ROWS_ALL_INSIDE] = Q_ROWS_ALL_INSIDE,
	[ROWS_ARCHIVES_SUMS] = Q_ROWS_ARCHIVES_SUMS,
};

static struct rows *
rows_new(struct store *store, sqlite3_stmt *stmt)
{
	struct rows *rows = xcalloc(1, sizeof(*rows));

	rows->store = store;
	rows->stmt = stmt;
	return rows;
}

int
rows_open(struct rows **ret, struct store *store, enum rows_query query,
	struct error *err)
{
	const char *sql = query_text(queries[query]);
	sqlite3_stmt *stmt = NULL;
	int rc, r = scope_ready(store, sql, err);

	if (r >= 0 && bulk_has_directories(store))
		r = bulk_flush(store, err);
	if (r >= 0)
		r = temp_make_named(store, sql, err);
	if (r < 0)
		return r;
	rc = sqlite3_prepare_v2(store->db, sql, -1, &stmt, NULL);
	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc,
			"cannot read the catalogue");
	*ret = rows_new(store, stmt);
	return 0;
}

static void
note(struct rows *rows, int rc)
{
	if (rows->rc == SQLITE_OK)
		rows->rc = rc;
}

void
rows_bind_i64(struct rows *rows, int64_t value)
{
	note(rows, sqlite3_bind_int64(rows->stmt, ++rows->n_bound, value));
}

void
rows_bind_bytes(struct rows *rows, const void *bytes, size_t len)
{
	note(rows,
		sqlite3_bind_blob64(rows->stmt, ++rows->n_bound,
			bytes ? bytes : "", len, SQLITE_STATIC));
}

void
rows_bind_null(struct rows *rows)
{
	note(rows, sqlite3_bind_null(rows->stmt, ++rows->n_bound));
}

int
rows_next(struct rows *rows, struct error *err)
{
	if (interrupt_pending() != 0)
		return error_kind(err, ERROR_INTERRUPTED, EINTR, "interrupted");
	if (rows->rc == SQLITE_OK &&
		rows->n_bound != sqlite3_bind_parameter_count(rows->stmt))
		rows->rc = SQLITE_RANGE;
	if (rows->rc == SQLITE_OK) {
		int rc;

		rows->store->in_rows = true;
		rc = sqlite3_step(rows->stmt);
		rows->store->in_rows = false;
		if (rc == SQLITE_ROW)
			return 1;
		if (rc == SQLITE_DONE)
			return 0;
		rows->rc = rc;
	}
	return error_sqlite(err, rows->store, rows->rc,
		"cannot read the catalogue");
}

void
rows_reset(struct rows *rows)
{
	(void)sqlite3_reset(rows->stmt); /* its failure was reported */
	rows->n_bound = 0;
	rows->rc = SQLITE_OK;
}

int
rows_n_columns(const struct rows *rows)
{
	return sqlite3_column_count(rows->stmt);
}

const char *
rows_column_name(const struct rows *rows, int column)
{
	const char *name = sqlite3_column_name(rows->stmt, column);

	return name ? name : "";
}

bool
rows_is_null(const struct rows *rows, int column)
{
	return sqlite3_column_type(rows->stmt, column) == SQLITE_NULL;
}

int64_t
rows_i64(const struct rows *rows, int column)
{
	return sqlite3_column_int64(rows->stmt, column);
}

const char *
rows_bytes(const struct rows *rows, int column, size_t *ret_len)
{
	const char *bytes;
	size_t len;

	/* Text is closed by a NUL, and so must a blob be for a caller that
	 * takes it for a string: column_text closes both, without changing
	 * the bytes, because the file is UTF-8. */
	bytes = (const char *)sqlite3_column_text(rows->stmt, column);
	len = (size_t)sqlite3_column_bytes(rows->stmt, column);
	if (ret_len)
		*ret_len = len;
	return bytes ? bytes : "";
}

char
rows_kind(const struct rows *rows, int column)
{
	switch (sqlite3_column_type(rows->stmt, column)) {
	case SQLITE_INTEGER:
		return 'i';
	case SQLITE_FLOAT:
		return 'r';
	case SQLITE_TEXT:
		return 't';
	case SQLITE_BLOB:
		return 'b';
	default:
		return 'n';
	}
}

double
rows_real(const struct rows *rows, int column)
{
	return sqlite3_column_double(rows->stmt, column);
}

void
rows_close(struct rows *rows)
{
	if (!rows)
		return;
	(void)sqlite3_finalize(rows->stmt); /* its failure was reported */
	free(rows);
}

/* --- a user's own statement -------------------------------------------- */

/* Pragmas that tell something and change nothing. */
static bool
is_harmless_pragma(const char *name, const char *value)
{
	static const char *const describing[] = { "table_info", "table_xinfo",
		"table_list", "index_list", "index_info", "index_xinfo",
		"function_list", "collation_list", "pragma_list",
		"compile_options", "database_list", "integrity_check",
		"quick_check" };
	static const char *const settings[] = { "user_version",
		"application_id", "page_count", "page_size", "freelist_count",
		"journal_mode", "encoding" };

	for (size_t i = 0; i < sizeof(describing) / sizeof(char *); i++)
		if (sqlite3_stricmp(name, describing[i]) == 0)
			return true;
	for (size_t i = 0; i < sizeof(settings) / sizeof(char *); i++)
		if (!value && sqlite3_stricmp(name, settings[i]) == 0)
			return true;
	return false;
}

static int
authorize(void *arg, int action, const char *a, const char *b,
	const char *database, const char *trigger)
{
	(void)arg;
	(void)database;
	(void)trigger;
	switch (action) {
	case SQLITE_SELECT:
	case SQLITE_READ:
	case SQLITE_RECURSIVE:
		return SQLITE_OK;
	case SQLITE_FUNCTION:
		return sqlite3_stricmp(b, "load_extension") == 0 ? SQLITE_DENY :
								   SQLITE_OK;
	case SQLITE_PRAGMA:
		return is_harmless_pragma(a, b) ? SQLITE_OK : SQLITE_DENY;
	default:
		return SQLITE_DENY;
	}
}

static int
prepare_authorized(struct store *store, sqlite3_stmt **ret, const char *sql,
	const char **ret_tail, struct error *err)
{
	int rc;

	(void)sqlite3_set_authorizer(store->db, authorize, NULL);
	rc = sqlite3_prepare_v2(store->db, sql, -1, ret, ret_tail);
	(void)sqlite3_set_authorizer(store->db, NULL, NULL);
	if (rc == SQLITE_OK)
		return 0;
	if (rc == SQLITE_AUTH)
		return error_kind(err, ERROR_USAGE, EPERM,
			"only statements that read are allowed");
	if ((rc & 0xff) == SQLITE_ERROR)
		return error_kind(err, ERROR_USAGE, EINVAL, "%s",
			sqlite3_errmsg(store->db));
	return error_sqlite(err, store, rc, "cannot read the catalogue");
}

int
rows_open_sql(struct rows **ret, struct store *store, const char *sql,
	const char **ret_tail, struct error *err)
{
	sqlite3_stmt *stmt = NULL;
	const char *tail = NULL;
	int r = prepare_authorized(store, &stmt, sql, &tail, err);

	if (r < 0)
		return r;
	if (stmt && !sqlite3_stmt_readonly(stmt)) {
		(void)sqlite3_finalize(stmt);
		return error_kind(err, ERROR_USAGE, EPERM,
			"only statements that read are allowed");
	}
	if (ret_tail)
		*ret_tail = tail;
	/* Nothing but blanks and comments is no statement. */
	*ret = stmt ? rows_new(store, stmt) : NULL;
	return 0;
}
