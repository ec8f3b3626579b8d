/* SPDX-License-Identifier: MIT */
/*
 * Statements, prepared once, and their parameters.
 *
 * A statement is prepared when it is first used and lives as long as the
 * store; between uses it is reset, because a statement that is not reset
 * keeps its read transaction open and with it the WAL from being folded back.
 */
#include "store/query.h"

#include "store/internal.h"
#include "store/unwritten/unwritten.h"
#include "util/alloc.h"

#include <errno.h>
#include <string.h>

static const struct {
	const char *name;
	const char *sql;
} queries[] = {
#define QUERY(name, sql) { #name, sql },
#include "store/query.def"
#undef QUERY
};

const char *
query_name(enum query query)
{
	return queries[query].name;
}

const char *
query_text(enum query query)
{
	return queries[query].sql;
}

static int
prepare(struct store *store, const char *sql, sqlite3_stmt **ret)
{
	if (temp_make_named(store, sql, NULL) < 0)
		return sqlite3_errcode(store->db);
	return sqlite3_prepare_v3(store->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		ret, NULL);
}

/* What came before a statement failed with this, which need not be SQLite's. */
static int
code_of(struct store *store, int r)
{
	int rc = sqlite3_errcode(store->db);

	if (r >= 0)
		return SQLITE_OK;
	if (r == -EINTR)
		return SQLITE_INTERRUPT;
	return rc != SQLITE_OK && rc != SQLITE_ROW && rc != SQLITE_DONE ?
		rc :
		SQLITE_CORRUPT;
}

struct bind
bind_begin(struct store *store, enum query query)
{
	sqlite3_stmt **stmt = &store->statements[query];
	struct bind b = { .store = store, .rc = SQLITE_OK };

	b.rc = code_of(store, scope_ready(store, queries[query].sql, NULL));
	if (b.rc == SQLITE_OK && bulk_is_waited_for(store, query))
		b.rc = code_of(store, bulk_flush(store, NULL));
	if (b.rc == SQLITE_OK && unwritten_is_waited_for(store, query))
		b.rc = code_of(store, unwritten_write(store, NULL));
	if (b.rc != SQLITE_OK)
		return b;
	if (!*stmt)
		b.rc = prepare(store, queries[query].sql, stmt);
	else if (sqlite3_stmt_busy(*stmt))
		b.rc = SQLITE_MISUSE;
	if (b.rc == SQLITE_OK)
		b.stmt = *stmt;
	return b;
}

static void
note(struct bind *b, int rc)
{
	if (b->rc == SQLITE_OK)
		b->rc = rc;
}

void
bind_i64(struct bind *b, int64_t value)
{
	if (b->rc == SQLITE_OK)
		note(b, sqlite3_bind_int64(b->stmt, ++b->n_bound, value));
}

void
bind_id(struct bind *b, int64_t value)
{
	if (value != 0)
		bind_i64(b, value);
	else
		bind_null(b);
}

void
bind_bytes(struct bind *b, const void *bytes, size_t len)
{
	if (b->rc == SQLITE_OK)
		note(b,
			sqlite3_bind_blob64(b->stmt, ++b->n_bound,
				bytes ? bytes : "", len, SQLITE_STATIC));
}

void
bind_text(struct bind *b, const char *text)
{
	if (b->rc == SQLITE_OK)
		note(b,
			sqlite3_bind_text(b->stmt, ++b->n_bound, text, -1,
				SQLITE_STATIC));
}

void
bind_null(struct bind *b)
{
	if (b->rc == SQLITE_OK)
		note(b, sqlite3_bind_null(b->stmt, ++b->n_bound));
}

void
bind_same(struct bind *b, const struct bind *row, int column)
{
	if (b->rc == SQLITE_OK)
		note(b,
			sqlite3_bind_value(b->stmt, ++b->n_bound,
				sqlite3_column_value(row->stmt, column)));
}

void
bind_end(struct bind *b)
{
	if (b->stmt)
		(void)sqlite3_reset(b->stmt); /* its failure was reported */
	b->stmt = NULL;
}

/* SQLite says so of COMMIT, too: it changes nothing itself. */
static bool
only_reads(const struct bind *b)
{
	return b->stmt && sqlite3_stmt_readonly(b->stmt) &&
		b->stmt != b->store->statements[Q_COMMIT];
}

int
bind_next(struct bind *b, struct error *err)
{
	int r;

	if (b->rc == SQLITE_OK && !b->stmt)
		return 0; /* the end was seen before */
	if (b->rc == SQLITE_OK &&
		b->n_bound != sqlite3_bind_parameter_count(b->stmt))
		b->rc = SQLITE_RANGE; /* a parameter would keep its old value */
	if (b->rc == SQLITE_OK) {
		int rc = sqlite3_step(b->stmt);

		if (rc == SQLITE_ROW)
			return 1;
		if (rc == SQLITE_DONE) {
			bind_end(b);
			return 0;
		}
		b->rc = rc;
	}
	r = error_sqlite(err, b->store, b->rc,
		only_reads(b) ? "cannot read the catalogue" :
				"cannot write the catalogue");
	bind_end(b);
	return r;
}

