/* SPDX-License-Identifier: MIT */
/* What directories held before the runs that changed them. */
#include "store/history.h"
#include "store/moves.h"
#include "unit/store/fixture.h"

static struct store *store;
static int64_t volume, root, below;

/* As the first scan of /mnt/way/root at time 100. */
static void
set_up(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	ok(store_begin_history(store, 100, err));
	volume = add_volume(store, "uuid:1", "/mnt");
	root = make_directory(store, volume, "way/root");
	ok(store_keep_unknown(store, root, err));
	ok(store_set_directory_state(store, root, DIRECTORY_COMPLETE, 0, err));
	add_file(store, root, "a", 10, 1000);
	below = add_dir(store, volume, root, "below");
	add_file(store, below, "b", 11, 50);
	ok(store_commit(store, err));
}

static void
tear_down(void)
{
	store_close(store);
}

static void
begin_run(int64_t time_ns)
{
	ok(store_begin(store, err));
	ok(store_begin_history(store, time_ns, err));
}

static int64_t
n_rows(void)
{
	return number(store, "SELECT count(*) FROM directory_history");
}

/* Bytes at that time, -1 if they are not known. */
static int64_t
bytes_at(int64_t dir_id, int64_t time_ns)
{
	struct totals t = { .bytes = -1 };
	struct error error = ERROR_INIT;
	int known =
		store_directory_totals_at(store, &t, dir_id, time_ns, &error);

	ck_assert_msg(known >= 0, "%s", error.text);
	ck_assert_int_eq(known, t.bytes >= 0);
	return t.bytes;
}

static int64_t
top(void)
{
	return number(store, "SELECT top_id FROM volume");
}

START_TEST(a_first_scan_keeps_one_row_for_its_root_and_ways)
{
	ck_assert_int_eq(n_rows(), 3);
	ck_assert_int_eq(bytes_at(below, 100), -1);
	ck_assert_int_eq(bytes_at(root, 100), -1);
	ck_assert_int_eq(bytes_at(top(), 100), -1);
	ck_assert_int_eq(bytes_at(below, 101), 50);
	ck_assert_int_eq(bytes_at(root, 101), 1050);
	ck_assert_int_eq(bytes_at(top(), 101), 1050);
}
END_TEST

START_TEST(a_run_keeps_what_it_changes_once)
{
	begin_run(200);
	add_file(store, below, "c", 12, 7);
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	add_file(store, below, "d", 13, 7);
	ok(store_commit(store, err));
	ck_assert_int_eq(n_rows(), 3 + 4);
	ck_assert_int_eq(bytes_at(below, 150), 50);
	ck_assert_int_eq(bytes_at(below, 200), 50);
	ck_assert_int_eq(bytes_at(below, 201), 64);
	ck_assert_int_eq(bytes_at(top(), 200), 1050);
	ck_assert_int_eq(bytes_at(below, 100), -1);
}
END_TEST

