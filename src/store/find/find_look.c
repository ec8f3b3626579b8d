/* SPDX-License-Identifier: MIT */
/*
 * A statement made of the filter, run once for each piece: it marks the
 * directories of what it finds, keeps that, or counts it.  For who wants the
 * first few it leaves out what is beyond the bound (find_bound.h).
 */
#include "store/find/find_look.h"

#include "store/find/find_bound.h"
#include "store/internal.h"

#include <string.h>

/* When one directory in so many is marked, walking costs as little; but not to
 * the first few, which may be far from where the others are. */
#define TOO_MANY 4
/* From one piece to the next where they need not be in order; odd, so that it
 * comes to each. */
#define STRIDE 37
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

static bool
is_keeping(const struct find_look *w)
{
	return w->keeps &&
		!atomic_load_explicit(&w->too_many, memory_order_relaxed);
}

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

/* What it was made for. */
struct look_stmt {
	sqlite3_stmt *stmt;
	const struct find_row *last; /* of the first few */
	bool keeps;		     /* what it finds, and tells all of it */
};

static int
prepare(const struct find_look *w, struct store *store, struct look_stmt *ret,
	const struct wanted_sql *sql)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	int rc;

	ret->last = atomic_load(&w->last);
	ret->keeps = is_keeping(w);
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
keep_up(const struct find_look *w, struct store *store, struct look_stmt *stmt,
	const struct wanted_sql *sql)
{
	if (stmt->stmt && stmt->last == atomic_load(&w->last) &&
		stmt->keeps == is_keeping(w))
		return SQLITE_OK;
	(void)sqlite3_finalize(stmt->stmt); /* it is done */
	stmt->stmt = NULL;
	return prepare(w, store, stmt, sql);
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
keep(struct find_look *w, sqlite3_stmt *stmt, int piece)
{
	struct strbuf *kept = &w->kept[piece];
	size_t before = kept->len;
	struct find_row row;

	if (!is_keeping(w))
		return;
	if (!read_row(w, &row, stmt)) {
		atomic_store(&w->too_many, true);
		return;
	}
	find_row_add(kept, &row, sqlite3_column_blob(stmt, 1),
		(size_t)sqlite3_column_bytes(stmt, 1));
	before = kept->len - before;
	if (atomic_fetch_add(&w->n_kept, (long long)before) > w->most_kept)
		atomic_store(&w->too_many, true);
}

static void
mark(struct find_look *w, struct find_marks *marks,
	const struct look_stmt *stmt, int piece)
{
	int64_t dir_id = sqlite3_column_int64(stmt->stmt, 0);

	(void)find_marks_set(marks, dir_id);
	if (stmt->keeps)
		keep(w, stmt->stmt, piece);
	else if (!w->keeps && !marks->keys.too_many)
		find_keys_add(&marks->keys, dir_id,
			sqlite3_column_blob(stmt->stmt, 1),
			(size_t)sqlite3_column_bytes(stmt->stmt, 1));
}

/* Not worth to go on?  Then nothing of it is of use. */
static bool
are_too_many(struct find_look *w, int64_t n_marked)
{
	return n_marked > w->n_directories / TOO_MANY && !w->is_few &&
		!is_keeping(w);
}

/* One piece.  An SQLite code. */
static int
look_at_piece(struct find_look *w, struct store *store,
	const struct look_stmt *stmt, struct find_marks *marks, int piece)
{
	int64_t before = marks->n_set;
	int rc = bind_piece(w, stmt->stmt, piece);

	if (rc != SQLITE_OK)
		return rc;
	store->in_rows = true;
	while ((rc = sqlite3_step(stmt->stmt)) == SQLITE_ROW)
		if (w->counts)
			atomic_fetch_add(&w->n_counted,
				sqlite3_column_int64(stmt->stmt, 0));
		else
			mark(w, marks, stmt, piece);
	store->in_rows = false;
	if (rc != SQLITE_DONE)
		return rc;
	before = atomic_fetch_add(&w->n_marked, marks->n_set - before) +
		marks->n_set - before;
	if (are_too_many(w, before))
		atomic_store(&w->give_up, true);
	return sqlite3_reset(stmt->stmt);
}

/* --- pieces -------------------------------------------------------------- */

/* Which to look at next; n_pieces at the end.  Of what is in order a few from
 * all over have some of the first. */
static int
take_piece(struct find_look *w)
{
	int n = atomic_fetch_add(&w->next_piece, 1);

	if (n >= w->n_pieces)
		return w->n_pieces;
	return w->raises && !w->ranges ? n * STRIDE % FIND_LOOK_PIECES : n;
}

/* After a piece: is the last of its first few better than that of others? */
static void
raise_bound(struct find_look *w, int piece)
{
	const struct find_row *other = atomic_load(&w->last);
	const struct find_row *last;

	if (!w->raises || !is_keeping(w))
		return;
	last = find_bound_last(w->bound, &w->kept[piece]);
	/* Where another thread was faster, `other` is what it found. */
	while (last && (!other || find_bound_is_before(w->bound, last, other)))
		if (atomic_compare_exchange_weak(&w->last, &other, last))
			return;
}

static int
look_at_pieces(struct find_look *w, struct store *store,
	struct find_marks *marks, const struct wanted_sql *sql)
{
	struct look_stmt stmt = { .stmt = NULL };
	int rc = SQLITE_OK;

	while (rc == SQLITE_OK && !atomic_load(&w->give_up)) {
		int piece = take_piece(w);

		if (piece >= w->n_pieces)
			break;
		rc = keep_up(w, store, &stmt, sql);
		if (rc == SQLITE_OK)
			rc = look_at_piece(w, store, &stmt, marks, piece);
		/* What was not matched to its end may match. */
		if (wanted_sql_given_up(sql) > 0)
			atomic_store(&w->give_up, true);
		if (rc == SQLITE_OK)
			raise_bound(w, piece);
	}
	(void)sqlite3_finalize(stmt.stmt); /* its failure is rc */
	return rc;
}

int
find_look(struct find_look *w, struct store *store, struct find_marks *marks,
	struct error *err)
{
	_cleanup_(wanted_sql_freep) struct wanted_sql *sql = NULL;
	struct wanted_context none = { .digests = w->found,
		.empty = &w->empty,
		.dirs = w->dirs,
		.reach = w->reach.bits ? &w->reach : NULL };
	int r = wanted_sql_new(&sql, store, w->filter,
		w->counts || w->keeps ? WANTED_EXACT : WANTED_ROUGH, &none,
		err);
	int rc;

	if (r < 0)
		return r;
	rc = look_at_pieces(w, store, marks, sql);
	if (rc != SQLITE_OK) {
		atomic_store(&w->give_up, true);
		r = error_sqlite(err, store, rc, "cannot read the catalogue");
	}
	return r;
}
