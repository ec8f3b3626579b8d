/* SPDX-License-Identifier: MIT */
/*
 * Names that wait for their content, both ways in which they are stored: by a
 * walk where they are many, looked up where they are few.
 */
#include "unit/store/fixture.h"

#include "lib/random.h"
#include "store/content/contents.h"
#include "store/content/new_contents.h"

#include <stdio.h>

#define DIRS 7
#define FILES 40 /* in each */

/* In the order of the key "f10" is before "f2", and "f" before all. */
static void
name_of(char *name, size_t size, int i)
{
	(void)snprintf(name, size, i == 0 ? "f" : "f%d", i);
}

static int64_t
add_content(struct store *store, char letter, int64_t copies)
{
	struct content_row row = {
		.content = { .size_bytes = 50, .copies = copies, .volumes = 1 }
	};

	memset(row.content.digest.bytes, letter, DIGEST_BYTES);
	row.content.digest.covered = 50;
	ok(new_contents_add(store, &row, 1, err));
	return row.id;
}

static void
wait_with(struct store *store, int64_t volume_id, int64_t dir_id,
	const struct entry *facts, char letter)
{
	const struct digest nothing = { .covered = 0 };
	struct digest digest = { .covered = facts->size_bytes };

	memset(digest.bytes, letter, DIGEST_BYTES);
	ok(store_set_digest_later(store, volume_id, dir_id, facts, &digest,
		&nothing, err));
}

static void
wait_for(struct store *store, int64_t volume_id, int64_t dir_id,
	const char *name, uint64_t inode, char letter)
{
	const struct entry facts = file_entry(name, inode, 50);

	wait_with(store, volume_id, dir_id, &facts, letter);
}

/* A few directories with files; a walk is chosen when it is known how many. */
static struct store *
open_files(int64_t dirs[DIRS], bool is_walk)
{
	const struct candidates_filter everything = { 0 };
	struct store *store = open_store(":memory:");
	int64_t volume_id;
	char name[16];

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/disk");
	dirs[0] = make_directory(store, volume_id, "");
	for (int d = 1; d < DIRS; d++) {
		(void)snprintf(name, sizeof(name), "d%d", d);
		dirs[d] = add_dir(store, volume_id, dirs[d - 1], name);
	}
	for (int i = 0; i < DIRS * FILES; i++) {
		name_of(name, sizeof(name), i / DIRS);
		add_file(store, dirs[i % DIRS], name, (uint64_t)i + 1, 50);
	}
	ok(store_commit(store, err));
	if (is_walk) {
		ok(store_candidates_open(store, &everything, err));
		store_candidates_close(store);
	}
	ok(store_begin(store, err));
	return store;
}

START_TEST(all_are_stored_whatever_the_order)
{
	int64_t dirs[DIRS], content[3];
	struct store *store = open_files(dirs, _i == 0);
	int64_t n = 0;
	char name[16];

	for (int c = 0; c < 3; c++)
		content[c] = add_content(store, (char)('a' + c),
			DIRS * FILES / 3 + (c == 0));
	/* 280 names in a scattered order. */
	for (int k = 0; k < DIRS * FILES; k++) {
		int i = k * 117 % (DIRS * FILES);

		name_of(name, sizeof(name), i / DIRS);
		wait_for(store, 1, dirs[i % DIRS], name, (uint64_t)i + 1,
			(char)('a' + i % 3));
	}
	ck_assert_int_eq(get_entry(store, dirs[0], "f").content_id,
		0); /* not yet */
	ok(store_set_contents_now(store, &n, err));
	ck_assert_int_eq(n, DIRS * FILES);
	ok(store_commit(store, err));
	for (int i = 0; i < DIRS * FILES; i++) {
		name_of(name, sizeof(name), i / DIRS);
		ck_assert_int_eq(get_entry(store, dirs[i % DIRS], name)
					 .content_id,
			content[i % 3]);
	}
	ck_assert_int_eq(number(store, "SELECT sum(copies) FROM content"),
		DIRS * FILES);
	store_close(store);
}
END_TEST

