/* SPDX-License-Identifier: MIT */
/*
 * A look at all names in the order of the file: in random worlds, in some places
 * and depths of them, under random conditions, on paths above all, it finds and
 * counts what a walk finds.
 */
#include "store/find/find.h"

#include "lib/random.h"
#include "store/find/wanted_dirs.h"
#include "unit/store/find/facts.h"
#include "unit/store/find/world.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"

static size_t
n_lines(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += *text == '\n';
	return n;
}

static void
check_count(struct store *store, const struct find_options *o, size_t want)
{
	int64_t n = -1, given_up = -1;

	ok(store_find_count(store, o, &n, &given_up, err));
	ck_assert_int_eq(n, (int64_t)want);
	ck_assert_int_eq(given_up, 0);
}

START_TEST(a_look_finds_what_a_walk_finds)
{
	struct store *store;
	size_t n_found = 0;

	random_seed = (uint64_t)_i * 7907 + 3;
	store = make_world();
	for (int round = 0; round < 50; round++) {
		_cleanup_(wanted_freep) struct wanted *w =
			any(2) ? random_pattern() : random_wanted();
		struct find_options o = { .wanted = w,
			.max_depth = INT64_MAX,
			.walk_first = SIZE_MAX,
			.is_reverse = any(4) == 0 };
		struct find_place at[2];
		_cleanup_(freep) char *walked = NULL;
		_cleanup_(freep) char *looked = NULL;
		size_t differ;

		if (any(2))
			random_limits(&o, at);
		walked = facts(store, &o);
		o.walk_first = 1;
		o.is_few = any(3) == 0;
		o.most_kept = any(3) ? 0 : 1;
		looked = facts(store, &o);
		differ = first_difference(looked, walked);
		ck_assert_msg(strcmp(looked, walked) == 0,
			"round %d of world %d, from here on:\n%.200s\n"
			"walked:\n%.200s",
			round, _i, looked + differ, walked + differ);
		check_count(store, &o, n_lines(walked));
		n_found += strlen(walked);
	}
	ck_assert_uint_gt(n_found, 0);
	free_world(store);
}
END_TEST

