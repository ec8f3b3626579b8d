/* SPDX-License-Identifier: MIT */
#include "report/export/tree.h"

#include "unit/store/fixture.h"

#include "util/strbuf.h"

#define DEPTH 1500 /* three bytes each: beyond PATH_MAX */

static struct store *store;
static int64_t volume;
static struct strbuf told;

static void
set_up(void)
{
	store = open_store(":memory:");
	ok(store_begin(store, err));
	volume = add_volume(store, "uuid:1", "/mnt");
	told = (struct strbuf)STRBUF_INIT;
}

static void
tear_down(void)
{
	strbuf_clear(&told);
	store_close(store);
}

static int
name(void *arg, const struct tree_name *n, struct error *err)
{
	(void)err;
	ck_assert_ptr_eq(arg, &told);
	/* The path below is the end of the path. */
	ck_assert_str_eq(n->path + n->path_len - n->below_len, n->below);
	strbuf_addf(&told, "%s%s%s ", n->path, n->entry.mode ? "" : "*",
		n->is_top ? "!" : "");
	return 0;
}

static int
leave(void *arg, struct error *err)
{
	(void)err;
	strbuf_adds(arg, "^ ");
	return 0;
}

static const struct tree_sink sink = { .name = name, .leave = leave };

static const char *
walk(const struct tree_top *tops, size_t n_tops)
{
	strbuf_truncate(&told, 0);
	ok(totals_flush(store, err)); /* ways are told by what is below */
	ok(report_tree(store, tops, n_tops, &sink, &told, err));
	return told.buf;
}

START_TEST(depth_first_in_order_of_names)
{
	int64_t root = make_directory(store, volume, "w/r");
	int64_t b = add_dir(store, volume, root, "b");
	struct tree_top top = { .dir_id = root };
	struct tree_top several[4] = { { .dir_id = b }, { .dir_id = root },
		{ .dir_id = b }, { .dir_id = root } };

	add_file(store, root, "a", 1, 5);
	add_file(store, root, "c", 2, 5);
	add_file(store, b, "x", 3, 5);
	add_file(store, b, "b.d", 3, 5);
	(void)add_dir(store, volume, b, "y");
	ck_assert_str_eq(walk(&top, 1),
		"/mnt/w/r*! /mnt/w/r/a /mnt/w/r/b /mnt/w/r/b/b.d /mnt/w/r/b/x"
		" /mnt/w/r/b/y ^ ^ /mnt/w/r/c ^ ");
	/* What lies in another, or comes again, is left out. */
	ck_assert_str_eq(walk(several, 4), walk(&top, 1));
	top.dir_id = 0;
	ok(store_find_directory(store, &top.dir_id, volume, "", err));
	ck_assert_int_eq(strncmp(walk(&top, 1), "/mnt*! /mnt/w* /mnt/w/r* ",
				 25),
		0);
}
END_TEST

START_TEST(single_names)
{
	int64_t root = make_directory(store, volume, "r");
	struct tree_top tops[3] = { { root, "a", 1 }, { root, "b", 1 },
		{ root, "a", 1 } };

	add_file(store, root, "a", 1, 5);
	add_file(store, root, "b", 2, 5);
	ck_assert_str_eq(walk(tops, 3), "/mnt/r/a! /mnt/r/b! ");
	tops[1] = (struct tree_top){ .dir_id = root };
	ck_assert_str_eq(walk(tops, 3), "/mnt/r*! /mnt/r/a /mnt/r/b ^ ");
}
END_TEST

static int
count(void *arg, const struct tree_name *n, struct error *err)
{
	size_t *longest = arg;

	(void)err;
	if (n->path_len > *longest)
		*longest = n->path_len;
	return 0;
}

START_TEST(beyond_any_limit_of_paths)
{
	static const struct tree_sink counter = { .name = count };
	int64_t root = make_directory(store, volume, "r");
	struct tree_top top = { .dir_id = root };
	int64_t id = root;
	size_t longest = 0;

	for (int i = 0; i < DEPTH; i++)
		id = add_dir(store, volume, id, "dd");
	add_file(store, id, "end", 1, 5);
	ok(totals_flush(store, err));
	ok(report_tree(store, &top, 1, &counter, &longest, err));
	ck_assert_uint_eq(longest, strlen("/mnt/r/end") + 3 * DEPTH);
}
END_TEST

Suite *suite_tree(void);

Suite *
suite_tree(void)
{
	Suite *s = suite_create("tree");
	TCase *tc = tcase_create("tree");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, depth_first_in_order_of_names);
	tcase_add_test(tc, single_names);
	tcase_add_test(tc, beyond_any_limit_of_paths);
	suite_add_tcase(s, tc);
	return s;
}