START_TEST(what_has_other_facts_is_left_and_counted)
{
	int64_t dirs[DIRS];
	struct store *store = open_files(dirs, _i == 0);
	int64_t known, n = 0;

	known = add_content(store, 'k', 1);
	wait_for(store, 1, dirs[3], "f7", 7 * DIRS + 4, 'k');
	ok(store_set_contents_now(store, &n, err));
	ck_assert_int_eq(n, 1);

	(void)add_content(store, 'a', 60);
	for (int i = 0; i < 60; i++) {
		char name[16];

		name_of(name, sizeof(name), i / DIRS);
		wait_for(store, 1, dirs[i % DIRS], name,
			/* another inode; read before (as above) */
			i == 11 ? 999 : (uint64_t)i + 1, 'a');
	}
	wait_for(store, 1, dirs[2], "gone", 5, 'a');
	/* The commit stores what waits, too. */
	ok(store_commit(store, err));
	ok(store_set_contents_now(store, &n, err));
	ck_assert_int_eq(n, 58);
	ck_assert_int_eq(get_entry(store, dirs[4], "f1").content_id, 0);
	ck_assert_int_eq(get_entry(store, dirs[3], "f7").content_id, known);
	ck_assert_int_eq(
		number(store,
			"SELECT copies FROM content WHERE size = 50"
			" AND digest = CAST('aaaaaaaaaaaaaaaa' AS BLOB)"),
		58);
	store_close(store);
}
END_TEST

START_TEST(a_rollback_drops_them)
{
	int64_t dirs[DIRS];
	struct store *store = open_files(dirs, _i == 0);
	int64_t n = -1;

	wait_for(store, 1, dirs[1], "f1", DIRS + 2, 'a');
	ok(store_rollback(store, err));
	ok(store_begin(store, err));
	ok(store_set_contents_now(store, &n, err));
	ck_assert_int_eq(n, 0);
	ok(store_commit(store, err));
	ck_assert_int_eq(get_entry(store, dirs[1], "f1").content_id, 0);
	store_close(store);
}
END_TEST

/* Every name has the content of its letter. */
#define WRONG_CONTENTS                                                         \
	"SELECT count(*) FROM entry AS e LEFT JOIN content AS c"               \
	" ON c.id = e.content_id"                                              \
	" WHERE e.child_id IS NULL AND"                                        \
	" substr(c.digest, 1, 1) IS NOT"                                       \
	" CAST(char(97 + (e.inode - 1) % 5) AS BLOB)"
/* What is stored is what can be counted. */
#define WRONG_COUNTS                                                           \
	"SELECT count(*) FROM content AS c WHERE c.copies <>"                  \
	" (SELECT count(*) FROM entry WHERE content_id = c.id)"                \
	" OR c.volumes <> 1"

START_TEST(those_with_a_digest_get_its_content)
{
	int64_t dirs[DIRS], known;
	struct store *store = open_files(dirs, _i == 0);
	int64_t n = 0;
	char name[16];

	known = add_content(store, 'b', 0); /* there already */
	for (int k = 0; k < DIRS * FILES; k++) {
		int i = k * 117 % (DIRS * FILES);

		name_of(name, sizeof(name), i / DIRS);
		wait_for(store, 1, dirs[i % DIRS], name, (uint64_t)i + 1,
			(char)('a' + i % 5));
		if (k == 100) /* they are met again by those that follow */
			ok(store_set_contents_now(store, &n, err));
	}
	ck_assert_int_eq(n, 101);
	ok(store_set_contents_now(store, &n, err));
	ck_assert_int_eq(n, DIRS * FILES - 101);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 5);
	ck_assert_int_eq(number(store, WRONG_CONTENTS), 0);
	ck_assert_int_eq(number(store, WRONG_COUNTS), 0);
	ck_assert_int_eq(get_entry(store, dirs[1], "f").content_id, known);
	store_close(store);
}
END_TEST

/* Nothing of what was read of them is kept, and what nobody has is gone. */
START_TEST(those_that_changed_get_none)
{
	int64_t dirs[DIRS];
	struct store *store = open_files(dirs, _i == 0);
	int64_t n = 0;

	wait_for(store, 1, dirs[1], "f1", 999, 'a');
	wait_for(store, 1, dirs[2], "gone", 5, 'a');
	wait_for(store, 1, dirs[3], "f1", DIRS + 4, 'b');
	wait_for(store, 1, dirs[4], "f1", 999, 'b');
	ok(store_set_contents_now(store, &n, err));
	ck_assert_int_eq(n, 1);
	ok(store_commit(store, err));
	ck_assert_int_eq(get_entry(store, dirs[1], "f1").content_id, 0);
	ck_assert_int_eq(get_entry(store, dirs[4], "f1").content_id, 0);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 1);
	ck_assert_int_eq(number(store, WRONG_COUNTS), 0);
	store_close(store);
}
END_TEST

