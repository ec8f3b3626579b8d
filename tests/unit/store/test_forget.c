/* SPDX-License-Identifier: MIT */
#include "unit/store/fixture.h"

#include "store/check.h"
#include "store/forget.h"
#include "store/scans.h"

static struct store *store;
static int64_t volume, other, outer, middle, inner;

/* /mnt/way/outer/middle/inner, with a file in each of the last three, and one
 * more volume. */
static void
set_up(void)
{
	int64_t ignored;

	store = open_store(":memory:");
	ok(store_begin(store, err));
	volume = add_volume(store, "uuid:1", "/mnt");
	other = add_volume(store, "uuid:2", "/other");
	outer = add_dir(store, volume, make_directory(store, volume, "way"),
		"outer");
	middle = add_dir(store, volume, outer, "middle");
	inner = add_dir(store, volume, middle, "inner");
	add_file(store, outer, "a", 10, 5);
	add_file(store, middle, "b", 11, 5);
	add_file(store, inner, "c", 12, 5);
	add_file(store, make_directory(store, other, ""), "d", 10, 5);
	set_content(store, outer, "a", 7);
	set_content(store, inner, "c", 7);
	ok(store_put_root(store, &ignored, outer, "{}", err));
	ok(store_put_problem(store, middle, "b", 1, STAGE_SCAN, 5, "sick",
		err));
	ok(store_commit(store, err));
}

static void
tear_down(void)
{
	store_close(store);
}

static int
fail_on_problem(void *arg, const char *kind, const char *text,
	struct error *err)
{
	(void)arg;
	(void)err;
	ck_abort_msg("%s: %s", kind, text);
	return 0;
}

static void
add_root(int64_t dir_id)
{
	int64_t ignored;

	ok(store_put_root(store, &ignored, dir_id, "{}", err));
}

/* Drop the root of a directory; the catalogue is whole afterwards. */
static int64_t
drop(int64_t dir_id, bool keep)
{
	const struct root_row root = { .dir_id = dir_id };
	const struct check_options how = { .on_problem = fail_on_problem };
	struct check_result result;
	int64_t removed = 0;

	ok(store_begin(store, err));
	ok(store_drop_root(store, &root, keep, &removed, err));
	ok(store_commit(store, err));
	ok(store_check(store, &how, &result, err));
	return removed;
}

#define COUNT(what) number(store, "SELECT count(*) FROM " what)

START_TEST(a_root_goes_with_what_is_below)
{
	/* a, b, c, middle and inner */
	ck_assert_int_eq(drop(outer, false), 5);
	ck_assert_int_eq(COUNT("root"), 0);
	ck_assert_int_eq(COUNT("problem"), 0);
	ck_assert_int_eq(COUNT("content"), 0);
	/* Of the volumes their own roots are left, and d. */
	ck_assert_int_eq(COUNT("directory"), 2);
	ck_assert_int_eq(COUNT("entry"), 3);
}
END_TEST

START_TEST(a_root_below_stays)
{
	add_root(inner);
	ck_assert_int_eq(drop(outer, false), 2);
	ck_assert_int_eq(COUNT("root"), 1);
	ck_assert_int_eq(get_entry(store, inner, "c").content_id, 7);
	ck_assert_int_eq(number(store, "SELECT copies FROM content"), 1);
	ck_assert_uint_eq(get_entry(store, outer, "middle").entry.mode, 0);
	ck_assert_int_eq(drop(inner, false), 1);
	ck_assert_int_eq(COUNT("directory"), 2);
}
END_TEST

START_TEST(a_root_above_stands_for_it)
{
	add_root(middle);
	ck_assert_int_eq(drop(middle, false), 0);
	ck_assert_int_eq(COUNT("root"), 1);
	ck_assert_int_eq(COUNT("problem"), 1);
	ck_assert_int_eq(get_entry(store, inner, "c").content_id, 7);
}
END_TEST

START_TEST(entries_can_be_kept)
{
	ck_assert_int_eq(drop(outer, true), 0);
	ck_assert_int_eq(COUNT("root"), 0);
	ck_assert_int_eq(get_entry(store, inner, "c").content_id, 7);
}
END_TEST

START_TEST(the_root_of_a_volume_stays_as_a_way)
{
	int64_t top = number(store, "SELECT top_id FROM volume WHERE id = 2");

	add_root(top);
	ck_assert_int_eq(drop(top, false), 1);
	ck_assert_int_eq(number(store,
				 "SELECT state FROM directory WHERE id ="
				 " (SELECT top_id FROM volume WHERE id = 2)"),
		DIRECTORY_WAY);
}
END_TEST

START_TEST(a_volume_is_forgotten_whole)
{
	const struct check_options how = { .on_problem = fail_on_problem };
	struct check_result result;
	struct volume_row row = { .volume = { .id = volume } };
	struct scan_row scan = { .root_path = "/mnt", .volume_id = volume };

	row.top_id = number(store, "SELECT top_id FROM volume WHERE id = 1");
	ok(store_begin_scan(store, &scan, err));
	ok(store_begin(store, err));
	ok(store_forget_volume(store, &row, err));
	ok(store_commit(store, err));
	ck_assert_int_eq(COUNT("volume"), 1);
	ck_assert_int_eq(COUNT("root"), 0);
	ck_assert_int_eq(COUNT("scan"), 0);
	ck_assert_int_eq(COUNT("problem"), 0);
	ck_assert_int_eq(COUNT("content"), 0);
	ck_assert_int_eq(COUNT("directory"), 1);
	ck_assert_int_eq(COUNT("entry"), 2);
	ok(store_check(store, &how, &result, err));
}
END_TEST

START_TEST(an_identity_is_of_one_volume)
{
	struct error error = ERROR_INIT;

	ck_assert_int_lt(store_identify_volume(store, other, "uuid:1", &error),
		0);
	ck_assert_int_eq(error.kind, ERROR_USAGE);
	ok(store_identify_volume(store, volume, "uuid:1", err));
	ok(store_identify_volume(store, volume, "marker:x", err));
	ck_assert_int_eq(COUNT("volume WHERE identity = 'marker:x'"), 1);
	ok(store_note_volume(store, volume, "shelf", err));
	ck_assert_int_eq(COUNT("volume WHERE note = 'shelf'"), 1);
	ok(store_note_volume(store, volume, NULL, err));
	ck_assert_int_eq(COUNT("volume WHERE note IS NULL"), 2);
}
END_TEST

Suite *suite_forget(void);

Suite *
suite_forget(void)
{
	Suite *s = suite_create("forget");
	TCase *tc = tcase_create("forget");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_root_goes_with_what_is_below);
	tcase_add_test(tc, a_root_below_stays);
	tcase_add_test(tc, a_root_above_stands_for_it);
	tcase_add_test(tc, entries_can_be_kept);
	tcase_add_test(tc, the_root_of_a_volume_stays_as_a_way);
	tcase_add_test(tc, a_volume_is_forgotten_whole);
	tcase_add_test(tc, an_identity_is_of_one_volume);
	suite_add_tcase(s, tc);
	return s;
}
