/* SPDX-License-Identifier: MIT */
/*
 * The index of names: random names with random patterns, found with and without
 * the index, while names come, go and move.
 */
#include "store/names/name_index.h"

#include "lib/random.h"
#include "store/check.h"
#include "store/find/find.h"
#include "store/moves.h"
#include "store/names/grams.h"
#include "store/names/name_ranges.h"
#include "unit/store/fixture.h"
#include "util/alloc.h"
#include "util/interrupt.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

/* --- with and without ----------------------------------------------------- */

#define N_DIRECTORIES 24

static int64_t volume_id;
static int64_t directories[N_DIRECTORIES];

/* Letters that fold, compose and collide; one is no UTF-8. */
static const char *const letters[] = { "a", "b", "C", "k", "s", "J", "e", ".",
	"\xc3\xa9", "e\xcc\x81", "\xc3\x9f", "\xc5\xbf", "\xe2\x84\xaa",
	"\xcc\x8c", "\xff", "a", "b", "c", "a", "b" };

static void
random_text(struct strbuf *ret, unsigned int least, unsigned int most)
{
	unsigned int n = least + any(most - least + 1);

	strbuf_truncate(ret, 0);
	while (n-- > 0)
		strbuf_adds(ret, letters[any(20)]);
}

static struct wanted *
random_pattern(void)
{
	_cleanup_(strbuf_clear) struct strbuf text = STRBUF_INIT;
	_cleanup_(strbuf_clear) struct strbuf more = STRBUF_INIT;
	enum wanted_kind kind = (enum wanted_kind)(WANTED_SUBSTRING + any(4));
	struct wanted *w;

	random_text(&text, 1, 4);
	if (kind == WANTED_GLOB || kind == WANTED_REGEX) {
		random_text(&more, 1, 4);
		strbuf_adds(&text, kind == WANTED_GLOB ? "*" : ".*");
		strbuf_adds(&text, more.buf);
		if (kind == WANTED_GLOB)
			strbuf_addc(&text, '*');
	}
	w = wanted_new_text(kind, text.buf, text.len);
	w->ignore_case = kind == WANTED_EXTENSION || any(2);
	return w;
}

static struct wanted *
random_wanted(int depth)
{
	switch (depth > 0 ? any(8) : 0) {
	case 5:
		return wanted_not(random_wanted(depth - 1));
	case 6:
		return wanted_and(random_wanted(depth - 1),
			random_wanted(depth - 1));
	case 7:
		return wanted_or(random_wanted(depth - 1),
			random_wanted(depth - 1));
	default:
		return random_pattern();
	}
}

static char *
found(struct store *store, const struct wanted *w, size_t walk_first)
{
	_cleanup_(store_find_closep) struct find *find = NULL;
	struct find_options o = { .wanted = w,
		.max_depth = INT64_MAX,
		.walk_first = walk_first };
	struct strbuf text = STRBUF_INIT;
	struct error error = ERROR_INIT;
	struct find_entry e;
	int r;

	ok(store_find_open(&find, store, &o, err));
	while ((r = store_find_next(find, &e, &error)) > 0) {
		strbuf_add(&text, e.path, e.path_len);
		strbuf_addc(&text, '\n');
	}
	ck_assert_msg(r == 0, "%s", error.text);
	return strbuf_detach(&text);
}

static void
set_last(struct store *store, int64_t last)
{
	ok(store_set_fact(store, "name_index_last", last, err));
}

