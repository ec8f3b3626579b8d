/* SPDX-License-Identifier: MIT */
#include "store/archive/inside.h"

#include "store/archive/archives.h"
#include "store/archive/members.h"
#include "store/find/find.h"
#include "unit/store/fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const struct {
	const char *typed;
	const char *clean;
} paths[] = {
	{ "", "" },
	{ "a", "a" },
	{ "a/b", "a/b" },
	{ "a/", "a" },
	{ "./a/./b/.", "a/b" },
	{ "..", ".." },
	{ "a/../b", "a/../b" },
	{ ".a/..b", ".a/..b" },
	{ "/", "/" },
	{ "/abs/x", "/abs/x" },
	{ "/./abs", "/abs" },
	{ "//abs", "/abs" },
	{ "a//b", "a//b" },
	{ "a//", "a" },
	{ "a//b/c//d", "a//b/c//d" },
	{ "a//./b", "a//b" },
	{ "a///abs", "a///abs" },
	{ "a///", "a///" },
	{ "a////abs", "a///abs" },
	{ "/abs//b", "/abs//b" },
	{ "/abs///b", "/abs///b" },
};

START_TEST(paths_are_cleaned)
{
	_cleanup_(strbuf_clear) struct strbuf s = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf again = STRBUF_INIT;

	inside_path_clean(&s, paths[_i].typed);
	ck_assert_str_eq(s.buf, paths[_i].clean);
	inside_path_clean(&again, s.buf);
	ck_assert_str_eq(again.buf, s.buf);
}
END_TEST

/* --- an archive --------------------------------------------------------- */

struct fixture {
	struct store *store;
	int64_t id;
	struct members *members;
};

static void
add(struct fixture *f, const char *path, uint32_t mode, unsigned int level,
	int64_t size)
{
	const struct member member = { .path = path,
		.path_len = strlen(path),
		.level = level,
		.mode = mode,
		.size_bytes = size };

	ok(members_add(f->members, &member, err));
}

static void
open_fixture(struct fixture *f)
{
	f->store = open_store(":memory:");
	ok(store_begin(f->store, err));
	ok(store_add_archive(f->store, &f->id, 3, err));
	f->members = members_new(f->store, f->id);
	add(f, "in/a", S_IFREG | 0644, 1, 10);
	add(f, "/abs/b", S_IFREG | 0600, 1, 20);
	add(f, "in/inner", S_IFREG | 0644, 1, 400);
	add(f, "deep/c", S_IFREG | 0644, 2, 50);
	add(f, "/root", S_IFREG | 0644, 2, 60);
	add(f, "in/a", S_IFREG | 0600, 1, 11);
	add(f, "in/link", S_IFLNK | 0777, 1, -1);
	add(f, "in/sub/void", S_IFDIR | 0755, 1, -1);
	add(f, "big", S_IFREG | 0644, 1, INT64_MAX);
}

static void
close_fixture(struct fixture *f)
{
	members_free(f->members);
	ok(store_rollback(f->store, err));
	store_close(f->store);
}

/* The path that its number leads back to. */
static const struct {
	const char *path;
	int64_t size; /* -2: it is a directory */
} known[] = {
	{ "in", -2 },
	{ "in/a", 11 }, /* the later one */
	{ "in/link", -1 },
	{ "in/sub/void", -2 },
	{ "/", -2 },
	{ "/abs", -2 },
	{ "/abs/b", 20 },
	{ "in/inner", 400 },
	{ "in/inner//deep", -2 },
	{ "in/inner//deep/c", 50 },
	{ "in/inner///", -2 },
	{ "in/inner///root", 60 },
};

