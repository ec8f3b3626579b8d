/* SPDX-License-Identifier: MIT */
/*
 * A piece by a statement made of the filter: where the index of names says where
 * to look, and where members of archives are meant, too.
 */
#include "store/find/find_look_ways.h"

#include "store/find/find_bound.h"
#include "store/internal.h"

#include <string.h>

#define COUNT_SQL "SELECT count(*) FROM entry AS e WHERE "
#define SCAN_SQL "SELECT e.dir_id, e.name FROM entry AS e WHERE "
#define KEEP_SQL                                                               \
	"SELECT e.dir_id, e.name, e.size, e.blocks, e.mtime, e.lag, e.inode,"  \
	" e.attribute_id, e.nlink, e.child_id, "
#define KEEP_DIGEST                                                            \
	"(SELECT c.digest FROM content AS c"                                   \
	" WHERE c.id = e.content_id AND c.covered = c.size)"
#define KEEP_FROM " FROM entry AS e WHERE "
/* A piece: whole directories, or what the index of names says. */
#define PIECE_SQL "e.dir_id >= ?1 AND e.dir_id < ?2 AND "
/* Behind the filter: SQLite compares each row it comes to with these again,
 * where the index it goes along already did. */
#define RANGE_SQL                                                              \
	" AND (e.dir_id, e.name) >= (?1, ?2) AND (e.dir_id, e.name) < (?3, ?4)"

/* --- the statement ------------------------------------------------------- */

static void
add_columns(struct strbuf *text, const struct find_look *w, bool keeps)
{
	if (keeps) {
		strbuf_adds(text, KEEP_SQL);
		strbuf_adds(text, w->digests ? KEEP_DIGEST : "NULL");
		strbuf_adds(text, KEEP_FROM);
	} else {
		strbuf_adds(text, w->counts ? COUNT_SQL : SCAN_SQL);
	}
}

static int
prepare(const struct find_look *w, struct store *store, struct look_stmt *ret)
{
	const struct wanted_sql *sql = ret->sql;
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	int rc;

	ret->last = atomic_load(&w->last);
	ret->keeps = find_look_is_keeping(w);
	add_columns(&text, w, ret->keeps);
	if (!w->ranges)
		strbuf_adds(&text, PIECE_SQL);
	strbuf_addf(&text, "(%s(%s%s))",
		w->archives ? "e.archive_id > 0 OR " : "",
		find_bound_sql(w->bound, ret->last), wanted_sql_text(sql));
	/* Behind the filter, which lets few through. */
	if (w->counts || w->raises || w->reach.bits)
		strbuf_addf(&text, " AND %s", wanted_sql_found(sql));
	if (w->ranges)
		strbuf_adds(&text, RANGE_SQL);
	rc = sqlite3_prepare_v2(store->db, text.buf, -1, &ret->stmt, NULL);
	if (rc == SQLITE_OK)
		rc = find_bound_bind(w->bound, ret->last, ret->stmt);
	return rc == SQLITE_OK ? wanted_sql_bind(sql, ret->stmt) : rc;
}

/* Anew, where a piece has moved the bound or what is kept is too much. */
static int
keep_up(const struct find_look *w, struct store *store, struct look_stmt *stmt)
{
	if (stmt->stmt && stmt->last == atomic_load(&w->last) &&
		stmt->keeps == find_look_is_keeping(w))
		return SQLITE_OK;
	(void)sqlite3_finalize(stmt->stmt); /* it is done */
	stmt->stmt = NULL;
	return prepare(w, store, stmt);
}

/* The n-th parameter and the next: a name's place.  An SQLite code. */
static int
bind_place(sqlite3_stmt *stmt, int n, int64_t dir_id, const char *name,
	size_t len)
{
	int rc = sqlite3_bind_int64(stmt, n, dir_id);

	return rc != SQLITE_OK ?
		rc :
		sqlite3_bind_blob64(stmt, n + 1, name, len, SQLITE_STATIC);
}

