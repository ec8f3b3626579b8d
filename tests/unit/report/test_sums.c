/* SPDX-License-Identifier: MIT */
/* types, ages, owners, top and twins: what of them the command line's cases
 * cannot make on every machine. */
#include "report/report.h"
#include "report/sums.h"

#include "filled.h"
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
	filled_ok(report_types(f.store, &all, false, o, &n, err));
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

	filled_ok(report_types(f.store, &all, true, o, &n, err));
	ck_assert_int_eq(n, 0);
	filled_ok(report_ages(f.store, &ages, o, &n, err));
	ck_assert_int_eq(n, 0);
	filled_ok(report_owners(f.store, &all, false, o, &n, err));
	ck_assert_int_eq(n, 0);
	filled_ok(report_top(f.store, &all, true, o, &n, err));
	ck_assert_int_eq(n, 0);
	filled_ok(report_twins(f.store, &twins, o, &n, err));
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
		filled_ok(report_top(f.store, &how, false, o, &n, err));
		ck_assert_int_eq(n, 7);
		few = xstrdup(filled_text(&f, o));
		how.limit = REPORT_NO_LIMIT;
		o = filled_output(&f, OUTPUT_PATHS);
		filled_ok(report_top(f.store, &how, false, o, &n, err));
		ck_assert_int_eq(n, 199);
		ck_assert_int_eq(strncmp(filled_text(&f, o), few, strlen(few)),
			0);
		free(few);
	}
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
	suite_add_tcase(s, t);
	return s;
}
