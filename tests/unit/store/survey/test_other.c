/* SPDX-License-Identifier: MIT */
/* What only one side has, against what it means: random small catalogues. */
#include "random_files.h"

#include "store/survey/other.h"
#include "store/rows.h"

#include <stdlib.h>

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
	suite_add_tcase(s, tc);
	return s;
}
