/* SPDX-License-Identifier: MIT */
/*
 * Trees that were put into a file as pages are what SQLite would have made of
 * their rows: it checks them, and reads back what was written.
 */
#include "lib/ok.h"
#include "lib/random.h"
#include "lib/scratch.h"
#include "store/pages/grow.h"
#include "store/pages/record_write.h"

#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *dir;
static char *path;
static sqlite3 *db;

static void
run(const char *sql)
{
	ck_assert_msg(sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK,
		"%s: %s", sql, sqlite3_errmsg(db));
}

static int64_t
number(const char *sql)
{
	sqlite3_stmt *stmt = NULL;
	int64_t value;

	ck_assert_msg(sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK,
		"%s: %s", sql, sqlite3_errmsg(db));
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	value = sqlite3_column_int64(stmt, 0);
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
	return value;
}

static void
set_up(void)
{
	dir = scratch_dir();
	path = scratch_path(dir, "grown.db");
	ck_assert_int_eq(sqlite3_open(path, &db), SQLITE_OK);
	run("CREATE TABLE keyed (a INTEGER NOT NULL, b BLOB NOT NULL, c,"
	    " PRIMARY KEY (a, b)) WITHOUT ROWID;"
	    "CREATE TABLE rows (id INTEGER PRIMARY KEY, x INTEGER, y BLOB);"
	    "CREATE INDEX rows_x ON rows (x)");
}

static void
tear_down(void)
{
	(void)sqlite3_close(db);
	free(path);
	free(dir);
}

static uint32_t
root_of(const char *name)
{
	char sql[100];

	(void)snprintf(sql, sizeof(sql),
		"SELECT rootpage FROM sqlite_schema WHERE name = '%s'", name);
	return (uint32_t)number(sql);
}

/* A number with so many bits, of either sign. */
static int64_t
any_number(void)
{
	int64_t value = (int64_t)(random_bits() >> any(64));

	return any(2) > 0 ? value : -value;
}

struct row {
	int64_t id;
	int64_t x;
	size_t len;
};

static int
by_x(const void *a, const void *b)
{
	const struct row *x = a, *y = b;

	if (x->x != y->x)
		return x->x < y->x ? -1 : 1;
	return (x->id > y->id) - (x->id < y->id);
}

static void
add(struct grow *g, int64_t key, const struct record_writer *w)
{
	uint8_t record[RECORD_WRITE_MAX];

	grow_add(g, key, record, record_write_end(w, record));
}

/* Bytes that tell the row they are of. */
static const uint8_t *
bytes_of(int64_t id, size_t len)
{
	static uint8_t bytes[RECORD_BLOB_MAX];

	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)((uint64_t)id * 31 + i);
	return bytes;
}

static struct row *
make_rows(size_t n, size_t longest)
{
	struct row *rows = calloc(n + 1, sizeof(*rows));
	int64_t id = -(int64_t)any(3) * 1000;

	ck_assert_ptr_nonnull(rows);
	for (size_t i = 0; i < n; i++) {
		id += 1 + (int64_t)any(any(10) > 0 ? 2 : 100000);
		rows[i] = (struct row){ id, any_number(), any(longest + 1) };
	}
	return rows;
}

static void
grow_rows(struct grow *g, const struct row *rows, size_t n, uint32_t root)
{
	struct record_writer w;

	grow_begin(g, root, false);
	for (size_t i = 0; i < n; i++) {
		record_write_begin(&w);
		record_write_null(&w);
		record_write_i64(&w, rows[i].x);
		record_write_blob(&w, bytes_of(rows[i].id, rows[i].len),
			rows[i].len);
		add(g, rows[i].id, &w);
	}
	ck_assert_int_eq(grow_end(g), 0);
}

