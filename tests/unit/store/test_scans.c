/* SPDX-License-Identifier: MIT */
#include "store/scans.h"

#include "unit/store/fixture.h"

#include <errno.h>
#include <stdlib.h>

static struct store *store;
static int64_t dir;

static void
set_up(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	dir = make_directory(store, add_volume(store, "uuid:1", "/mnt"), "");
}

static void
tear_down(void)
{
	store_close(store);
}

static struct scan_row
begin(int64_t root_id)
{
	struct scan_row row = { .root_id = root_id, .root_path = "/mnt" };

	row.volume_id = 1;
	row.started_ns = 5;
	ok(store_begin_scan(store, &row, err));
	ck_assert_int_gt(row.id, 0);
	return row;
}

START_TEST(killed_runs_become_interrupted)
{
	struct scan_row first, second;
	int64_t entries;

	ok(query_exec(store,
		"INSERT INTO scan VALUES (1, 1, 1, x'2f', 1, NULL, 'running',"
		" 'h', 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)",
		err));
	first = begin(1);
	second = begin(2); /* of the same run: the first goes on */
	ck_assert_int_eq(number(store,
				 "SELECT status = 'interrupted' FROM scan"
				 " WHERE id = 1"),
		1);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM scan"
				 " WHERE status = 'running'"),
		2);
	ok(store_last_scan_entries(store, &entries, 1, err));
	ck_assert_int_eq(entries, 0);
	first.status = "complete";
	first.finished_ns = 9;
	first.entries = 42;
	first.skipped = 3;
	ok(store_finish_scan(store, &first, err));
	second.status = "interrupted";
	second.entries = 7;
	ok(store_finish_scan(store, &second, err));
	ok(store_last_scan_entries(store, &entries, 1, err));
	ck_assert_int_eq(entries, 42);
	ok(store_last_scan_entries(store, &entries, 2, err));
	ck_assert_int_eq(entries, 0);
	ck_assert_int_eq(number(store, "SELECT max(skipped) FROM scan"), 3);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM scans"), 3);
}
END_TEST

START_TEST(problems_come_and_go)
{
	struct error error = ERROR_INIT;
	int64_t since, n;

	ok(store_put_problem(store, dir, "a", 1, STAGE_SCAN, EACCES, "no",
		err));
	since = number(store, "SELECT since_ns FROM problem");
	ok(store_put_problem(store, dir, "a", 1, STAGE_SCAN, EACCES, "no",
		err));
	ck_assert_int_eq(number(store, "SELECT since_ns FROM problem"), since);
	ck_assert_int_gt(number(store, "SELECT last_ns FROM problem"), since);
	ok(store_put_problem(store, dir, "a", 1, STAGE_SCAN, EIO, "bad", err));
	ck_assert_int_gt(number(store, "SELECT since_ns FROM problem"), since);
	ok(store_put_problem(store, dir, "", 0, STAGE_HASH, EIO, "bad", err));
	ok(store_count_problems(store, &n, err));
	ck_assert_int_eq(n, 2);
	ck_assert_int_eq(store_any_problems(store, STAGE_SCAN, &error), 1);
	ck_assert_int_eq(store_any_problems(store, STAGE_HASH, &error), 1);

	/* Only what was not seen again goes. */
	ok(store_clear_problems(store, dir, NULL, 0, STAGE_SCAN, since, err));
	ck_assert_int_eq(store_any_problems(store, STAGE_SCAN, &error), 1);
	ok(store_clear_problems(store, dir, NULL, 0, STAGE_SCAN, INT64_MAX,
		err));
	ck_assert_int_eq(store_any_problems(store, STAGE_SCAN, &error), 0);
	ok(store_clear_problems(store, dir, "", 0, STAGE_HASH, 0, err));
	ck_assert_int_eq(store_any_problems(store, STAGE_HASH, &error), 0);
}
END_TEST

Suite *suite_scans(void);

Suite *
suite_scans(void)
{
	Suite *s = suite_create("scans");
	TCase *tc = tcase_create("scans");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, killed_runs_become_interrupted);
	tcase_add_test(tc, problems_come_and_go);
	suite_add_tcase(s, tc);
	return s;
}
