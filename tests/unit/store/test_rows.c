/* SPDX-License-Identifier: MIT */
#include "store/rows.h"

#include "store/find/find.h"
#include "store/scope.h"
#include "unit/store/fixture.h"
#include "util/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

static struct store *store;
static int64_t volume_id;
static int64_t top;
static int64_t sub;

/*
 * /mnt: IMG_1.NEF (content 7), notes.txt, link -> x, and sub/ with
 * img_2.nef (content 7), "a\nb" (content 7, inode of IMG_1.NEF).
 */
static void
set_up(void)
{
	struct entry link = file_entry("link", 30, 3);
	struct known_entry way;
	struct entry self;
	int64_t names;

	store = open_store(":memory:");
	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
	way = get_entry(store, 0, "1");
	self = file_entry("1", 2, 4096);
	self.mode = S_IFDIR | 0755;
	ok(store_change_entry(store, 0, &way, &self, top, err));
	(void)make_directory(store, volume_id, "a way");
	add_file(store, top, "IMG_1.NEF", 10, 5);
	add_file(store, top, "notes.txt", 11, 50);
	link.mode = S_IFLNK | 0777;
	ok(store_add_entry(store, top, &link, 0, err));
	sub = add_dir(store, volume_id, top, "sub");
	add_file(store, sub, "img_2.nef", 12, 5);
	add_file(store, sub, "a\nb", 10, 5);
	set_content(store, top, "IMG_1.NEF", 7);
	set_content(store, sub, "img_2.nef", 7);
	set_content(store, sub, "a\nb", 7);
	ok(store_commit(store, err));
	names = number(store, "SELECT count(*) FROM entry");
	ck_assert_int_eq(names, 8);
}

static void
tear_down(void)
{
	interrupt_set(0);
	store_close(store);
}

/* ctime is kept as what it is behind mtime; it must come back whatever the
 * two are, through the report, the view and the comparison with lstat. */
START_TEST(any_two_times_come_back)
{
	static const int64_t times[] = { INT64_MIN, INT64_MIN + 1,
		INT64_MIN / 2, -1, 0, 1, INT64_MAX / 2, INT64_MAX / 2 + 2,
		INT64_MAX - 1, INT64_MAX };
	const int n = (int)(sizeof(times) / sizeof(*times));
	struct entry e = file_entry("times", 40, 5);
	struct wanted *ctime = wanted_new(WANTED_CTIME);
	const struct find_options options = { .wanted = ctime,
		.max_depth = INT64_MAX };
	struct known_entry known;
	struct find *find = NULL;
	struct find_entry found = { 0 };
	int64_t id = top;

	for (int i = 0; i < n * n; i++) {
		e.mtime_ns = times[i / n];
		e.ctime_ns = times[i % n];
		if (i == 0)
			ok(store_add_entry(store, id, &e, 0, err));
		else
			ok(store_change_entry(store, id, &known, &e, 0, err));
		known = get_entry(store, id, "times");
		ck_assert(entry_same_facts(&known.entry, &e));
		ck_assert_int_eq(number(store,
					 "SELECT ctime_ns FROM files"
					 " WHERE name = 'times'"),
			e.ctime_ns);
		ck_assert_int_eq(number(store,
					 "SELECT mtime_ns FROM files"
					 " WHERE name = 'times'"),
			e.mtime_ns);
		ctime->min = ctime->max = e.ctime_ns;
		ok(store_find_open(&find, store, &options, err));
		ok(store_find_next(find, &found, err));
		ck_assert_int_eq(found.entry.mtime_ns, e.mtime_ns);
		ck_assert_int_eq(found.entry.ctime_ns, e.ctime_ns);
		store_find_close(find);
	}
	wanted_free(ctime);
}
END_TEST

/* The first group's copies, or 0. */
static int64_t
first_group(enum rows_query query, int64_t min_size)
{
	struct rows *rows = NULL;
	struct error error = ERROR_INIT;
	int64_t copies = 0;
	int r;

	ok(rows_open(&rows, store, query, err));
	rows_bind_i64(rows, min_size);
	rows_bind_i64(rows, 1);
	rows_bind_i64(rows, -1);
	rows_bind_i64(rows, INT64_MAX);
	r = rows_next(rows, &error);
	ck_assert_int_ge(r, 0);
	if (r > 0) {
		copies = rows_i64(rows, 3);
		ck_assert_int_eq(rows_i64(rows, 0), 7);
		ck_assert_int_eq(rows_i64(rows, 1), 5);
		ck_assert_int_eq(rows_i64(rows, 4), 1);
		ck_assert_int_eq(rows_i64(rows, 5), 5 * (copies - 1));
		ck_assert_str_eq(rows_column_name(rows, 5), "wasted");
		ck_assert_int_eq(rows_next(rows, &error), 0);
	}
	rows_close(rows);
	return copies;
}