static void
grow_index(struct grow *g, struct row *rows, size_t n, uint32_t root)
{
	struct record_writer w;

	qsort(rows, n, sizeof(*rows), by_x);
	grow_begin(g, root, true);
	for (size_t i = 0; i < n; i++) {
		record_write_begin(&w);
		record_write_i64(&w, rows[i].x);
		record_write_i64(&w, rows[i].id);
		add(g, 0, &w);
	}
	ck_assert_int_eq(grow_end(g), 0);
}

static void
grow_keyed(struct grow *g, size_t n, size_t longest, uint32_t root)
{
	struct record_writer w;

	grow_begin(g, root, true);
	for (size_t i = 0; i < n; i++) {
		record_write_begin(&w);
		record_write_i64(&w, (int64_t)i - 3);
		record_write_blob(&w, bytes_of((int64_t)i, i % (longest + 1)),
			i % (longest + 1));
		record_write_id(&w, (int64_t)i % 3);
		add(g, 0, &w);
	}
	ck_assert_int_eq(grow_end(g), 0);
}

/* SQLite looked at the file before, and has it in its memory. */
static int
open_file(void)
{
	int fd;

	(void)number("SELECT count(*) FROM rows");
	fd = open(path, O_RDWR | O_CLOEXEC);
	ck_assert_int_ge(fd, 0);
	return fd;
}

static void
assert_rows(const struct row *rows, size_t n)
{
	sqlite3_stmt *stmt = NULL;

	ck_assert_int_eq(sqlite3_prepare_v2(db,
				 "SELECT id, x, y FROM rows WHERE id = ?1", -1,
				 &stmt, NULL),
		SQLITE_OK);
	for (size_t i = 0; i < n; i++) {
		const struct row *r = &rows[i];

		ck_assert_int_eq(sqlite3_bind_int64(stmt, 1, r->id), SQLITE_OK);
		ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
		ck_assert_int_eq(sqlite3_column_int64(stmt, 1), r->x);
		ck_assert_uint_eq((size_t)sqlite3_column_bytes(stmt, 2),
			r->len);
		if (r->len > 0)
			ck_assert_mem_eq(sqlite3_column_blob(stmt, 2),
				bytes_of(r->id, r->len), r->len);
		ck_assert_int_eq(sqlite3_reset(stmt), SQLITE_OK);
	}
	ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
}

static void
assert_sound(void)
{
	ck_assert_int_eq(number("SELECT count(*) FROM pragma_integrity_check"
				" WHERE integrity_check <> 'ok'"),
		0);
}

/* What follows has the same room as in a tree of SQLite's. */
static void
assert_goes_on(size_t n)
{
	run("INSERT INTO rows (x, y) SELECT a, b FROM keyed;"
	    "DELETE FROM keyed WHERE a % 2 = 0;"
	    "UPDATE rows SET y = zeroblob(2000) WHERE id % 5 = 0");
	assert_sound();
	ck_assert_int_ge(number("SELECT count(*) FROM rows"), (int64_t)n);
}

static const size_t counts[] = { 0, 1, 2, 3, 4, 5, 20, 300, 3000, 40000 };
#define N_COUNTS (sizeof(counts) / sizeof(counts[0]))

START_TEST(trees_are_as_sqlite_makes_them)
{
	const size_t longest = _i < (int)N_COUNTS ? 20 : RECORD_BLOB_MAX;
	const size_t n = counts[(size_t)_i % N_COUNTS];
	struct row *rows;
	struct grow *g;
	int fd;

	random_seed = (uint64_t)_i + 1;
	rows = make_rows(n, longest);
	fd = open_file();
	g = grow_new(fd);
	ck_assert_ptr_nonnull(g);
	ck_assert(grow_is_small_leaf(g, root_of("rows"), false, 0));
	grow_rows(g, rows, n, root_of("rows"));
	grow_index(g, rows, n, root_of("rows_x"));
	grow_keyed(g, n, longest, root_of("keyed"));
	ck_assert_int_eq(grow_finish(g), 0);
	grow_free(g);
	ck_assert_int_eq(close(fd), 0);

	assert_sound();
	ck_assert_int_eq(number("SELECT count(*) FROM rows"), (int64_t)n);
	ck_assert_int_eq(number("SELECT count(*) FROM keyed"), (int64_t)n);
	assert_rows(rows, n);
	assert_goes_on(n);
	free(rows);
}
END_TEST