START_TEST(a_run_that_changes_nothing_keeps_nothing)
{
	struct known_entry was;
	int64_t n = n_rows();

	begin_run(200);
	was = get_entry(store, below, "b");
	was.entry.mtime_ns++;
	ok(store_change_entry(store, below, &was, &was.entry, 0, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(n_rows(), n);
}
END_TEST

START_TEST(what_is_new_was_empty)
{
	int64_t dir;

	begin_run(200);
	dir = add_dir(store, volume, root, "new");
	ok(store_keep_nothing(store, dir, err));
	add_file(store, dir, "e", 14, 9);
	ok(store_commit(store, err));
	begin_run(300);
	add_file(store, dir, "f", 15, 1);
	ok(store_commit(store, err));
	ck_assert_int_eq(bytes_at(dir, 150), 0);
	ck_assert_int_eq(bytes_at(dir, 201), 9);
	ck_assert_int_eq(bytes_at(dir, 301), 10);
	ck_assert_int_eq(bytes_at(dir, 99), -1);
}
END_TEST

START_TEST(what_is_gone_takes_its_rows_along)
{
	char sql[96];
	int64_t removed = 0;

	begin_run(200);
	add_file(store, below, "c", 12, 7);
	ok(store_commit(store, err));
	begin_run(300);
	ok(store_remove_entry(store, root, "below", 5, &removed, err));
	ok(store_commit(store, err));
	(void)snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM directory_history WHERE dir_id = %lld",
		(long long)below);
	ck_assert_int_eq(number(store, sql), 0);
	ck_assert_int_eq(bytes_at(root, 250), 1057);
	ck_assert_int_eq(bytes_at(root, 301), 1000);
}
END_TEST

START_TEST(what_moved_holds_what_it_held)
{
	struct entry e = file_entry("else", 77, 4096);
	int64_t to;

	begin_run(200);
	to = add_dir(store, volume, root, "to");
	ok(store_keep_nothing(store, to, err));
	e.mode = S_IFDIR | 0755;
	ok(store_move_directory(store, 1, below, to, &e, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(bytes_at(below, 150), 50);
	ck_assert_int_eq(bytes_at(to, 150), 0);
	ck_assert_int_eq(bytes_at(to, 201), 50);
	ck_assert_int_eq(bytes_at(root, 150), 1050);
}
END_TEST

/* Their sizes are looked up, so they are those of now. */
START_TEST(links_are_known_while_there_are_as_many)
{
	struct entry e = file_entry("l1", 20, 300);

	begin_run(200);
	e.nlink = 2;
	ok(store_add_entry(store, root, &e, 0, err));
	ok(store_commit(store, err));
	begin_run(300);
	add_file(store, root, "g", 16, 5);
	ok(store_commit(store, err));
	ck_assert_int_eq(bytes_at(root, 200), 1050);
	ck_assert_int_eq(bytes_at(root, 300), 1350);
	ck_assert_int_eq(bytes_at(root, 301), 1355);
	begin_run(400);
	e.name = "l2";
	ok(store_add_entry(store, below, &e, 0, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(bytes_at(root, 401), 1355);
	ck_assert_int_eq(bytes_at(root, 300), -1);
	ck_assert_int_eq(bytes_at(below, 300), 50);
}
END_TEST

START_TEST(a_rollback_keeps_nothing)
{
	int64_t n = n_rows();

	begin_run(200);
	add_file(store, below, "c", 12, 7);
	ok(store_rollback(store, err));
	ck_assert_int_eq(n_rows(), n);
	ck_assert_int_eq(bytes_at(below, 150), 50);
}
END_TEST

START_TEST(old_history_goes_and_that_is_remembered)
{
	int64_t start;

	ok(store_history_start(store, &start, err));
	ck_assert_int_eq(start, INT64_MIN);
	begin_run(200);
	add_file(store, below, "c", 12, 7);
	ok(store_commit(store, err));
	begin_run(300);
	add_file(store, below, "d", 13, 7);
	ok(store_forget_history(store, 250, err));
	ok(store_forget_history(store, 150, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(
		number(store,
			"SELECT count(*) FROM directory_history WHERE until_ns < 250"),
		0);
	ck_assert_int_eq(bytes_at(below, 250), 57);
	ck_assert_int_eq(bytes_at(below, 301), 64);
	ok(store_history_start(store, &start, err));
	ck_assert_int_eq(start, 250);
}
END_TEST

Suite *suite_history(void);

Suite *
suite_history(void)
{
	Suite *suite = suite_create("history");
	TCase *tcase = tcase_create("history");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_first_scan_keeps_one_row_for_its_root_and_ways);
	tcase_add_test(tcase, a_run_keeps_what_it_changes_once);
	tcase_add_test(tcase, a_run_that_changes_nothing_keeps_nothing);
	tcase_add_test(tcase, what_is_new_was_empty);
	tcase_add_test(tcase, what_is_gone_takes_its_rows_along);
	tcase_add_test(tcase, what_moved_holds_what_it_held);
	tcase_add_test(tcase, links_are_known_while_there_are_as_many);
	tcase_add_test(tcase, a_rollback_keeps_nothing);
	tcase_add_test(tcase, old_history_goes_and_that_is_remembered);
	suite_add_tcase(suite, tcase);
	return suite;
}