/* How many of the patterns the index narrowed. */
static int
compare(struct store *store, int rounds)
{
	int64_t last;
	int n_narrowed = 0;

	ok(store_fact(store, &last, "name_index_last", err));
	for (int i = 0; i < rounds; i++) {
		_cleanup_(wanted_freep) struct wanted *w = random_wanted(2);
		_cleanup_(name_ranges_clear) struct name_ranges ranges =
			NAME_RANGES_INIT;
		_cleanup_(freep) char *with = found(store, w, 1);
		_cleanup_(freep) char *without = NULL;
		struct error error = ERROR_INIT;
		int narrowed = name_ranges_find(&ranges, store, w, &error);

		ck_assert_msg(narrowed >= 0, "%s", error.text);
		n_narrowed += narrowed;
		set_last(store, 0);
		without = found(store, w, SIZE_MAX);
		set_last(store, last);
		ck_assert_msg(strcmp(with, without) == 0,
			"%d '%s':\nwith:\n%s\nwithout:\n%s", (int)w->kind,
			w->text ? w->text : "", with, without);
	}
	return n_narrowed;
}

static int
remember(void *arg, const char *kind, const char *text, struct error *err)
{
	(void)err;
	strbuf_addf(arg, "%s: %s\n", kind, text);
	return 0;
}

static void
check(struct store *store, const char *expected)
{
	_cleanup_(strbuf_clear) struct strbuf told = STRBUF_INIT;
	const struct check_options how = { .on_problem = remember,
		.arg = &told };
	struct check_result result;

	ok(store_check(store, &how, &result, err));
	ck_assert_str_eq(told.buf, expected);
}

static void
add_name(struct store *store, int64_t dir_id)
{
	_cleanup_(strbuf_clear) struct strbuf name = STRBUF_INIT;

	random_text(&name, 1, 9);
	if (strcmp(name.buf, ".") != 0 && strcmp(name.buf, "..") != 0)
		add_file(store, dir_id, name.buf, 1 + any(1000), 5);
}

static void
add_names(struct store *store, int n)
{
	while (n-- > 0)
		add_name(store, directories[any(N_DIRECTORIES)]);
}

static void
add_directory(struct store *store, int i)
{
	char name[16];
	int up = (int)any((unsigned int)i + 1);

	(void)snprintf(name, sizeof(name), "dir%d-%u", i, any(1000));
	directories[i] = add_dir(store, volume_id,
		up == i ? directories[0] : directories[up], name);
}

static struct store *
make_world(const char *path)
{
	struct store *store = open_store(path);

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	directories[0] = make_directory(store, volume_id, "a");
	for (int i = 1; i < N_DIRECTORIES; i++)
		add_directory(store, i);
	add_names(store, 600);
	ok(store_commit(store, err));
	return store;
}

/* A directory that has none below, and is not the root. */
static int
pick_leaf(struct store *store)
{
	int i;

	do {
		char sql[96];

		i = 1 + (int)any(N_DIRECTORIES - 1);
		(void)snprintf(sql, sizeof(sql),
			"SELECT directories FROM directory WHERE id = %lld",
			(long long)directories[i]);
		if (number(store, sql) == 0)
			return i;
	} while (true);
}

/* It moves below the root, under another name. */
static void
move_leaf(struct store *store)
{
	int i = pick_leaf(store);
	char name[16];
	struct entry e;

	(void)snprintf(name, sizeof(name), "abC%u", any(100000));
	e = file_entry(name, 77, 4096);
	e.mode = S_IFDIR | 0755;
	ok(store_move_directory(store, 1, directories[i], directories[0], &e,
		err));
}

/* It goes with all its names, and another gets its number perhaps. */
static void
replace_leaf(struct store *store)
{
	struct directory dir = { 0 };
	int i = pick_leaf(store);
	int64_t removed = 0;
	_cleanup_(freep) char *name = NULL;

	ok(store_directory(store, &dir, directories[i], err));
	name = xmemdupz(dir.name, dir.name_len);
	ok(store_remove_entry(store, dir.parent_id, name, strlen(name),
		&removed, err));
	ck_assert_int_gt(removed, 0);
	add_directory(store, i);
	for (int n = 0; n < 20; n++)
		add_name(store, directories[i]);
}

static void
change(struct store *store)
{
	ok(store_begin(store, err));
	add_names(store, 1 + (int)any(20));
	if (any(2))
		move_leaf(store);
	if (any(2))
		replace_leaf(store);
	add_names(store, (int)any(20));
	if (any(4) == 0)
		ok(store_rollback(store, err));
	else
		ok(store_commit(store, err));
}