START_TEST(groups_and_members)
{
	struct rows *rows = NULL;
	struct error error = ERROR_INIT;

	ck_assert_int_eq(first_group(ROWS_GROUPS, 0), 2);
	ck_assert_int_eq(first_group(ROWS_GROUPS_SIZE, 0), 2);
	ck_assert_int_eq(first_group(ROWS_GROUPS_COPIES, 0), 2);
	ck_assert_int_eq(first_group(ROWS_GROUPS, 6), 0);

	ok(rows_open(&rows, store, ROWS_MEMBERS, err));
	rows_bind_i64(rows, 7);
	ck_assert_int_eq(rows_next(rows, &error), 1);
	ck_assert_str_eq(rows_bytes(rows, 1, NULL), "IMG_1.NEF");
	ck_assert_int_eq(rows_next(rows, &error), 1);
	ck_assert_int_eq(rows_i64(rows, 3), 10);
	ck_assert_int_eq(rows_next(rows, &error), 1);
	ck_assert_str_eq(rows_bytes(rows, 1, NULL), "img_2.nef");
	ck_assert_int_eq(rows_next(rows, &error), 0);
	rows_reset(rows);
	rows_bind_i64(rows, 8);
	ck_assert_int_eq(rows_next(rows, &error), 0);
	rows_close(rows);
}
END_TEST

static int
open_sql(struct rows **ret, const char *sql, struct error *err)
{
	return rows_open_sql(ret, store, sql, NULL, err);
}

static const char *const forbidden[] = {
	"DELETE FROM entry",
	"INSERT INTO fact VALUES ('x', 1)",
	"UPDATE volume SET name = 'x'",
	"CREATE TABLE t (x)",
	"CREATE TEMP TABLE t (x)",
	"DROP VIEW files",
	"ATTACH 'x.db' AS x",
	"DETACH main",
	"PRAGMA journal_mode = DELETE",
	"PRAGMA user_version = 9",
	"PRAGMA writable_schema = ON",
	"SELECT load_extension('x')",
	"VACUUM",
	"BEGIN",
	"EXPLAIN DELETE FROM entry",
	"SELEC",
	"SELECT no_such_column FROM files",
};

START_TEST(users_sql_only_reads)
{
	struct rows *rows = NULL;
	struct error error = ERROR_INIT;

	ck_assert_int_lt(open_sql(&rows, forbidden[_i], &error), 0);
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ck_assert_ptr_null(rows);
}
END_TEST

START_TEST(users_sql_sees_the_views)
{
	struct rows *rows = NULL;
	struct error error = ERROR_INIT;
	const char *tail = NULL;

	ok(rows_open_sql(&rows, store,
		"SELECT path, size, 1.5, NULL, CAST(name AS BLOB) FROM files"
		" WHERE digest IS NOT NULL ORDER BY path; SELECT 2",
		&tail, err));
	ck_assert_str_eq(tail, " SELECT 2");
	ck_assert_int_eq(rows_n_columns(rows), 5);
	ck_assert_int_eq(rows_next(rows, &error), 1);
	ck_assert_str_eq(rows_bytes(rows, 0, NULL), "/mnt/IMG_1.NEF");
	ck_assert_int_eq(rows_kind(rows, 0), 't');
	ck_assert_int_eq(rows_kind(rows, 1), 'i');
	ck_assert_int_eq(rows_kind(rows, 2), 'r');
	ck_assert(rows_real(rows, 2) > 1.4 && rows_real(rows, 2) < 1.6);
	ck_assert_int_eq(rows_kind(rows, 3), 'n');
	ck_assert(rows_is_null(rows, 3));
	ck_assert_int_eq(rows_kind(rows, 4), 'b');
	rows_close(rows);

	rows = NULL;
	ok(open_sql(&rows, " -- nothing\n", err));
	ck_assert_ptr_null(rows);
	ok(open_sql(&rows, "PRAGMA table_info(files)", err));
	rows_close(rows);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM duplicates"), 3);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM directories"), 3);
}
END_TEST

START_TEST(an_interrupt_ends_a_long_query)
{
	struct rows *rows = NULL;
	struct error error = ERROR_INIT;

	ok(open_sql(&rows,
		"WITH RECURSIVE n (i) AS (VALUES (1) UNION ALL"
		" SELECT i + 1 FROM n) SELECT count(*) FROM n",
		err));
	(void)signal(SIGALRM, interrupt_set);
	(void)alarm(1);
	ck_assert_int_eq(rows_next(rows, &error), -EINTR);
	ck_assert_int_eq(error.kind, ERROR_INTERRUPTED);
	rows_close(rows);
	/* The rest of the store goes on. */
	ok(store_begin(store, err));
	add_file(store, top, "after", 99, 1);
	ok(store_commit(store, err));
}
END_TEST

Suite *suite_rows(void);

Suite *
suite_rows(void)
{
	Suite *s = suite_create("rows");
	TCase *tc = tcase_create("rows");
	int n_sql = (int)(sizeof(forbidden) / sizeof(*forbidden));

	tcase_set_timeout(tc, 60);
	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, any_two_times_come_back);
	tcase_add_test(tc, groups_and_members);
	tcase_add_loop_test(tc, users_sql_only_reads, 0, n_sql);
	tcase_add_test(tc, users_sql_sees_the_views);
	tcase_add_test(tc, an_interrupt_ends_a_long_query);
	suite_add_tcase(s, tc);
	return s;
}