/* Names of one inode are one copy; the same number elsewhere is another. */
START_TEST(copies_are_counted_by_volume_and_inode)
{
	int64_t dirs[DIRS], other, top, n;
	struct store *store = open_files(dirs, true);

	other = add_volume(store, "uuid:2", "/other");
	top = make_directory(store, other, "");
	add_file(store, dirs[1], "l1", 5000, 50);
	add_file(store, dirs[2], "l2", 5000, 50);
	add_file(store, top, "o", 5000, 50);
	wait_for(store, 1, dirs[1], "l1", 5000, 'a');
	if (_i > 0) /* at once, or what is there gets more */
		ok(store_set_contents_now(store, &n, err));
	wait_for(store, other, top, "o", 5000, 'a');
	if (_i > 1)
		ok(store_set_contents_now(store, &n, err));
	wait_for(store, 1, dirs[2], "l2", 5000, 'a');
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT copies FROM content"), 2);
	ck_assert_int_eq(number(store, "SELECT volumes FROM content"), 2);
	store_close(store);
}
END_TEST

/* From any name to any other of the same or another directory. */
START_TEST(any_stretch_is_stored)
{
	static const int at[] = { 0, 1, FILES - 1, FILES, 2 * FILES - 1,
		DIRS * FILES - FILES, DIRS * FILES - 1 };
	int64_t dirs[DIRS], n;
	struct store *store = open_files(dirs, true);
	char name[16];

	for (size_t a = 0; a < sizeof(at) / sizeof(at[0]); a++)
		for (size_t b = a; b < sizeof(at) / sizeof(at[0]); b++) {
			/* One directory after the other. */
			for (int i = at[a]; i <= at[b]; i++) {
				int d = i / FILES, k = i % FILES;

				name_of(name, sizeof(name), k);
				wait_for(store, 1, dirs[d], name,
					(uint64_t)(k * DIRS + d) + 1, 'a');
			}
			ok(store_set_contents_now(store, &n, err));
			ck_assert_int_eq(n, at[b] - at[a] + 1);
			ck_assert_int_eq(number(store,
						 "SELECT count(content_id)"
						 " FROM entry"),
				n);
			ok(store_rollback(store, err));
			ok(store_begin(store, err));
		}
	store_close(store);
}
END_TEST

/* Some files are larger than small ones. */
static int64_t
size_of(int i)
{
	return i % 11 < 4 ? 50 : DIGEST_WHOLE + 50;
}

static void
set_sizes(struct store *store)
{
	const struct candidates_filter everything = { 0 };

	ok(query_exec(store,
		"UPDATE entry SET size = 4146"
		" WHERE child_id IS NULL AND (inode - 1) % 11 >= 4",
		err));
	ok(store_commit(store, err));
	ok(store_candidates_open(store, &everything, err));
	store_candidates_close(store);
	ok(store_begin(store, err));
}

/* File i of directory d. */
static void
wait_in_order(struct store *store, const int64_t *dirs, int d, int i)
{
	const int number = i * DIRS + d;
	struct entry facts;
	char name[16];

	name_of(name, sizeof(name), i);
	facts = file_entry(name, (uint64_t)number + 1, size_of(number));
	wait_with(store, 1, dirs[d], &facts, (char)('a' + number % 5));
}

/* Names with a content of these sizes in directories up to this one, and in all
 * that are behind. */
static void
assert_stored(struct store *store, const int64_t *dirs, int last, int64_t size,
	bool is_behind)
{
	char sql[256];

	(void)snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM entry WHERE child_id IS NULL AND size = %lld"
		" AND dir_id %s %lld AND content_id IS %s NULL",
		(long long)size, is_behind ? ">" : "<=", (long long)dirs[last],
		is_behind ? "NOT" : "");
	ck_assert_int_eq(number(store, sql), 0);
}