/* A rolled back change leaves directories that are not there. */
static bool
is_consistent(struct store *store)
{
	for (int i = 0; i < N_DIRECTORIES; i++) {
		struct directory dir;

		if (store_directory(store, &dir, directories[i], NULL) <= 0)
			return false;
	}
	return true;
}

START_TEST(the_index_changes_no_answer)
{
	static const int names_a_block[] = { 1, 3, 7, 11, 32, 0 };
	struct store *store;
	int n_narrowed = 0;

	random_seed = (uint64_t)_i * 7919 + 3;
	store = make_world(":memory:");
	ok(name_index_build(store, names_a_block[_i], err));
	n_narrowed += compare(store, 20);
	for (int round = 0; round < 5 && is_consistent(store); round++) {
		change(store);
		compare(store, 15);
	}
	check(store, "");
	ck_assert_int_gt(n_narrowed, 0);
	store_close(store);
}
END_TEST

/* Each is packed while the names of the next are read; where names are long,
 * before that. */
START_TEST(names_of_several_segments_are_found)
{
	const int n_full = _i > 0 ? 1 : 2; /* segments */
	const int n = n_full * GRAM_SET + 100;
	char rest[1000] = "xyz";
	struct store *store;

	random_seed = 11;
	store = make_world(":memory:");
	ok(store_begin(store, err));
	for (int i = 0; i < n; i++) {
		char name[sizeof(rest) + 16];

		for (size_t k = 3; _i > 0 && k + 1 < sizeof(rest); k++)
			rest[k] = (char)('a' + any(26));
		(void)snprintf(name, sizeof(name), "%05d%s", i, rest);
		add_file(store, directories[i % N_DIRECTORIES], name, 1, 1);
	}
	ok(store_commit(store, err));
	ok(name_index_build(store, 1, err));
	ck_assert_int_eq(number(store,
				 "SELECT max(id) >> 21 FROM name_posting"),
		n_full);
	for (int i = 0; i < n; i += GRAM_SET / 3) {
		char name[16];
		int len = snprintf(name, sizeof(name), "%05dxyz", i);
		_cleanup_(wanted_freep) struct wanted *w =
			wanted_new_text(WANTED_SUBSTRING, name, (size_t)len);
		_cleanup_(freep) char *got = found(store, w, 1);

		ck_assert_msg(strstr(got, name), "%s: '%s'", name, got);
		ck_assert_ptr_eq(strchr(got, '\n'), strrchr(got, '\n'));
	}
	compare(store, _i > 0 ? 1 : 10);
	check(store, "");
	store_close(store);
}
END_TEST

/* A long s is an s without regard to case, and a J with a caron has a J in
 * it, but none once it is small: then it is one letter.  No form of the name
 * has both. */
START_TEST(letters_that_fold_to_others_are_found)
{
	_cleanup_(wanted_freep) struct wanted *w =
		wanted_new_text(WANTED_GLOB, "*0sj*", 5);
	_cleanup_(freep) char *got = NULL;
	struct store *store;

	random_seed = 4;
	store = make_world(":memory:");
	w->ignore_case = true;
	ok(store_begin(store, err));
	add_file(store, directories[1], "xx0\xc5\xbfJ\xcc\x8cxx", 1, 1);
	ok(store_commit(store, err));
	ok(name_index_build(store, 4, err));
	got = found(store, w, 1);
	ck_assert_msg(strstr(got, "/xx0\xc5\xbfJ"), "%s", got);
	store_close(store);
}
END_TEST

START_TEST(a_removed_index_is_missed_by_nobody)
{
	struct store *store;

	random_seed = 5;
	store = make_world(":memory:");
	compare(store, 10);
	ok(name_index_build(store, 4, err));
	interrupt_set(SIGINT);
	ck_assert_int_eq(name_index_build(store, 4, NULL), -EINTR);
	interrupt_set(0);
	ck_assert_int_gt(number(store,
				 "SELECT value FROM fact"
				 " WHERE name = 'name_index_last'"),
		0);
	compare(store, 20);
	check(store, "");
	store_close(store);
}
END_TEST

