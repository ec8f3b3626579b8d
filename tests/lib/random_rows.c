/* SPDX-License-Identifier: MIT */
#include "lib/random_rows.h"

#include "lib/ok.h"
#include "lib/scratch.h"
#include "store/store.h"
#include "util/cleanup.h"

#include <stdio.h>

int64_t
random_number(void)
{
	static const int bits[] = { 0, 1, 7, 15, 23, 31, 47, 63 };
	const uint64_t edge = UINT64_C(1) << bits[any(8)];
	const uint64_t n = any(2) ? edge - any(2) : random_bits() >> any(64);

	return (int64_t)(any(2) ? n : ~n);
}

/* --- by SQLite alone ------------------------------------------------------- */

sqlite3 *
raw_open(const char *path)
{
	sqlite3 *db = NULL;

	ck_assert_int_eq(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE,
				 NULL),
		SQLITE_OK);
	return db;
}

void
raw_exec(sqlite3 *db, const char *sql)
{
	int rc = sqlite3_exec(db, sql, NULL, NULL, NULL);

	ck_assert_msg(rc == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
}

sqlite3_stmt *
raw_prepare(sqlite3 *db, const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int rc = sqlite3_prepare_v2(db, sql, -1, &stmt, NULL);

	ck_assert_msg(rc == SQLITE_OK, "%s: %s", sql, sqlite3_errmsg(db));
	return stmt;
}

static void
run_once(sqlite3_stmt *stmt)
{
	must(sqlite3_step(stmt) == SQLITE_DONE);
	must(sqlite3_reset(stmt) == SQLITE_OK);
}

/* --- rows ------------------------------------------------------------------ */

/* Some do not fit on their page. */
static void
bind_any_name(sqlite3_stmt *stmt, int at)
{
	uint8_t name[9000];
	uint32_t len = 1 + any(30);

	if (any(16) == 0)
		len = 1 + any(255);
	if (any(150) == 0)
		len = 3000 + any(6001);
	for (uint32_t i = 0; i < len; i++)
		name[i] = (uint8_t)random_bits();
	must(sqlite3_bind_blob(stmt, at, name, (int)len, SQLITE_TRANSIENT) ==
		SQLITE_OK);
}

/* Every column from this one on; some NULL from that one on. */
static void
bind_any_numbers(sqlite3_stmt *stmt, int at, int last, int null_from)
{
	for (; at <= last; at++) {
		int rc = at >= null_from && any(2) ?
			sqlite3_bind_null(stmt, at) :
			sqlite3_bind_int64(stmt, at, random_number());

		must(rc == SQLITE_OK);
	}
}

/* Many in few directories, and others anywhere. */
static void
add_entry(sqlite3_stmt *stmt)
{
	int64_t dir_id = any(4) ? any(300) : random_number();

	bind_any_numbers(stmt, 3, 12, 10);
	(void)sqlite3_bind_int64(stmt, 1, dir_id);
	bind_any_name(stmt, 2);
	run_once(stmt);
}

static void
add_content(sqlite3_stmt *stmt)
{
	const uint64_t digest[2] = { random_bits(), random_bits() };

	bind_any_numbers(stmt, 2, 7, 8);
	(void)sqlite3_bind_int64(stmt, 1,
		any(4) ? any(1 << 20) : random_number());
	(void)sqlite3_bind_null(stmt, 2 + 6 * (int)any(2));
	(void)sqlite3_bind_blob(stmt, 5, digest, (int)any(17),
		SQLITE_TRANSIENT);
	run_once(stmt);
}

static void
add_directory(sqlite3_stmt *stmt)
{
	bind_any_numbers(stmt, 2, 12, 13);
	(void)sqlite3_bind_int64(stmt, 1,
		any(4) ? any(1 << 16) : random_number());
	bind_any_name(stmt, 4);
	run_once(stmt);
}

/* By turns, so that pages of tables and indices are mixed. */
static void
add_rows(sqlite3 *db, unsigned int n)
{
	sqlite3_stmt *entry = raw_prepare(db,
		"INSERT OR IGNORE INTO entry VALUES"
		" (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
	sqlite3_stmt *content = raw_prepare(db,
		"INSERT OR IGNORE INTO content VALUES"
		" (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
	sqlite3_stmt *directory = raw_prepare(db,
		"INSERT OR IGNORE INTO directory VALUES"
		" (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");

	raw_exec(db, "BEGIN");
	for (unsigned int i = 0; i < n; i++) {
		add_entry(entry);
		if (any(2))
			add_content(content);
		if (any(4) == 0)
			add_directory(directory);
	}
	raw_exec(db, "COMMIT");
	(void)sqlite3_finalize(entry);
	(void)sqlite3_finalize(content);
	(void)sqlite3_finalize(directory);
}

static void
remove_rows(sqlite3 *db)
{
	raw_exec(db,
		"BEGIN;"
		"DELETE FROM entry WHERE abs(size % 3) = 1;"
		"DELETE FROM entry WHERE dir_id BETWEEN 20 AND 40;"
		"DELETE FROM content WHERE abs(id % 5) = 1;"
		"DELETE FROM directory WHERE abs(id % 7) = 1;"
		"COMMIT");
}

/* --- a catalogue of them --------------------------------------------------- */

char *
random_rows_make(const struct random_shape *shape)
{
	_cleanup_(freep) char *dir = scratch_dir();
	char *path = scratch_path(dir, "db");
	int reserved = shape->reserved;
	struct store *store = NULL;
	char sql[160];
	sqlite3 *db;

	ok(store_open(&store, path, STORE_WRITE, err));
	store_close(store);
	db = raw_open(path);
	raw_exec(db,
		"PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;"
		"PRAGMA cache_size = -65536");
	(void)snprintf(sql, sizeof(sql),
		"PRAGMA page_size = %d; PRAGMA auto_vacuum = %s",
		shape->page_size, shape->auto_vacuum ? "FULL" : "NONE");
	raw_exec(db, sql);
	ck_assert_int_eq(sqlite3_file_control(db, "main",
				 SQLITE_FCNTL_RESERVE_BYTES, &reserved),
		SQLITE_OK);
	raw_exec(db, "VACUUM");
	add_rows(db, shape->n_rows);
	remove_rows(db);
	add_rows(db, shape->n_rows / 4);
	(void)snprintf(sql, sizeof(sql), "PRAGMA journal_mode = %s",
		shape->journal);
	raw_exec(db, sql);
	ck_assert_int_eq(sqlite3_close(db), SQLITE_OK);
	return path;
}