/* Larger files come first, small ones directory by directory. */
START_TEST(larger_ones_are_stored_when_small_ones_come_by)
{
	int64_t dirs[DIRS], n = 0, sum = 0;
	struct store *store = open_files(dirs, false);

	set_sizes(store);
	for (int number = DIRS * FILES; number-- > 0;)
		if (size_of(number) > DIGEST_WHOLE)
			wait_in_order(store, dirs, number % DIRS,
				number / DIRS);
	for (int d = 0; d < DIRS; d++) {
		for (int i = 0; i < FILES; i++)
			if (size_of(i * DIRS + d) <= DIGEST_WHOLE)
				wait_in_order(store, dirs, d, i);
		ok(store_set_many_now(store, &n, err));
		sum += n;
		if (d == 0)
			continue;
		/* Of this one, as far as the last small file. */
		assert_stored(store, dirs, d - 1, DIGEST_WHOLE + 50, false);
		assert_stored(store, dirs, d, DIGEST_WHOLE + 50, true);
		assert_stored(store, dirs, d, 50, false);
		if (_i > 0 && d == DIRS / 2) { /* the rest, in the middle */
			ok(store_commit(store, err));
			assert_stored(store, dirs, DIRS - 1, DIGEST_WHOLE + 50,
				false);
			ok(store_begin(store, err));
			ok(store_set_contents_now(store, &n, err));
			sum += n;
			break;
		}
	}
	ok(store_set_contents_now(store, &n, err));
	sum += n;
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM entry WHERE content_id"),
		sum);
	ck_assert_int_gt(sum, DIRS * FILES / 2);
	ck_assert_int_eq(number(store, WRONG_COUNTS), 0);
	if (_i == 0)
		ck_assert_int_eq(number(store, WRONG_CONTENTS), 0);
	store_close(store);
}
END_TEST

/* In any order, with storing and commits at any time; some have changed, and
 * some wait twice. */
START_TEST(whatever_comes_when_all_are_stored)
{
	int64_t dirs[DIRS], n = 0;
	struct store *store = open_files(dirs, false);

	random_seed = (uint64_t)_i + 1;
	set_sizes(store);
	for (int k = 0; k < 3 * DIRS * FILES; k++) {
		/* Small ones more or less in order. */
		int number = (k + (int)any(30)) % (DIRS * FILES);

		wait_in_order(store, dirs, number / FILES, number % FILES);
		if (any(20) == 0)
			wait_for(store, 1, dirs[any(DIRS)], "gone", 5, 'a');
		if (any(40) == 0)
			ok(store_set_many_now(store, &n, err));
		if (any(90) == 0) {
			ok(store_commit(store, err));
			ok(store_begin(store, err));
		}
	}
	for (int number = 0; number < DIRS * FILES; number++)
		wait_in_order(store, dirs, number / FILES, number % FILES);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, WRONG_CONTENTS), 0);
	ck_assert_int_eq(number(store, WRONG_COUNTS), 0);
	store_close(store);
}
END_TEST

static void
wait_in_part(struct store *store, int64_t dir_id, int k, char whole, char part)
{
	struct entry facts;
	struct digest digest = { .covered = 50 }, partial = { .covered = 9 };
	char name[16];

	name_of(name, sizeof(name), k);
	facts = file_entry(name, (uint64_t)k * DIRS + 2, 50);
	memset(digest.bytes, whole, DIGEST_BYTES);
	memset(partial.bytes, part, DIGEST_BYTES);
	ok(store_set_digest_later(store, 1, dir_id, &facts,
		whole ? &digest : &partial,
		whole ? &partial : &(struct digest){ .covered = 0 }, err));
}

/* 'a' and 'b' begin alike, of 'q' nothing more was read. */
START_TEST(what_refines_another_says_so)
{
	int64_t dirs[DIRS], n;
	struct store *store = open_files(dirs, _i % 2 == 0);

	wait_in_part(store, dirs[1], 1, 'a', 'p');
	if (_i > 1) /* the others find what was there */
		ok(store_set_contents_now(store, &n, err));
	wait_in_part(store, dirs[1], 2, 'b', 'p');
	wait_in_part(store, dirs[1], 3, 'a', 'p');
	wait_in_part(store, dirs[1], 4, 'c', 'o');
	wait_in_part(store, dirs[1], 5, 0, 'q');
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 6);
	ck_assert_int_eq(number(store, WRONG_COUNTS " AND c.copies > 0"), 0);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM content AS c"
				 " JOIN content AS p ON p.id = c.parent_id"
				 " WHERE hex(substr(c.digest, 1, 1)) ||"
				 " hex(substr(p.digest, 1, 1)) IN"
				 " ('6170', '6270', '636F') AND p.covered = 9"),
		3);
	ck_assert_int_eq(number(store,
				 "SELECT copies FROM content"
				 " WHERE substr(digest, 1, 1) = x'61'"),
		2);
	ck_assert_int_eq(number(store,
				 "SELECT copies FROM content"
				 " WHERE substr(digest, 1, 1) = x'71'"),
		1);
	store_close(store);
}
END_TEST

