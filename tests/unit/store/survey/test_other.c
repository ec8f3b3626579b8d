/* SPDX-License-Identifier: MIT */
/* What only one side has, against what it means: random small catalogues. */
#include "random_files.h"

#include "store/survey/other.h"
#include "store/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MISSING, UNKNOWN, THERE };

/* --- what it means -------------------------------------------------------- */

/* Of two files of one size, not 0, not of one inode and not known equal. */
static bool
may_be_equal(int a, int b)
{
	if (a == 0 || b == 0)
		return true;
	if (is_full(a) && is_full(b))
		return false;
	return is_loose(a) || is_loose(b) || a == b || refines(a, b) ||
		refines(b, a);
}

static int
state_of(const struct file *f, int there)
{
	bool has_size = false, may_be = false;

	for (int i = 0; i < N_FILES; i++) {
		const struct file *o = &files[i];

		if (!is_below(o, there) || o->size != f->size)
			continue;
		has_size = true;
		if (f->size == 0 || o->inode == f->inode ||
			(is_full(f->kind) && o->kind == f->kind))
			return THERE;
		may_be |= may_be_equal(f->kind, o->kind);
	}
	return has_size && may_be ? UNKNOWN : MISSING;
}

static void
compare_rows(int here, int there, const struct other_totals *t)
{
	struct rows *rows = NULL;
	bool seen[N_FILES] = { false };
	int r;

	ok(rows_open(&rows, store, ROWS_ONLY_HERE, err));
	rows_bind_i64(rows, t->first_dir);
	rows_bind_i64(rows, t->last_dir);
	while ((r = rows_next(rows, NULL)) > 0) {
		long i = strtol(rows_bytes(rows, 1, NULL) + 1, NULL, 10);

		ck_assert_int_eq(rows_i64(rows, 8), state_of(&files[i], there));
		ck_assert(is_below(&files[i], here));
		seen[i] = true;
	}
	ck_assert_int_eq(r, 0);
	rows_close(rows);
	for (int i = 0; i < N_FILES; i++)
		ck_assert_int_eq(seen[i],
			is_below(&files[i], here) &&
				state_of(&files[i], there) != THERE);
}

/* --- the first by size ----------------------------------------------------- */

static bool is_reverse; /* for by_size() */

static int
by_size(const void *a, const void *b)
{
	const struct file *x = *(const struct file *const *)a;
	const struct file *y = *(const struct file *const *)b;
	char names[2][32];

	if (x->size != y->size)
		return (x->size < y->size) != is_reverse ? 1 : -1;
	if (x->dir != y->dir)
		return dirs[x->dir] < dirs[y->dir] ? -1 : 1;
	(void)snprintf(names[0], sizeof(names[0]), "f%td", x - files);
	(void)snprintf(names[1], sizeof(names[1]), "f%td", y - files);
	return strcmp(names[0], names[1]);
}

static size_t
find_first(const struct file *list[N_FILES], int here, int there, bool reverse)
{
	size_t n = 0;

	for (int i = 0; i < N_FILES; i++)
		if (is_below(&files[i], here) &&
			state_of(&files[i], there) != THERE)
			list[n++] = &files[i];
	is_reverse = reverse;
	if (n > 1)
		qsort(list, n, sizeof(list[0]), by_size);
	return n;
}

static void
compare_name(const struct few_name *name, const struct file *f, int there)
{
	struct rows *rows = NULL;

	ck_assert_int_eq(strtol(name->name + 1, NULL, 10), f - files);
	ck_assert_int_eq(name->size_bytes, f->size * 100);
	ok(rows_open(&rows, store, ROWS_ONLY_HERE_NAME, err));
	rows_bind_i64(rows, name->dir_id);
	rows_bind_bytes(rows, name->name, name->name_len);
	ck_assert_int_eq(rows_next(rows, NULL), 1);
	ck_assert_int_eq(rows_i64(rows, 8), state_of(f, there));
	ck_assert_int_eq(rows_next(rows, NULL), 0);
	rows_close(rows);
}

/* How many there are. */
static size_t
compare_first(int here, int there, size_t most, bool reverse)
{
	_cleanup_(few_names_clear) struct few_names names = FEW_NAMES_INIT;
	const struct other_sides sides = { .here = dirs[here],
		.there = dirs[there],
		.max_size = INT64_MAX,
		.first = (int64_t)most,
		.reverse = reverse };
	const struct file *list[N_FILES];
	size_t n = find_first(list, here, there, reverse);
	struct other_totals t;

	ok(store_compare_sides(store, &sides, &t, err));
	ck_assert_int_eq(store_compare_names(store, &names, NULL),
		n > 0 && most > 0);
	if (n > most)
		n = most;
	ck_assert_uint_eq(names.n, n);
	for (size_t i = 0; i < n; i++)
		compare_name(&names.list[i], list[i], there);
	return n;
}

START_TEST(first_by_size_are_those_of_all)
{
	size_t n_names = 0;

	for (unsigned int n = 1; n <= 60; n++) {
		random_seed = 5 + 131 * (uint64_t)n;
		make_files();
		for (int i = 0; i < 6 * N_DIRS * N_DIRS; i++)
			n_names += compare_first(i % N_DIRS,
				i / N_DIRS % N_DIRS,
				(size_t)(i / N_DIRS / N_DIRS / 2) * 3 / 2,
				i / N_DIRS / N_DIRS % 2);
	}
	ck_assert_uint_gt(n_names, 1000);
}
END_TEST

/* --- all ------------------------------------------------------------------- */

static void
compare(int here, int there)
{
	const struct other_sides sides = { .here = dirs[here],
		.there = dirs[there],
		.max_size = INT64_MAX };
	int64_t missing = 0, bytes = 0, unknown = 0;
	struct other_totals t;

	for (int i = 0; i < N_FILES; i++) {
		int state = is_below(&files[i], here) ?
			state_of(&files[i], there) :
			THERE;

		missing += state == MISSING;
		bytes += state == MISSING ? files[i].size * 100 : 0;
		unknown += state == UNKNOWN;
	}
	ok(store_compare_sides(store, &sides, &t, err));
	ck_assert_int_eq(t.missing, missing);
	ck_assert_int_eq(t.missing_bytes, bytes);
	ck_assert_int_eq(t.unknown, unknown);
	compare_rows(here, there, &t);
}

START_TEST(random_sides_are_what_they_mean)
{
	for (unsigned int n = 1; n <= 60; n++) {
		random_seed = n;
		make_files();
		for (int here = 0; here < N_DIRS; here++)
			for (int there = 0; there < N_DIRS; there++)
				compare(here, there);
	}
}
END_TEST

Suite *suite_other(void);

Suite *
suite_other(void)
{
	Suite *s = suite_create("other");
	TCase *tc = tcase_create("other");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, random_sides_are_what_they_mean);
	tcase_add_test(tc, first_by_size_are_those_of_all);
	suite_add_tcase(s, tc);
	return s;
}