START_TEST(members_are_found)
{
	_cleanup_(close_fixture) struct fixture f;
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	struct inside_entry e;
	struct inside at;

	open_fixture(&f);
	ck_assert_int_eq(store_inside_find(f.store, &e, f.id, known[_i].path,
				 strlen(known[_i].path), NULL),
		1);
	ck_assert_int_eq(S_ISDIR(e.member.mode), known[_i].size == -2);
	if (known[_i].size > -2)
		ck_assert_int_eq(e.member.size_bytes, known[_i].size);
	at = (struct inside){ f.id, e.number };
	strbuf_adds(&path, "x.zip");
	ok(store_inside_path(f.store, &path, &at, err));
	ck_assert_str_eq(path.buf + strlen("x.zip//"), known[_i].path);
}
END_TEST

static const char *const unknown[] = { "b", "in/b", "abs/b", "in//a", "in/a/b",
	"in/a//b", "in/inner/deep", "in/inner//c", "in/inner//root", "//abs",
	"in/inner//deep//c" };

START_TEST(others_are_not)
{
	_cleanup_(close_fixture) struct fixture f;
	struct inside_entry e;

	open_fixture(&f);
	ck_assert_int_eq(store_inside_find(f.store, &e, f.id, unknown[_i],
				 strlen(unknown[_i]), NULL),
		0);
}
END_TEST

static int64_t
number_of(struct fixture *f, const char *path)
{
	struct inside_entry e;

	ck_assert_int_eq(store_inside_find(f->store, &e, f->id, path,
				 strlen(path), NULL),
		1);
	return e.number;
}

START_TEST(sums_are_of_one_level)
{
	_cleanup_(close_fixture) struct fixture f;
	_cleanup_(inside_tree_freep) struct inside_tree *tree = NULL;
	struct totals t;
	int64_t in, inner;

	open_fixture(&f);
	ok(inside_tree_load(&tree, f.store, f.id, err));
	in = number_of(&f, "in");
	inner = number_of(&f, "in/inner");
	t = inside_tree_totals(tree, in);
	ck_assert_int_eq(t.files, 4); /* a, a, inner, link */
	ck_assert_int_eq(t.directories, 2);
	ck_assert_int_eq(t.bytes, 10 + 11 + 400);
	t = inside_tree_totals(tree, inner);
	ck_assert_int_eq(t.files, 2);
	ck_assert_int_eq(t.directories, 2);
	ck_assert_int_eq(t.bytes, 110);
	t = inside_tree_totals(tree, 0);
	ck_assert_int_eq(t.files, 6);
	ck_assert_int_eq(t.directories, 5);
	ck_assert_int_eq(t.bytes, INT64_MAX); /* and no more */
	t = inside_tree_totals(tree, 1000);
	ck_assert_int_eq(t.files, 0);
	ck_assert(inside_tree_is_within(tree, number_of(&f, "in/inner//deep/c"),
		in));
	ck_assert(inside_tree_is_within(tree, inner, inner));
	ck_assert(inside_tree_is_within(tree, inner, 0));
	ck_assert(!inside_tree_is_within(tree, in, inner));
	ck_assert(!inside_tree_is_within(tree, number_of(&f, "/abs"), in));
}
END_TEST

/* --- find ----------------------------------------------------------------- */

/* More than there are statements of their own (store/find/find_walk.h). */
#define DEEP 60

/* A file before and one behind the directory of each level, the first twice. */
static void
add_deep(struct fixture *f)
{
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;

	for (int i = 0; i < DEEP; i++) {
		size_t len = path.len;

		strbuf_adds(&path, "a");
		add(f, path.buf, S_IFREG | 0644, 1, i);
		add(f, path.buf, S_IFREG | 0600, 1, i);
		strbuf_truncate(&path, len);
		strbuf_adds(&path, "z");
		add(f, path.buf, S_IFREG | 0644, 1, i);
		strbuf_truncate(&path, len);
		strbuf_adds(&path, "d/");
	}
}

