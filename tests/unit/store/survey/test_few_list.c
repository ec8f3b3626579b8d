/* SPDX-License-Identifier: MIT */
/* The first of which there are few: looked up, against all names. */
#include "random_files.h"

#include "store/rows.h"
#include "store/scope.h"
#include "store/survey/few.h"
#include "store/survey/unsettled.h"

/* Columns of ROWS_FEW_SIZE. */
enum { R_DIR_ID, R_NAME, R_INODE = 3, R_VOLUME_ID = 5, R_CONTENT_ID = 7 };

static int scope; /* one of dirs; or -1: all */

/* What is one: a content that was read in full, or an inode. */
struct one {
	int64_t content_id;
	int64_t inode;
};

static bool
add_one(struct one *list, size_t *n, const struct rows *rows)
{
	struct one one = { 0 };

	if (rows_is_null(rows, R_CONTENT_ID))
		one.inode = rows_i64(rows, R_INODE);
	else
		one.content_id = rows_i64(rows, R_CONTENT_ID);
	for (size_t i = 0; i < *n; i++)
		if (list[i].content_id == one.content_id &&
			list[i].inode == one.inode)
			return false;
	ck_assert_uint_lt(*n, N_FILES);
	list[(*n)++] = one;
	return true;
}

static size_t
find_by_rows(struct one *list, const struct few_filter *filter)
{
	struct rows *rows = NULL;
	size_t n = 0;
	int r;

	ok(rows_open(&rows, store,
		scope < 0 ? ROWS_FEW_SIZE : ROWS_FEW_SIZE_SCOPED, err));
	rows_bind_i64(rows, 1);
	rows_bind_i64(rows, filter->min_size);
	if (scope < 0)
		rows_bind_i64(rows, 0);
	while ((r = rows_next(rows, NULL)) > 0)
		(void)add_one(list, &n, rows);
	ck_assert_int_eq(r, 0);
	rows_close(rows);
	return n;
}

static bool
is_in_scope(const struct few_name *name)
{
	long i = strtol(name->name + 1, NULL, 10);

	return i == 0 || is_below(&files[i], scope);
}

/* What is looked up is all of it, and nothing else. */
static void
compare(const struct few_names *names, const struct one *expected, size_t n,
	bool reverse)
{
	struct one list[N_FILES];
	struct rows *rows = NULL;
	size_t n_found = 0;

	ok(rows_open(&rows, store, ROWS_FEW_NAME, err));
	for (size_t i = 0; i < names->n; i++) {
		const struct few_name *name = &names->list[i];
		bool is_there = false;

		ck_assert(scope < 0 || is_in_scope(name));
		ck_assert(i == 0 || name[-1].size_bytes == name->size_bytes ||
			(name[-1].size_bytes < name->size_bytes) == reverse);
		rows_reset(rows);
		rows_bind_i64(rows, name->dir_id);
		rows_bind_bytes(rows, name->name, name->name_len);
		ck_assert_int_eq(rows_next(rows, NULL), 1);
		if (!add_one(list, &n_found, rows))
			continue; /* another name of it */
		for (size_t k = 0; k < n; k++)
			is_there |= expected[k].content_id ==
					list[n_found - 1].content_id &&
				expected[k].inode == list[n_found - 1].inode;
		ck_assert(is_there);
	}
	ck_assert_uint_eq(n_found, n);
	rows_close(rows);
}

/* How many there are. */
static int
check(const struct few_filter *filter)
{
	_cleanup_(few_names_clear) struct few_names names = FEW_NAMES_INIT;
	struct one expected[N_FILES];
	struct few_totals totals;
	size_t n;
	int r;

	store_few_list(store, filter);
	n = find_by_rows(expected, filter);
	ok(store_few_totals(store, filter, &totals, err));
	ck_assert_uint_eq((size_t)totals.contents, n);
	r = store_few_names(store, &names, NULL);
	ck_assert_int_eq(r, 1);
	compare(&names, expected, n, filter->reverse);
	return (int)n;
}

/* A directory with all below it, and the first file by itself. */
static void
set_scope(void)
{
	ok(store_scope_clear(store, err));
	ok(store_scope_add_directory(store, dirs[scope], err));
	ok(store_scope_add_entry(store, dirs[files[0].dir], "f0", 2, err));
}

START_TEST(names_that_are_looked_up_are_all)
{
	int n_names = 0, n_scoped = 0;

	for (int n = 1; n <= 100; n++) {
		random_seed = 23 + 977 * (uint64_t)n;
		has_odd_links = n % 3 == 0;
		make_files();
		count_copies();
		scope = n % N_DIRS;
		set_scope();
		ok(store_find_unsettled(store, 1, true, err));
		for (int i = 0; i < 48; i++) {
			const struct few_filter filter = {
				.min_size = 100 * (1 + i % 3),
				.max_size = INT64_MAX,
				.min_copies = i / 3 % 2 ? 2 : 3,
				.min_volumes = i / 3 % 2 ? 0 : 2,
				.candidates = i / 6 % 2,
				.only_on = i / 12 % 2 ? volumes[0] : 0,
				.is_scoped = i < 24,
				.reverse = i % 2,
			};
			int found;

			if (i == 24)
				scope = -1;
			found = check(&filter);
			n_names += filter.is_scoped ? 0 : found;
			n_scoped += filter.is_scoped ? found : 0;
		}
	}
	ck_assert_int_gt(n_names, 1000);
	ck_assert_int_gt(n_scoped, 1000);
}
END_TEST

Suite *suite_few_list(void);

Suite *
suite_few_list(void)
{
	Suite *s = suite_create("few_list");
	TCase *tc = tcase_create("few_list");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, names_that_are_looked_up_are_all);
	suite_add_tcase(s, tc);
	return s;
}
