/* SPDX-License-Identifier: MIT */
/*
 * find backwards: in random worlds, under random conditions, it is what find
 * finds forwards, turned around.
 */
#include "store/find/find.h"

#include "lib/random.h"
#include "store/scans.h"
#include "unit/store/find/facts.h"
#include "unit/store/find/world.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"

#include <errno.h>
#include <stdlib.h>

/* So that walks without a scan, by keys and out of memory are met. */
static struct find_options
random_options(const struct wanted *wanted, struct find_place places[N_PLACES])
{
	struct find_options o = { .wanted = wanted,
		.places = places,
		.n_places = any(2) ? 0 : any(N_PLACES),
		.min_depth = any(4) ? 0 : any(3),
		.max_depth = any(3) ? INT64_MAX : any(80),
		.walk_first = any(3) ? 1 + any(30) : SIZE_MAX,
		.most_kept = any(2) ? 0 : 1 };

	for (size_t i = 0; i < o.n_places; i++) {
		const struct dir *dir =
			any(3) ? &dirs[any(n_dirs)] : &dirs[mounted[i]];

		places[i] = (struct find_place){ volume_ids[dir->volume],
			any(3) ? dir->within : "" };
	}
	return o;
}

START_TEST(backwards_is_forwards_turned_around)
{
	struct store *store;
	size_t n_found = 0;

	random_seed = (uint64_t)_i * 7919 + 1;
	store = make_world();
	for (int round = 0; round < 60; round++) {
		_cleanup_(wanted_freep) struct wanted *w = random_wanted();
		struct find_place places[N_PLACES];
		struct find_options o = random_options(w, places);
		_cleanup_(freep) char *forwards = facts(store, &o);
		_cleanup_(freep) char *backwards = NULL;
		_cleanup_(freep) char *turned = NULL;
		size_t differ;

		ck_assert(store_find_can_reverse(&o));
		o.is_reverse = true;
		backwards = facts(store, &o);
		turned = reversed(backwards);
		differ = first_difference(turned, forwards);
		ck_assert_msg(strcmp(turned, forwards) == 0,
			"round %d of world %d, from here on:\n%.200s\n"
			"forwards:\n%.200s",
			round, _i, turned + differ, forwards + differ);
		n_found += strlen(forwards);
	}
	ck_assert_uint_gt(n_found, 0);
	free_world(store);
}
END_TEST

/* --- fixed cases ---------------------------------------------------------- */

/* A directory's own entry comes behind what is in it, "a" behind "a-". */
START_TEST(a_directory_comes_behind_what_is_in_it)
{
	struct store *store = open_store(":memory:");
	struct find_options o = { .max_depth = INT64_MAX, .is_reverse = true };
	_cleanup_(store_find_closep) struct find *find = NULL;
	static const char *const want[] = { "/mnt/b", "/mnt/a-", "/mnt/a/y",
		"/mnt/a/x", "/mnt/a" };
	struct find_entry e;
	int64_t volume_id, top, a;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	top = make_directory(store, volume_id, "");
	a = add_dir(store, volume_id, top, "a");
	add_file(store, a, "x", 1, 1);
	add_file(store, a, "y", 2, 1);
	add_file(store, top, "a-", 3, 1);
	add_file(store, top, "b", 4, 1);
	ok(store_commit(store, err));
	ok(store_find_open(&find, store, &o, err));
	for (size_t i = 0; i < 5; i++) {
		ck_assert_int_eq(store_find_next(find, &e, NULL), 1);
		ck_assert_str_eq(e.path, want[i]);
	}
	ck_assert_int_eq(e.child_id, a);
	ck_assert_int_eq(store_find_next(find, &e, NULL), 0);
	store_find_close(take_ptr(&find));
	store_close(store);
}
END_TEST