static int
bind_piece(const struct find_look *w, sqlite3_stmt *stmt, int piece)
{
	int64_t size = w->n_directories / FIND_LOOK_PIECES + 1;
	const struct name_range *range;
	int rc;

	if (!w->ranges) {
		rc = sqlite3_bind_int64(stmt, 1, piece * size);
		return rc != SQLITE_OK ?
			rc :
			sqlite3_bind_int64(stmt, 2, (piece + 1) * size);
	}
	range = &w->ranges->items[piece];
	rc = bind_place(stmt, 1, range->dir_id,
		w->ranges->names.buf + range->name_at, range->name_len);
	return rc != SQLITE_OK ?
		rc :
		bind_place(stmt, 3, range->end_dir_id,
			w->ranges->names.buf + range->end_name_at,
			range->end_name_len);
}

/* The row as KEEP_SQL has it.  False if its numbers are not ours. */
static bool
read_row(const struct find_look *w, struct find_row *ret, sqlite3_stmt *stmt)
{
	int64_t dir_id = sqlite3_column_int64(stmt, 0);
	int64_t child_id = sqlite3_column_int64(stmt, 9);
	const void *digest = sqlite3_column_blob(stmt, 10);

	*ret = (struct find_row){
		.size_bytes = sqlite3_column_int64(stmt, 2),
		.blocks = sqlite3_column_int64(stmt, 3),
		.mtime_ns = sqlite3_column_int64(stmt, 4),
		.lag = sqlite3_column_int64(stmt, 5),
		.inode = sqlite3_column_int64(stmt, 6),
		.attribute_id = sqlite3_column_int64(stmt, 7),
		.dir_id = (int32_t)dir_id,
		.child_id = (int32_t)child_id,
		.nlink = (uint32_t)sqlite3_column_int64(stmt, 8),
	};
	if (digest && sqlite3_column_bytes(stmt, 10) == DIGEST_BYTES) {
		ret->has_digest = true;
		memcpy(ret->digest, digest, DIGEST_BYTES);
	}
	return dir_id >= 0 && dir_id < w->n_directories && child_id >= 0 &&
		child_id < w->n_directories && (!digest || ret->has_digest);
}

static void
note(struct find_look *w, struct find_marks *marks,
	const struct look_stmt *stmt, int piece)
{
	const char *name = sqlite3_column_blob(stmt->stmt, 1);
	size_t len = (size_t)sqlite3_column_bytes(stmt->stmt, 1);
	int64_t dir_id = sqlite3_column_int64(stmt->stmt, 0);
	struct find_row row;

	if (!stmt->keeps)
		find_look_mark(w, marks, dir_id, name, len);
	else if (read_row(w, &row, stmt->stmt))
		(void)find_look_keep(w, marks, piece, &row, name, len);
	else
		find_look_refuse(w, marks, dir_id);
}

static int
run(struct find_look *w, struct store *store, const struct look_stmt *stmt,
	struct find_marks *marks, int piece)
{
	int rc;

	store->in_rows = true;
	while ((rc = sqlite3_step(stmt->stmt)) == SQLITE_ROW)
		if (w->counts)
			atomic_fetch_add(&w->n_counted,
				sqlite3_column_int64(stmt->stmt, 0));
		else
			note(w, marks, stmt, piece);
	store->in_rows = false;
	return rc == SQLITE_DONE ? sqlite3_reset(stmt->stmt) : rc;
}

int
find_look_by_stmt(struct find_look *w, struct store *store,
	struct look_stmt *stmt, struct find_marks *marks, int piece,
	struct error *err)
{
	int rc = keep_up(w, store, stmt);

	if (rc == SQLITE_OK)
		rc = bind_piece(w, stmt->stmt, piece);
	if (rc == SQLITE_OK)
		rc = run(w, store, stmt, marks, piece);
	/* What was not matched to its end may match. */
	if (wanted_sql_given_up(stmt->sql) > 0)
		atomic_store(&w->give_up, true);
	return rc == SQLITE_OK ?
		0 :
		error_sqlite(err, store, rc, "cannot read the catalogue");
}

void
look_stmt_clear(struct look_stmt *stmt)
{
	(void)sqlite3_finalize(stmt->stmt); /* its failure was told */
	wanted_sql_free(stmt->sql);
}