/* Of what is found: how many there are; each path not before the last. */
static int
walk(struct store *store, const struct find_options *options, int64_t *depth)
{
	_cleanup_(store_find_closep) struct find *find = NULL;
	_cleanup_(strbuf_clear) struct strbuf last = STRBUF_INIT;
	struct find_entry found;
	int n = 0;

	ok(store_find_open(&find, store, options, err));
	for (;;) {
		int r = store_find_next(find, &found, NULL);

		ck_assert_int_ge(r, 0);
		if (r == 0)
			return n;
		ck_assert_str_ge(found.path, last.buf);
		strbuf_truncate(&last, 0);
		strbuf_add(&last, found.path, found.path_len);
		if (found.depth > *depth)
			*depth = found.depth;
		n++;
	}
}

START_TEST(a_walk_goes_as_deep_as_an_archive)
{
	const struct entry file = { .name = "x.zip",
		.name_len = 5,
		.mode = S_IFREG | 0644,
		.size_bytes = 9,
		.inode = 5,
		.nlink = 1 };
	struct find_options options = { .max_depth = INT64_MAX };
	struct find_place place = { .within = "x.zip//d/d/d" };
	struct fixture f = { .store = open_store(":memory:") };
	int64_t depth = 0;
	int64_t top;

	ok(store_begin(f.store, err));
	place.volume_id = add_volume(f.store, "uuid:1", "/mnt");
	top = make_directory(f.store, place.volume_id, "");
	ok(store_add_entry(f.store, top, &file, 0, err));
	ok(store_add_archive(f.store, &f.id, 1, err));
	f.members = members_new(f.store, f.id);
	add_deep(&f);
	ok(store_set_archive(f.store, top, "x.zip", 5, f.id, err));
	ck_assert_int_eq(walk(f.store, &options, &depth), 1);
	options.members = true;
	ck_assert_int_eq(walk(f.store, &options, &depth), 1 + 4 * DEEP - 1);
	ck_assert_int_eq(depth, DEEP);
	options.members = false;
	options.places = &place;
	options.n_places = 1;
	/* Itself, and what is below. */
	ck_assert_int_eq(walk(f.store, &options, &depth),
		1 + 4 * (DEEP - 3) - 1);
	close_fixture(&f);
}
END_TEST

START_TEST(nonsense_is_refused)
{
	static const char *const damages[] = {
		"UPDATE archive_member SET parent = number + 1 WHERE number = 2",
		"UPDATE archive_member SET number = 1 << 40 WHERE number = 2",
		"UPDATE archive_member SET number = -1 WHERE number = 2",
	};
	_cleanup_(close_fixture) struct fixture f;
	_cleanup_(inside_tree_freep) struct inside_tree *tree = NULL;
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	struct error error = ERROR_INIT;
	struct inside at;

	open_fixture(&f);
	at = (struct inside){ f.id, 2 };
	ck_assert_int_eq(sqlite3_exec(f.store->db, damages[_i], NULL, NULL,
				 NULL),
		SQLITE_OK);
	ck_assert_int_eq(inside_tree_load(&tree, f.store, f.id, &error),
		-EUCLEAN);
	ck_assert_int_eq(store_inside_path(f.store, &path, &at, &error),
		-EUCLEAN);
}
END_TEST

Suite *suite_inside(void);

Suite *
suite_inside(void)
{
	Suite *s = suite_create("inside");
	TCase *tc = tcase_create("inside");

	tcase_add_loop_test(tc, paths_are_cleaned, 0,
		(int)(sizeof(paths) / sizeof(paths[0])));
	tcase_add_loop_test(tc, members_are_found, 0,
		(int)(sizeof(known) / sizeof(known[0])));
	tcase_add_loop_test(tc, others_are_not, 0,
		(int)(sizeof(unknown) / sizeof(unknown[0])));
	tcase_add_test(tc, sums_are_of_one_level);
	tcase_add_test(tc, a_walk_goes_as_deep_as_an_archive);
	tcase_add_loop_test(tc, nonsense_is_refused, 0, 3);
	suite_add_tcase(s, tc);
	return s;
}