START_TEST(it_is_made_again_when_much_is_new)
{
	static const char stale[] = "SELECT count(*) FROM name_stale";
	static const char last[] = "SELECT value FROM fact"
				   " WHERE name = 'name_index_last'";
	struct store *store;

	random_seed = 6;
	store = make_world(":memory:");
	store->name_index_min = 5000;
	ok(name_index_refresh(store, err));
	ck_assert_int_le(number(store, last), 0);
	store->name_index_min = 100;
	ok(store_begin(store, err));
	add_names(store, 1);
	ok(store_commit(store, err));
	ok(name_index_refresh(store, err));
	ck_assert_int_gt(number(store, last), 0);
	ok(store_begin(store, err));
	add_file(store, directories[N_DIRECTORIES - 1], "one more", 1, 1);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, stale), 1);
	ok(store_begin(store, err));
	add_names(store, 300);
	ok(store_commit(store, err));
	ck_assert_int_gt(number(store, stale), 5);
	ok(name_index_refresh(store, err));
	ck_assert_int_eq(number(store, stale), 0);
	compare(store, 20);
	check(store, "");
	store_close(store);
}
END_TEST

START_TEST(an_index_of_another_layout_is_none)
{
	struct store *store;

	random_seed = 8;
	store = make_world(":memory:");
	ok(name_index_build(store, 4, err));
	ck_assert_int_gt(compare(store, 20), 0);
	store->name_index_min = 100;
	ok(name_index_refresh(store, err));
	/* as it was before there were layouts, and of a later one */
	for (int64_t layout = 0; layout < 4; layout += 3) {
		ok(store_set_fact(store, "name_index_layout", layout, err));
		ok(query_exec(store, "DELETE FROM name_posting", err));
		ck_assert_int_eq(compare(store, 20), 0);
		check(store, "");
		ok(store_begin(store, err));
		add_names(store, 1);
		ok(store_commit(store, err));
		if (layout == 0)
			ok(query_exec(store,
				"UPDATE fact SET value = (SELECT value"
				" FROM fact WHERE name = 'generation')"
				" WHERE name = 'name_index_checked'",
				err));
		ok(name_index_refresh(store, err));
		ck_assert_int_gt(compare(store, 20), 0);
		check(store, "");
	}
	store_close(store);
}
END_TEST

START_TEST(a_damaged_index_is_found)
{
	struct store *store;

	random_seed = 7;
	store = make_world(":memory:");
	ok(store_begin(store, err));
	add_file(store, directories[3], "needle in it", 1, 1);
	ok(store_commit(store, err));
	ok(name_index_build(store, 4, err));
	check(store, "");
	/* "dle" */
	ok(query_exec(store,
		"DELETE FROM name_posting"
		" WHERE id % 2097152 = (100 << 14) + (108 << 7) + 101",
		err));
	check(store,
		"names: find overlooks 1 names, the first in directory 5\n");
	store_close(store);
}
END_TEST

Suite *suite_name_index(void);

Suite *
suite_name_index(void)
{
	Suite *s = suite_create("name_index");
	TCase *t = tcase_create("name_index");

	tcase_add_loop_test(t, the_index_changes_no_answer, 0, 6);
	tcase_add_loop_test(t, names_of_several_segments_are_found, 0, 2);
	tcase_add_test(t, letters_that_fold_to_others_are_found);
	tcase_add_test(t, a_removed_index_is_missed_by_nobody);
	tcase_add_test(t, it_is_made_again_when_much_is_new);
	tcase_add_test(t, an_index_of_another_layout_is_none);
	tcase_add_test(t, a_damaged_index_is_found);
	suite_add_tcase(s, t);
	return s;
}