/* A damaged catalogue. */
START_TEST(a_directory_within_itself_ends_it)
{
	struct store *store = open_store(":memory:");
	struct find_options o = { .max_depth = INT64_MAX,
		.is_reverse = _i == 1 };
	struct find *find = NULL;
	struct find_entry e;
	struct error error = ERROR_INIT;
	int64_t volume_id;
	int r;

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	(void)make_directory(store, volume_id, "a/b");
	ok(query_exec(store,
		"UPDATE entry SET child_id ="
		" (SELECT child_id FROM entry WHERE name = CAST('a' AS BLOB))"
		" WHERE name = CAST('b' AS BLOB)",
		err));
	ok(store_commit(store, err));
	ok(store_find_open(&find, store, &o, err));
	while ((r = store_find_next(find, &e, &error)) > 0)
		continue;
	ck_assert_int_eq(r, -EUCLEAN);
	store_find_close(find);
	store_close(store);
}
END_TEST

START_TEST(members_are_found_forwards_only)
{
	struct find_place places[] = { { 1, "a" }, { 1, "b.zip//c" } };
	struct find_options o = { .places = places, .n_places = 1 };

	ck_assert(store_find_can_reverse(&o));
	o.n_places = 2;
	ck_assert(!store_find_can_reverse(&o));
	o.n_places = 0;
	o.members = true;
	ck_assert(!store_find_can_reverse(&o));
}
END_TEST

/* --- plans ---------------------------------------------------------------- */

static void
check_plan(struct store *store, const char *sql)
{
	char *text = sqlite3_mprintf("EXPLAIN QUERY PLAN %s", sql);
	sqlite3_stmt *stmt = NULL;

	ck_assert_int_eq(sqlite3_prepare_v2(store->db, text, -1, &stmt, NULL),
		SQLITE_OK);
	ck_assert_int_eq(sqlite3_step(stmt), SQLITE_ROW);
	ck_assert_str_eq((const char *)sqlite3_column_text(stmt, 3),
		"SEARCH e USING PRIMARY KEY (dir_id>? AND"
		" (dir_id,name)<(?,?))");
	while (sqlite3_step(stmt) == SQLITE_ROW) {
		const char *detail = (const char *)sqlite3_column_text(stmt, 3);

		ck_assert_msg(!strstr(detail, "SCAN") &&
				!strstr(detail, "TEMP B-TREE"),
			"%s of %s", detail, sql);
	}
	(void)sqlite3_finalize(stmt);
	sqlite3_free(text);
}

/* What was run last that reads a level. */
static int
note_level(unsigned int what, void *arg, void *stmt, void *text)
{
	struct strbuf *ret = arg;

	(void)what;
	(void)stmt;
	if (strstr(text, "ORDER BY e.dir_id DESC, e.name DESC")) {
		strbuf_truncate(ret, 0);
		strbuf_adds(ret, text);
	}
	return 0;
}

/* A level is a search by the key, in its order, whatever is asked for. */
START_TEST(a_level_backwards_is_a_search_by_the_key)
{
	struct store *store;
	_cleanup_(strbuf_clear) struct strbuf level = STRBUF_INIT;

	random_seed = 4711;
	store = make_world();
	for (int round = 0; round < ROUNDS(50); round++) {
		_cleanup_(wanted_freep) struct wanted *w = random_wanted();
		_cleanup_(freep) char *text = NULL;
		struct find_options o = { .wanted = w,
			.max_depth = INT64_MAX,
			.walk_first = SIZE_MAX,
			.is_reverse = true };

		strbuf_truncate(&level, 0);
		sqlite3_trace_v2(store->db, SQLITE_TRACE_STMT, note_level,
			&level);
		text = facts(store, &o);
		sqlite3_trace_v2(store->db, 0, NULL, NULL);
		/* The index of names may have told where to look. */
		if (level.len > 0)
			check_plan(store, level.buf);
		ck_assert(level.len > 0 || w);
	}
	free_world(store);
}
END_TEST

Suite *suite_find_reverse(void);

Suite *
suite_find_reverse(void)
{
	Suite *s = suite_create("find_reverse");
	TCase *tc = tcase_create("find_reverse");

	tcase_add_test(tc, a_directory_comes_behind_what_is_in_it);
	tcase_add_loop_test(tc, backwards_is_forwards_turned_around, 0,
		ROUNDS(10));
	tcase_add_loop_test(tc, a_directory_within_itself_ends_it, 0, 2);
	tcase_add_test(tc, members_are_found_forwards_only);
	tcase_add_test(tc, a_level_backwards_is_a_search_by_the_key);
	suite_add_tcase(s, tc);
	return s;
}