/* Some file systems say one link of every file. */
START_TEST(what_says_one_link_of_all_is_counted)
{
	int64_t dirs[DIRS], n;
	struct store *store = open_files(dirs, true);

	if (_i > 0)
		ck_assert_int_eq(number(store,
					 "UPDATE volume SET fstype = 'fuse.x'"
					 " RETURNING 7"),
			7);
	add_file(store, dirs[1], "l1", 5000, 50);
	add_file(store, dirs[2], "l2", 5000 + (_i == 0), 50);
	wait_for(store, 1, dirs[1], "l1", 5000, 'a');
	ok(store_set_contents_now(store, &n, err));
	wait_for(store, 1, dirs[2], "l2", 5000 + (_i == 0), 'a');
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT copies FROM content"),
		_i > 0 ? 1 : 2);
	store_close(store);
}
END_TEST

static int
count_steps(void *arg)
{
	(*(int64_t *)arg)++;
	return 0;
}

/* Storing n files of one directory, in thousands of steps of SQLite. */
static int64_t
steps_for(int n)
{
	const struct candidates_filter everything = { 0 };
	struct store *store = open_store(":memory:");
	int64_t volume_id, top, stored, steps = 0;
	char name[16];

	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/disk");
	top = make_directory(store, volume_id, "");
	for (int i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "f%06d", i);
		add_file(store, top, name, (uint64_t)i + 1, 50);
	}
	ok(store_commit(store, err));
	ok(store_candidates_open(store, &everything, err));
	ok(store_begin(store, err));
	sqlite3_progress_handler(store->db, 1000, count_steps, &steps);
	for (int i = 0; i < n; i++) {
		(void)snprintf(name, sizeof(name), "f%06d", i);
		wait_for(store, volume_id, top, name, (uint64_t)i + 1, 'a');
	}
	ok(store_set_contents_now(store, &stored, err));
	ck_assert_int_eq(stored, n);
	ok(store_commit(store, err));
	store_close(store);
	return steps;
}

START_TEST(twice_the_names_are_twice_the_work)
{
	int64_t once = steps_for(15000);
	int64_t twice = steps_for(30000);

	ck_assert_int_gt(once, 500);
	ck_assert_int_lt(twice, once * 22 / 10);
}
END_TEST

Suite *suite_waiting(void);

Suite *
suite_waiting(void)
{
	Suite *suite = suite_create("waiting");
	TCase *tc = tcase_create("waiting");

	tcase_add_loop_test(tc, all_are_stored_whatever_the_order, 0, 2);
	tcase_add_loop_test(tc, what_has_other_facts_is_left_and_counted, 0, 2);
	tcase_add_loop_test(tc, a_rollback_drops_them, 0, 2);
	tcase_add_loop_test(tc, those_with_a_digest_get_its_content, 0, 2);
	tcase_add_loop_test(tc, those_that_changed_get_none, 0, 2);
	tcase_add_loop_test(tc, copies_are_counted_by_volume_and_inode, 0, 3);
	tcase_add_test(tc, any_stretch_is_stored);
	tcase_add_loop_test(tc, larger_ones_are_stored_when_small_ones_come_by,
		0, 2);
	tcase_add_loop_test(tc, whatever_comes_when_all_are_stored, 0, 30);
	tcase_add_loop_test(tc, what_refines_another_says_so, 0, 4);
	tcase_add_loop_test(tc, what_says_one_link_of_all_is_counted, 0, 2);
	tcase_add_test(tc, twice_the_names_are_twice_the_work);
	suite_add_tcase(suite, tc);
	return suite;
}