/* What a look gives up the walk does, and counts. */
START_TEST(paths_given_up_are_counted)
{
	static const char text[] = "(a+)+(d|e)$";
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(WANTED_REGEX, text, strlen(text));
	struct find_options o = { .wanted = w,
		.max_depth = INT64_MAX,
		.walk_first = _i ? SIZE_MAX : 1 };
	struct store *store = open_store(":memory:");
	int64_t n = -1, given_up = -1, top;

	w->on_path = true;
	ok(store_begin(store, err));
	top = make_directory(store, add_volume(store, "uuid:1", "/mnt"),
		"b/c/d");
	add_file(store, top, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", 1, 1);
	add_file(store, top, "aad", 2, 1);
	ok(store_commit(store, err));
	ok(store_find_count(store, &o, &n, &given_up, err));
	ck_assert_int_eq(n, 1);
	ck_assert_int_eq(given_up, 1);
	store_close(store);
}
END_TEST

/* --- what is known of directories ----------------------------------------- */

static struct wanted *
any_path(void)
{
	struct wanted *w = wanted_new_text(WANTED_SUBSTRING, "a", 1);

	w->on_path = true;
	return w;
}

static void
check_directory(struct store *store, const struct wanted_dirs *known,
	int64_t id)
{
	_cleanup_(strbuf_clear) struct strbuf want = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	bool is_online;

	ok(store_directory_path(store, &want, id, &is_online, err));
	wanted_dirs_path(known, id, &path);
	ck_assert_str_eq(path.buf, want.buf);
	ck_assert_uint_eq(path.len, want.len);
	ck_assert_int_eq(known->list[id].is_online, is_online);
}

/* As the store has them, where parts of volumes are mounted, or none; but where
 * what is mounted has no entry yet. */
START_TEST(directories_are_where_the_store_has_them)
{
	_cleanup_(wanted_freep) struct wanted *w = any_path();
	int n_known = 0;

	for (uint64_t world = 0; world < 40; world++) {
		struct wanted_dirs known = WANTED_DIRS_INIT;
		struct store *store;

		random_seed = world * 7919 + 5;
		store = make_world();
		ok(wanted_dirs_find(&known, store, w, false, err));
		n_known += known.is_known;
		for (size_t i = 0; i < n_dirs && known.is_known; i++)
			check_directory(store, &known, dirs[i].id);
		wanted_dirs_clear(&known);
		free_world(store);
	}
	ck_assert_int_ge(n_known, 10);
	ck_assert_int_lt(n_known, 40);
}
END_TEST

START_TEST(a_number_without_a_directory_has_no_path)
{
	_cleanup_(wanted_freep) struct wanted *w = any_path();
	_cleanup_(strbuf_clear) struct strbuf path = STRBUF_INIT;
	struct wanted_dirs known = WANTED_DIRS_INIT;
	static const int64_t numbers[] = { INT64_MIN, -1, 0, 1 << 20,
		INT64_MAX };
	struct store *store;

	random_seed = 11;
	store = make_world();
	ok(wanted_dirs_find(&known, store, w, false, err));
	for (size_t i = 0; i < 5; i++) {
		strbuf_adds(&path, "x");
		wanted_dirs_path(&known, numbers[i], &path);
		ck_assert_uint_eq(path.len, 0);
	}
	wanted_dirs_clear(&known);
	free_world(store);
}
END_TEST

START_TEST(names_are_kept_only_for_paths)
{
	_cleanup_(wanted_freep) struct wanted *hidden =
		wanted_new(WANTED_HIDDEN);
	_cleanup_(wanted_freep) struct wanted *volume =
		wanted_new_range(WANTED_VOLUME, 1, 0);
	struct wanted_dirs known = WANTED_DIRS_INIT;
	struct store *store;
	size_t placed = 0;

	random_seed = 12;
	store = make_world();
	ck_assert(is_scanned);
	ok(wanted_dirs_find(&known, store, volume, false, err));
	ck_assert(!known.is_known);
	ok(wanted_dirs_find(&known, store, hidden, false, err));
	ck_assert(known.is_known);
	for (int64_t id = 1; id < known.n; id++)
		placed += known.list[id].name_len > 0;
	ck_assert_uint_le(placed, N_VOLUMES * 2 + N_PLACES);
	wanted_dirs_clear(&known);
	free_world(store);
}
END_TEST

/* A damaged catalogue: what is known of the others is no use. */
START_TEST(a_directory_that_leads_to_no_top_is_not_known)
{
	static const char *const damage[] = {
		"UPDATE directory SET parent_id = id WHERE name ="
		" CAST('b' AS BLOB)",
		"UPDATE directory SET parent_id ="
		" (SELECT id FROM directory WHERE name = CAST('c' AS BLOB))"
		" WHERE name = CAST('b' AS BLOB)",
		"UPDATE directory SET parent_id = 4711 WHERE name ="
		" CAST('b' AS BLOB)",
		"UPDATE directory SET parent_id = 1 << 40 WHERE name ="
		" CAST('b' AS BLOB)",
		"UPDATE directory SET id = 2000000000 WHERE name ="
		" CAST('c' AS BLOB)",
		"UPDATE directory SET parent_id = 0 WHERE name ="
		" CAST('b' AS BLOB)",
		"DELETE FROM volume",
	};
	_cleanup_(wanted_freep) struct wanted *w = any_path();
	struct store *store = open_store(":memory:");
	struct wanted_dirs known = WANTED_DIRS_INIT;

	ok(store_begin(store, err));
	(void)make_directory(store, add_volume(store, "uuid:1", "/mnt"),
		"a/b/c");
	ok(store_commit(store, err));
	ok(wanted_dirs_find(&known, store, w, false, err));
	ck_assert(known.is_known);
	wanted_dirs_clear(&known);
	ok(store_begin(store, err));
	ok(query_exec(store, "PRAGMA foreign_keys = OFF", err));
	ok(query_exec(store, damage[_i], err));
	ok(store_commit(store, err));
	ok(wanted_dirs_find(&known, store, w, false, err));
	ck_assert(!known.is_known);
	wanted_dirs_clear(&known);
	store_close(store);
}
END_TEST

Suite *suite_find_look(void);

Suite *
suite_find_look(void)
{
	Suite *s = suite_create("find_look");
	TCase *tc = tcase_create("find_look");

	tcase_add_loop_test(tc, a_look_finds_what_a_walk_finds, 0, ROUNDS(12));
	tcase_add_loop_test(tc, paths_given_up_are_counted, 0, 2);
	tcase_add_test(tc, directories_are_where_the_store_has_them);
	tcase_add_test(tc, a_number_without_a_directory_has_no_path);
	tcase_add_test(tc, names_are_kept_only_for_paths);
	tcase_add_loop_test(tc, a_directory_that_leads_to_no_top_is_not_known,
		0, 7);
	suite_add_tcase(s, tc);
	return s;
}
