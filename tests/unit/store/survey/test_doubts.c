/* SPDX-License-Identifier: MIT */
/* What may be equal, and its names, against what it means. */
#include "random_files.h"

#include "store/scope.h"
#include "store/survey/doubts.h"
#include "store/survey/gather.h"
#include "store/survey/unsettled.h"

/* Not one of dirs. */
#define EVERYWHERE (-1)

/* Is the file in the group of that size and partial kind (0: all of it)? */
static bool
is_in(const struct file *f, int size, int kind, int scope)
{
	return f->size == size && (scope == EVERYWHERE || is_below(f, scope)) &&
		(kind == 0 || f->kind == kind || is_loose(f->kind) ||
			refines(f->kind, kind));
}

/* Every inode once. */
static int64_t
count_group(int size, int kind, int scope, bool *ret_across, bool *ret_pending)
{
	bool seen[N_FILES] = { false };
	int64_t n = 0;
	int volume = -1;

	*ret_across = *ret_pending = false;
	for (int i = 0; i < N_FILES; i++) {
		const struct file *f = &files[i];

		if (!is_in(f, size, kind, scope))
			continue;
		*ret_pending |= !is_full(f->kind);
		*ret_across |= volume >= 0 && volume != f->dir / 2;
		volume = f->dir / 2;
		n += !seen[f->inode];
		seen[f->inode] = true;
	}
	return n;
}

static bool
has_unread(int size)
{
	for (int i = 0; i < N_FILES; i++)
		if (files[i].size == size && files[i].kind == 0)
			return true;
	return false;
}

/* Has a file that, and none less of it?  Then all would be in the group of
 * that. */
static bool
is_group(int size, int kind, int scope)
{
	bool is_there = kind == 0;

	for (int i = 0; i < N_FILES; i++) {
		const struct file *f = &files[i];

		if (f->size != size || is_full(f->kind) ||
			(scope != EVERYWHERE && !is_below(f, scope)))
			continue;
		if (refines(kind, f->kind))
			return false;
		is_there |= f->kind == kind;
	}
	return is_there;
}

/* The next that has to be there, or false. */
static bool
next_expected(int *size, int *kind, int scope, struct doubt *ret)
{
	bool pending;

	for (; *size < N_SIZES; (*size)++, *kind = 0)
		for (; *kind < N_KINDS; (*kind)++) {
			if ((*kind == 0) != has_unread(*size) ||
				is_full(*kind) ||
				!is_group(*size, *kind, scope))
				continue;
			ret->copies = count_group(*size, *kind, scope,
				&ret->is_across, &pending);
			if (ret->copies > 1 && pending)
				return true;
		}
	return false;
}

static void
check_names(const struct doubt *doubts, size_t n, int scope)
{
	struct gather *g = NULL;
	const struct gathered *list;
	size_t n_list;
	size_t n_expected = 0;

	ok(gather_new(&g, store, err));
	ok(store_gather_doubts(store, g, doubts, n, err));
	ok(gather_run(g, scope != EVERYWHERE, &list, &n_list, err));
	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < N_FILES; k++)
			n_expected += is_in(&files[k],
				(int)(doubts[i].size / 100),
				(int)(doubts[i].content_id % N_KINDS), scope);
	ck_assert_uint_eq(n_list, n_expected);
	for (size_t i = 0; i < n_list; i++) {
		const struct doubt *d = &doubts[list[i].group];
		const struct file *f =
			&files[strtol(list[i].name + 1, NULL, 10)];

		ck_assert(is_in(f, (int)(d->size / 100),
			(int)(d->content_id % N_KINDS), scope));
		ck_assert_int_eq(list[i].is_read, is_full(f->kind));
		ck_assert_int_eq(list[i].inode, 1000 + f->inode);
		ck_assert_int_eq(list[i].volume_id, volumes[f->dir / 2]);
		ck_assert_int_eq(list[i].dir_id, dirs[f->dir]);
	}
	gather_free(g);
}

static int
by_size(const void *a, const void *b)
{
	const struct doubt *x = a;
	const struct doubt *y = b;

	if (x->size != y->size)
		return (x->size > y->size) - (x->size < y->size);
	return (x->content_id > y->content_id) -
		(x->content_id < y->content_id);
}

