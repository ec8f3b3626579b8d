/* SPDX-License-Identifier: MIT */
/* Content with few copies, and what is not known of it. */
#include "report/few.h"
#include "report/report.h"

#include "filled.h"
#include "store/survey/unsettled.h"

#include <check.h>

static struct filled f;

static void
setup(void)
{
	static const struct filled_file files[] = {
		{ .name = "twice", .inode = 1, .size = 10, .content = 1 },
		{ .name = "twice",
			.inode = 1,
			.size = 10,
			.content = 1,
			.is_away = true },
		{ .name = "once", .inode = 2, .size = 11, .content = 2 },
		{ .name = "own_size", .inode = 3, .size = 12 },
		{ .name = "unread", .inode = 4, .size = 13 },
		{ .name = "unread", .inode = 2, .size = 13, .is_away = true },
		{ .name = "doubtful", .inode = 5, .size = 14, .content = 3 },
		{ .name = "doubt", .inode = 3, .size = 14, .is_away = true },
		{ .name = "y", .inode = 6, .size = 15, .nlink = 2 },
		{ .name = "x", .inode = 6, .size = 15, .nlink = 2 },
		{ .name = NULL },
	};

	filled_init(&f);
	filled_add_all(&f, files);
	ok(store_find_unsettled(f.store, 1, false, err));
}

static void
teardown(void)
{
	filled_clear(&f);
}

static const char *
paths(const struct report_few *options, struct report_few_totals *totals)
{
	struct output *o = filled_output(&f, OUTPUT_PATHS);

	ok(report_few(f.store, options, o, totals, err));
	return filled_text(&f, o);
}

START_TEST(tells_only_what_is_proven)
{
	const struct report_few how = { .min_size = 1,
		.max_size = INT64_MAX,
		.min_copies = 2,
		.by_size = true,
		.limit = REPORT_NO_LIMIT };
	struct report_few_totals totals;

	ck_assert_str_eq(paths(&how, &totals),
		"/here/x\n/here/own_size\n/here/once\n");
	ck_assert_int_eq(totals.contents, 3);
	ck_assert_int_eq(totals.bytes, 38);
}
END_TEST

START_TEST(tells_of_candidates_when_asked)
{
	const struct report_few how = { .min_size = 1,
		.max_size = INT64_MAX,
		.min_copies = 2,
		.candidates = true,
		.only_on = f.away,
		.by_size = true,
		.limit = REPORT_NO_LIMIT };
	struct report_few_totals totals;

	ck_assert_str_eq(paths(&how, &totals), "/away/doubt\n/away/unread\n");
	ck_assert_int_eq(totals.contents, 2);
}
END_TEST

START_TEST(counts_what_is_not_known_by_volume)
{
	struct unsettled *list = NULL;
	size_t n = 0;

	store_count_unsettled(f.store, false, &list, &n);
	ck_assert_uint_eq(n, 2);
	ck_assert_int_eq(list[0].volume_id, f.here);
	ck_assert_int_eq(list[0].files, 1);
	ck_assert_int_eq(list[0].bytes, 13);
	ck_assert_int_eq(list[1].files, 2);
	ck_assert_int_eq(list[1].bytes, 27);
	free(list);
}
END_TEST

Suite *suite_few(void);

Suite *
suite_few(void)
{
	Suite *s = suite_create("few");
	TCase *tc = tcase_create("few");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, tells_only_what_is_proven);
	tcase_add_test(tc, tells_of_candidates_when_asked);
	tcase_add_test(tc, counts_what_is_not_known_by_volume);
	suite_add_tcase(s, tc);
	return s;
}
