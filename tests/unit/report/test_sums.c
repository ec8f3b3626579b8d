/* SPDX-License-Identifier: MIT */
/* types, ages, owners, top and twins: what of them the command line's cases
 * cannot make on every machine. */
#include "report/report.h"
#include "report/sums.h"

#include "filled.h"
#include "store/internal.h"
#include "store/scope.h"
#include "util/clock.h"

#include <check.h>

static struct filled f;

/* Links to one inode on each of two volumes: two files. */
static const struct filled_file files[] = {
	{ .name = "a.jpg", .inode = 1, .size = 10, .nlink = 2 },
	{ .name = "b.txt", .inode = 1, .size = 10, .nlink = 2 },
	{ .name = "c.jpg",
		.inode = 1,
		.size = 10,
		.nlink = 2,
		.is_away = true },
	{ .name = "d.raw", .inode = 2, .size = INT64_MAX },
	{ .name = "e.raw", .inode = 3, .size = INT64_MAX },
	{ .name = "f\xff.jpg", .inode = UINT64_MAX, .size = 5, .nlink = 3 },
	{ .name = NULL },
};

static void
setup(void)
{
	filled_init(&f);
}

static void
teardown(void)
{
	filled_clear(&f);
}

static const struct report_sums all = {
	.size = { .min = 0, .max = INT64_MAX },
	.order = REPORT_SUM_BY_NAME,
	.limit = REPORT_NO_LIMIT,
};

START_TEST(counts_each_inode_once)
{
	struct output *o = filled_output(&f, OUTPUT_PLAIN);
	int64_t n = 0;

	filled_add_all(&f, files);
	ok(report_types(f.store, &all, false, o, &n, err));
	/* Sizes that make no sense wrap; nothing traps. */
	ck_assert_str_eq(filled_text(&f, o),
		"jpg\tpicture\t3\t25\t12288\t1.000000\n"
		"raw\tpicture\t2\t-2\t8192\t0.000000\n");
	ck_assert_int_eq(n, 2);
}
END_TEST

START_TEST(nothing_of_nothing)
{
	const struct report_ages ages = { .sums = all,
		.now_ns = clock_now_ns() };
	const struct report_twins twins = { .limit = REPORT_NO_LIMIT };
	struct output *o = filled_output(&f, OUTPUT_PLAIN);
	int64_t n = -1;

	ok(report_types(f.store, &all, true, o, &n, err));
	ck_assert_int_eq(n, 0);
	ok(report_ages(f.store, &ages, o, &n, err));
	ck_assert_int_eq(n, 0);
	ok(report_owners(f.store, &all, false, o, &n, err));
	ck_assert_int_eq(n, 0);
	ok(report_top(f.store, &all, true, o, &n, err));
	ck_assert_int_eq(n, 0);
	ok(report_twins(f.store, &twins, o, &n, err));
	ck_assert_int_eq(n, 0);
	ck_assert_str_eq(filled_text(&f, o), "");
}
END_TEST

/* The best of many, against all of them sorted. */
START_TEST(top_keeps_the_best)
{
	struct report_sums how = { .size = { .min = 0, .max = INT64_MAX },
		.order = REPORT_SUM_BY_SIZE,
		.limit = 7 };
	struct filled_file many[200] = { { .name = NULL } };
	char names[199][8];
	char *few;
	struct output *o;
	int64_t n;

	for (size_t i = 0; i < 199; i++) {
		(void)snprintf(names[i], sizeof(names[i]), "%03zu", i);
		many[i] = (struct filled_file){ .name = names[i],
			.inode = i + 1,
			.size = (int64_t)(i * 7919 % 101) };
	}
	filled_add_all(&f, many);
	for (int reverse = 0; reverse < 2; reverse++) {
		how.reverse = reverse != 0;
		how.limit = 7;
		o = filled_output(&f, OUTPUT_PATHS);
		ok(report_top(f.store, &how, false, o, &n, err));
		ck_assert_int_eq(n, 7);
		few = xstrdup(filled_text(&f, o));
		how.limit = REPORT_NO_LIMIT;
		o = filled_output(&f, OUTPUT_PATHS);
		ok(report_top(f.store, &how, false, o, &n, err));
		ck_assert_int_eq(n, 199);
		ck_assert_int_eq(strncmp(filled_text(&f, o), few, strlen(few)),
			0);
		free(few);
	}
}
END_TEST

/* --- those alike ---------------------------------------------------------- */