static void
check(int scope)
{
	struct doubt *doubts = NULL;
	struct doubt expected;
	size_t n = 0;
	size_t i = 0;
	int size = 1;

	ok(store_find_doubts(store, scope != EVERYWHERE, &doubts, &n, err));
	if (n > 1)
		qsort(doubts, n, sizeof(*doubts), by_size);
	for (int kind = 0; next_expected(&size, &kind, scope, &expected);
		kind++, i++) {
		ck_assert_uint_lt(i, n);
		ck_assert_int_eq(doubts[i].size, size * 100);
		ck_assert_int_eq(doubts[i].content_id,
			kind ? size * N_KINDS + kind : 0);
		ck_assert_int_eq(doubts[i].copies, expected.copies);
		ck_assert_int_eq(doubts[i].is_across, expected.is_across);
	}
	ck_assert_uint_eq(i, n);
	check_names(doubts, n, scope);
	free(doubts);
}

START_TEST(random_groups_are_what_they_mean)
{
	for (size_t n = 1; n <= 150; n++) {
		static const int kinds_used[] = { 1, 3, N_KINDS, N_KINDS };

		random_seed = 23 + 977 * n;
		/* Of some nothing was read, of some nothing in full. */
		n_kinds = kinds_used[n % 4];
		has_odd_links = n % 3 == 0;
		make_files();
		count_copies();
		if (n == 76)
			store_sight_sizes(store);
		for (int scope = 0; scope < N_DIRS; scope++) {
			/* By a look at all names, or at those. */
			store->scope_few = scope % 2 ? -1 : 0;
			ok(store_scope_clear(store, err));
			ok(store_scope_add_directory(store, dirs[scope], err));
			ok(store_find_unsettled(store, 1, true, err));
			check(scope);
		}
		check(EVERYWHERE);
	}
}
END_TEST

/* The bytes of one name that several groups want are in each of them. */
START_TEST(a_content_may_be_in_several_groups)
{
	struct gather *g = NULL;
	const struct gathered *list;
	size_t n = 0;

	random_seed = 5;
	make_files();
	ok(query_exec(store,
		"UPDATE entry SET content_id = 12, size = 700"
		" WHERE child_id IS NULL",
		err));
	ok(gather_new(&g, store, err));
	ok(gather_content(g, 12, 700, 3));
	ok(gather_content(g, 12, 700, 1));
	ok(gather_content(g, 13, 800, 0));
	ok(gather_content(g, 1 << 20, 900, 0)); /* there is none */
	ok(gather_run(g, false, &list, &n, err));
	ck_assert_uint_eq(n, 2 * N_FILES);
	for (size_t i = 0; i < n; i += 2) {
		ck_assert_uint_eq(list[i].group + list[i + 1].group, 4);
		ck_assert_str_eq(list[i].name, list[i + 1].name);
	}
	gather_forget(g);
	ok(gather_run(g, false, &list, &n, err));
	ck_assert_uint_eq(n, 0);
	gather_free(g);
}
END_TEST

/* What a damaged catalogue may have: they cost no memory, and what is in no
 * directory is left out. */
START_TEST(odd_numbers_are_found_or_left_out)
{
	static const int64_t ids[] = { INT64_MAX - 1, -5, 12 };
	struct gather *g = NULL;
	const struct gathered *list;
	size_t n = 0;

	random_seed = 5;
	make_files();
	ok(query_exec(store,
		"UPDATE entry SET content_id = CASE name"
		" WHEN CAST('f1' AS BLOB) THEN 9223372036854775806"
		" WHEN CAST('f2' AS BLOB) THEN -5 ELSE NULL END"
		" WHERE child_id IS NULL",
		err));
	ok(query_exec(store,
		"UPDATE entry SET content_id = 12, dir_id = 99999"
		" WHERE name = CAST('f3' AS BLOB)",
		err));
	ok(gather_new(&g, store, err));
	for (uint32_t i = 0; i < 3; i++)
		ok(gather_content(g, ids[i], 0, i));
	ok(gather_run(g, false, &list, &n, err));
	ck_assert_uint_eq(n, 2);
	ck_assert_uint_eq(list[0].group + list[1].group, 1);
	gather_free(g);
}
END_TEST

Suite *suite_doubts(void);

Suite *
suite_doubts(void)
{
	Suite *s = suite_create("doubts");
	TCase *tc = tcase_create("doubts");

	tcase_add_checked_fixture(tc, setup, teardown);
	tcase_add_test(tc, random_groups_are_what_they_mean);
	tcase_add_test(tc, a_content_may_be_in_several_groups);
	tcase_add_test(tc, odd_numbers_are_found_or_left_out);
	suite_add_tcase(s, tc);
	return s;
}