int
bind_run(struct bind *b, struct error *err)
{
	int r;

	do {
		r = bind_next(b, err);
	} while (r > 0);
	return r;
}

int
bind_run_long(struct bind *b, struct error *err)
{
	struct store *store = b->store;
	const bool in_rows = store->in_rows;
	int r;

	store->in_rows = true;
	r = bind_run(b, err);
	store->in_rows = in_rows;
	return r;
}

int
bind_run_or_fail(struct bind *b, struct error *err)
{
	struct error failure = ERROR_INIT;

	if (bind_run(b, &failure) < 0 && (b->rc & 0xff) != SQLITE_CONSTRAINT) {
		*err = failure;
		return err->code;
	}
	return sqlite3_changes(b->store->db);
}

int64_t
bind_get_i64(const struct bind *b, int column)
{
	return sqlite3_column_int64(b->stmt, column);
}

const char *
bind_get_bytes(const struct bind *b, int column, size_t *ret_len)
{
	const char *bytes = sqlite3_column_blob(b->stmt, column);

	*ret_len = (size_t)sqlite3_column_bytes(b->stmt, column);
	return bytes ? bytes : "";
}

char *
bind_get_string(const struct bind *b, int column)
{
	const char *bytes;
	size_t len;

	if (sqlite3_column_type(b->stmt, column) == SQLITE_NULL)
		return NULL;
	bytes = bind_get_bytes(b, column, &len);
	return xmemdupz(bytes, len);
}

static int
first_i64(struct bind *b, int64_t *ret, struct error *err)
{
	int r = bind_next(b, err);

	if (r < 0)
		return r;
	*ret = r > 0 ? bind_get_i64(b, 0) : 0;
	bind_end(b);
	return 0;
}

int
query_i64(struct store *store, int64_t *ret, enum query query,
	struct error *err)
{
	struct bind b = bind_begin(store, query);

	return first_i64(&b, ret, err);
}

int
query_i64_of(struct store *store, int64_t *ret, enum query query,
	int64_t parameter, struct error *err)
{
	struct bind b = bind_begin(store, query);

	bind_i64(&b, parameter);
	return first_i64(&b, ret, err);
}

int
query_exec(struct store *store, const char *sql, struct error *err)
{
	int rc = sqlite3_exec(store->db, sql, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc, "cannot use the catalogue");
	return 0;
}

int
query_function(struct store *store, const char *name, int n_arguments,
	void (*call)(sqlite3_context *, int, sqlite3_value **),
	struct error *err)
{
	int rc = sqlite3_create_function_v2(store->db, name, n_arguments,
		SQLITE_UTF8 | SQLITE_DIRECTONLY, store, call, NULL, NULL, NULL);

	if (rc != SQLITE_OK)
		return error_sqlite(err, store, rc,
			"cannot open the catalogue");
	return 0;
}

/* The errno behind a failed system call, if SQLite kept one that says more
 * than its own code does. */
static int
system_errno(sqlite3 *db, int fallback)
{
	int code = db ? sqlite3_system_errno(db) : 0;

	return code == EDQUOT ? ENOSPC : code != 0 ? code : fallback;
}

static int
errno_of(sqlite3 *db, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_FULL:
		return ENOSPC;
	case SQLITE_READONLY:
		return EROFS;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return EBUSY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return EUCLEAN;
	case SQLITE_NOMEM:
		return ENOMEM;
	case SQLITE_INTERRUPT:
		return EINTR;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return EACCES;
	case SQLITE_CANTOPEN:
	case SQLITE_IOERR:
		return system_errno(db, EIO);
	default:
		return EIO;
	}
}

/* Numbers differ between systems, so this cannot be a table. */
static const char *
reason_of(struct store *store, int rc, int code)
{
	switch (code) {
	case ENOSPC:
		return "no space left on its file system";
	case EBUSY:
		return "another program is using it";
	case EUCLEAN:
		return "the file is damaged; restore a backup";
	case EROFS:
		return "it cannot be written to";
	default:
		break;
	}
	if ((rc & 0xff) == SQLITE_IOERR || (rc & 0xff) == SQLITE_CANTOPEN)
		return strerrordesc_np(code);
	if (store->db && (sqlite3_errcode(store->db) & 0xff) == (rc & 0xff))
		return sqlite3_errmsg(store->db);
	return sqlite3_errstr(rc);
}

int
error_sqlite(struct error *err, struct store *store, int rc, const char *what)
{
	int code = errno_of(store->db, rc);
	const char *reason = reason_of(store, rc, code);

	if (code == EINTR)
		return error_kind(err, ERROR_INTERRUPTED, code, "interrupted");
	return error_set(err, code, "%s '%s': %s", what, store->path,
		reason ? reason : "unknown reason");
}