/* The last and the first record of a page that is just full. */
START_TEST(pages_may_be_full_to_the_byte)
{
	struct record_writer w;
	struct grow *g;
	int fd = open_file();

	g = grow_new(fd);
	ck_assert_ptr_nonnull(g);
	grow_begin(g, root_of("keyed"), true);
	for (int64_t i = 0; i < 600; i++) {
		record_write_begin(&w);
		record_write_i64(&w, i + 1000);
		record_write_blob(&w, bytes_of(i, (size_t)_i), (size_t)_i);
		record_write_null(&w);
		add(g, 0, &w);
	}
	ck_assert_int_eq(grow_end(g), 0);
	ck_assert_int_eq(grow_finish(g), 0);
	grow_free(g);
	ck_assert_int_eq(close(fd), 0);
	assert_sound();
	ck_assert_int_eq(number("SELECT count(*) FROM keyed"), 600);
}
END_TEST

START_TEST(other_files_are_refused)
{
	static const char *const others[] = {
		"PRAGMA page_size = 8192; VACUUM",
		"PRAGMA auto_vacuum = FULL; VACUUM",
	};
	int fd;

	if (_i < 2)
		run(others[_i]);
	fd = open_file();
	if (_i == 2)
		ck_assert_int_eq(ftruncate(fd, 50), 0);
	if (_i == 3) /* a page that the header does not know of */
		ck_assert_int_eq(pwrite(fd, "x", 1, 20 * GROW_PAGE - 1), 1);
	errno = EIO;
	ck_assert_ptr_null(grow_new(fd));
	ck_assert_int_eq(errno, 0);
	ck_assert_ptr_null(grow_new(-1));
	ck_assert_int_eq(errno, EBADF);
	ck_assert_int_eq(close(fd), 0);
}
END_TEST

START_TEST(what_has_rows_is_told)
{
	struct grow *g;
	int fd;

	run("INSERT INTO rows VALUES (1, 2, NULL), (2, 3, NULL)");
	fd = open_file();
	g = grow_new(fd);
	ck_assert_ptr_nonnull(g);
	ck_assert(!grow_is_small_leaf(g, root_of("rows"), false, 1));
	ck_assert(grow_is_small_leaf(g, root_of("rows"), false, 2));
	ck_assert(!grow_is_small_leaf(g, root_of("rows"), true, 2));
	ck_assert(!grow_is_small_leaf(g, 1, false, 100));
	ck_assert(!grow_is_small_leaf(g, 1000, false, 100));
	grow_free(g);
	ck_assert_int_eq(close(fd), 0);
}
END_TEST

START_TEST(a_file_that_cannot_be_written_is_told)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	struct grow *g = grow_new(fd);

	ck_assert_ptr_nonnull(g);
	grow_begin(g, root_of("keyed"), true);
	ck_assert_int_eq(grow_end(g), -EBADF);
	ck_assert_int_eq(grow_finish(g), -EBADF);
	grow_free(g);
	ck_assert_int_eq(close(fd), 0);
}
END_TEST

Suite *suite_grow(void);

Suite *
suite_grow(void)
{
	Suite *s = suite_create("grow");
	TCase *tc = tcase_create("grow");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_loop_test(tc, trees_are_as_sqlite_makes_them, 0,
		2 * (int)N_COUNTS - 1);
	tcase_add_loop_test(tc, pages_may_be_full_to_the_byte, 0, 128);
	tcase_add_loop_test(tc, other_files_are_refused, 0, 4);
	tcase_add_test(tc, what_has_rows_is_told);
	tcase_add_test(tc, a_file_that_cannot_be_written_is_told);
	suite_add_tcase(s, tc);
	return s;
}