/* The i-th of n directories, backwards or not: whoever is scanned first. */
static void
add_alike(int64_t volume_id, int i, int n, bool backwards)
{
	char dir[24];
	char name[16];
	int number = backwards ? n - 1 - i : i;
	struct entry e = { .name = name,
		.inode = 1000 + (uint64_t)number,
		.size_bytes = number % 100 == 7 ? 9 : 5,
		.mode = S_IFREG | 0640,
		.nlink = 1 };
	int64_t dir_id;

	(void)snprintf(dir, sizeof(dir), number % 2 ? "d%04d/in" : "d%04d-",
		number / 2);
	(void)snprintf(name, sizeof(name), "f%d", number % 3);
	e.name_len = strlen(name);
	ok(store_make_directory(f.store, &dir_id, volume_id, dir, err));
	ok(store_add_entry(f.store, dir_id, &e, 0, err));
}

static char *
top_of(int n, bool backwards, const struct report_sums *how, bool directories)
{
	struct output *o;
	int64_t n_rows = 0;
	char *text;

	filled_clear(&f);
	filled_init(&f);
	ok(store_begin(f.store, err));
	for (int i = 0; i < n; i++)
		add_alike(i % 2 != backwards ? f.here : f.away, i, n,
			backwards);
	ok(store_commit(f.store, err));
	o = filled_output(&f, OUTPUT_PATHS);
	ok(report_top(f.store, how, directories, o, &n_rows, err));
	text = xstrdup(filled_text(&f, o));
	return text;
}

/* Few, and more than are kept beside the best. */
START_TEST(the_first_scanned_is_not_before_those_alike)
{
	static const int sizes[] = { 40, 1200 };
	struct report_sums how = all;

	how.order = REPORT_SUM_BY_SIZE;
	for (size_t i = 0; i < 2; i++) {
		for (int way = 0; way < 8; way++) {
			char *forwards, *backwards;

			how.limit = way & 4 ? 12 : 30;
			how.reverse = way & 2;
			forwards = top_of(sizes[i], false, &how, way & 1);
			backwards = top_of(sizes[i], true, &how, way & 1);
			ck_assert_str_eq(forwards, backwards);
			free(forwards);
			free(backwards);
		}
	}
}
END_TEST

START_TEST(those_alike_come_by_volume_and_path)
{
	struct report_sums how = all;
	char *text;

	how.order = REPORT_SUM_BY_SIZE;
	how.limit = 4;
	text = top_of(40, false, &how, false);
	ck_assert_str_eq(text,
		"/here/d0003/in/f1\n/away/d0000-/f0\n/away/d0001-/f2\n"
		"/away/d0002-/f1\n");
	free(text);
}
END_TEST

static char *
top_again(const struct report_sums *how, bool directories)
{
	struct output *o = filled_output(&f, OUTPUT_PATHS);
	int64_t n_rows = 0;

	ok(report_top(f.store, how, directories, o, &n_rows, err));
	return xstrdup(filled_text(&f, o));
}

/* Of everything, and of all directories, as of a large scope and of a small. */
START_TEST(a_scope_of_everything_has_the_same_best)
{
	static const int64_t few[] = { -1, INT64_MAX };
	struct report_sums how = all;
	bool directories = _i & 1;
	char *of_all;

	how.order = _i & 4 ? REPORT_SUM_BY_NAME : REPORT_SUM_BY_SIZE;
	how.reverse = _i & 2;
	how.limit = 12;
	of_all = top_of(1200, false, &how, directories);
	ck_assert_uint_gt(strlen(of_all), 100);
	how.is_scoped = true;
	ok(store_scope_add_directory(f.store, f.here_top, err));
	ok(store_scope_add_directory(f.store, f.away_top, err));
	for (size_t i = 0; i < 2; i++) {
		char *text;

		f.store->scope_few = few[i];
		ck_assert_int_eq(store_scope_is_large(f.store, NULL), i == 0);
		text = top_again(&how, directories);
		ck_assert_str_eq(text, of_all);
		free(text);
	}
	free(of_all);
}
END_TEST

Suite *suite_sums(void);

Suite *
suite_sums(void)
{
	Suite *s = suite_create("sums");
	TCase *t = tcase_create("sums");

	tcase_add_checked_fixture(t, setup, teardown);
	tcase_add_test(t, counts_each_inode_once);
	tcase_add_test(t, nothing_of_nothing);
	tcase_add_test(t, top_keeps_the_best);
	tcase_add_test(t, the_first_scanned_is_not_before_those_alike);
	tcase_add_test(t, those_alike_come_by_volume_and_path);
	tcase_add_loop_test(t, a_scope_of_everything_has_the_same_best, 0, 8);
	suite_add_tcase(s, t);
	return s;
}
