/* SPDX-License-Identifier: MIT */
/*
 * Names of a draft that wait for what is in them: whatever happens, what is
 * stored is as if none had waited.
 */
#include "unit/store/fixture.h"

#include "lib/random.h"
#include "lib/scratch.h"
#include "store/content/contents.h"
#include "store/unwritten/unwritten.h"
#include "store/unwritten/unwritten_order.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char *dir;
static char *path;
static struct store *store;
static int64_t volume_id;
static int64_t top;

static struct store *
open_draft_beside(const char *name)
{
	struct store *draft = NULL;

	free(path);
	path = scratch_path(dir, name);
	ok(store_open_draft(&draft, path, err));
	ok(store_begin(draft, err));
	volume_id = add_volume(draft, "uuid:1", "/mnt");
	top = make_directory(draft, volume_id, "");
	return draft;
}

static void
set_up(void)
{
	dir = scratch_dir();
	path = NULL;
	store = open_draft_beside("one.db");
	ok(store_leave_unwritten(store, err));
}

static void
tear_down(void)
{
	store_close(store);
	free(path);
	free(dir);
}

static void
add_name(struct store *to, int64_t dir_id, const char *name, uint64_t inode,
	int64_t size)
{
	const struct entry e = file_entry(name, inode, size);
	const struct new_name one = { dir_id, &e, 0 };

	ok(store_add_entries(to, &one, 1, err));
}

/* Of what is larger, ends were read before. */
static void
give_facts(struct store *to, int64_t dir_id, const struct entry *facts,
	char letter)
{
	struct digest ends = { .covered = facts->size_bytes > 5000 ? 4096 : 0 };
	struct digest digest = { .covered = facts->size_bytes };

	memset(digest.bytes, letter, DIGEST_BYTES);
	memset(ends.bytes, letter / 4, DIGEST_BYTES);
	ok(store_set_digest_later(to, volume_id, dir_id, facts, &digest, &ends,
		err));
}

static void
give_later(struct store *to, int64_t dir_id, const char *name, uint64_t inode,
	int64_t size, char letter)
{
	const struct entry facts = file_entry(name, inode, size);

	give_facts(to, dir_id, &facts, letter);
}

static int64_t
n_files(const char *sql_where)
{
	char sql[160];

	(void)snprintf(sql, sizeof(sql),
		"SELECT count(*) FROM entry WHERE child_id IS NULL AND %s",
		sql_where);
	return number(store, sql);
}

START_TEST(they_wait_until_they_are_published)
{
	int64_t dir_id = top;

	add_name(store, dir_id, "b", 2, 50);
	add_name(store, dir_id, "a", 1, 50);
	ok(store_commit(store, err));
	ck_assert(store_has_unwritten(store));
	ck_assert_int_eq(n_files("1"), 0);

	ok(store_publish(store, err));
	ck_assert(!store_has_unwritten(store));
	ck_assert_int_eq(n_files("content_id IS NULL"), 2);
	ck_assert_int_eq(get_entry(store, dir_id, "a").entry.size_bytes, 50);
	ck_assert_int_eq(number(store, "SELECT files FROM directory"), 2);
}
END_TEST

START_TEST(what_they_are_given_is_written_with_them)
{
	int64_t n = 0;

	add_name(store, top, "a", 1, 50);
	add_name(store, top, "b", 2, 50);
	add_name(store, top, "c", 3, 50);
	give_later(store, top, "c", 3, 50, 'x');
	give_later(store, top, "a", 1, 50, 'x');
	give_later(store, top, "b", 9, 50, 'x'); /* is another inode */
	ok(store_set_contents_now(store, &n, err));
	ck_assert_int_eq(n, 2);
	ck_assert(store_has_unwritten(store));
	ok(store_commit(store, err));
	ok(store_publish(store, err));
	ck_assert_int_eq(n_files("content_id IS NOT NULL"), 2);
	ck_assert_int_eq(get_entry(store, top, "b").content_id, 0);
	ck_assert_int_eq(number(store, "SELECT copies FROM content"), 2);
}
END_TEST

START_TEST(any_statement_finds_them)
{
	struct directory d = { 0 };
	struct known_entry known;
	struct totals sum;

	add_name(store, top, "a", 1, 50);
	ok(store_directory(store, &d, top, err)); /* has no names */
	ok(store_directory_sums(store, &sum, top, err));
	ck_assert(store_has_unwritten(store));
	if (_i == 0) {
		ok(store_entries_open(store, top, err));
		ck_assert_int_eq(store_entries_next(store, &known, NULL), 1);
		store_entries_close(store);
	} else if (_i == 1)
		ck_assert_int_eq(get_entry(store, top, "a").entry.size_bytes,
			50);
	else
		add_file(store, top, "b", 2, 60); /* one by one */
	ck_assert(!store_has_unwritten(store));
	ck_assert_int_eq(n_files("name = CAST('a' AS BLOB)"), 1);
	ok(store_commit(store, err));
}
END_TEST

START_TEST(another_name_can_be_asked_for)
{
	struct known_entry known;

	add_name(store, top, "a", 1, 50);
	ck_assert_int_eq(store_entry(store, &known, top, "b", 1, NULL), 0);
	ck_assert(store_has_unwritten(store));
	/* Then all that were to come had come. */
	add_name(store, top, "c", 3, 50);
	ck_assert(!store_has_unwritten(store));
	ck_assert_int_eq(n_files("1"), 2);
	ok(store_commit(store, err));
}
END_TEST

START_TEST(no_more_than_so_many_wait)
{
	char name[16];

	store->unwritten->most = 10;
	for (int i = 0; i < 25; i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		add_name(store, top, name, (uint64_t)i + 1, 50);
		ck_assert_int_eq(store_has_unwritten(store), i < 10);
	}
	ck_assert_int_eq(n_files("1"), 25);
	ok(store_commit(store, err));
	ck_assert_int_eq(number(store, "SELECT files FROM directory"), 25);
}
END_TEST

START_TEST(many_can_be_written_before_there_are_too_many)
{
	char name[16];

	store->unwritten->most = 12;
	for (int i = 0; i < 12; i++) {
		(void)snprintf(name, sizeof(name), "%d", i);
		add_name(store, top, name, (uint64_t)i + 1, 50);
		ck_assert_int_eq(store_has_many_unwritten(store), i >= 9);
	}
	ok(store_commit(store, err));
	ok(store_write_names(store, err));
	ck_assert(store->unwritten->is_built);
	ck_assert(!store_has_many_unwritten(store));
	ok(store_begin(store, err));
	add_name(store, top, "more", 100, 50);
	ok(store_commit(store, err));
	ck_assert_int_eq(n_files("1"), 13);
}
END_TEST

/* Longer than any file system has them, but who knows. */
START_TEST(a_very_long_name_does_not_wait)
{
	const size_t len = 70000;
	char *name = malloc(len + 1);

	ck_assert_ptr_nonnull(name);
	memset(name, 'n', len);
	name[len] = '\0';
	add_name(store, top, "a", 1, 50);
	add_name(store, top, name, 2, 50);
	ck_assert(!store_has_unwritten(store));
	ck_assert_int_eq(n_files("length(name) = 70000"), 1);
	ok(store_commit(store, err));
	free(name);
}
END_TEST

START_TEST(of_a_name_that_comes_twice_the_later_word_counts)
{
	add_name(store, top, "a", 1, 50);
	add_name(store, top, "b", 2, 10);
	add_name(store, top, "a", 3, 70);
	ok(store_commit(store, err));
	ok(store_publish(store, err));
	ck_assert_int_eq(n_files("1"), 2);
	ck_assert_int_eq(get_entry(store, top, "a").entry.size_bytes, 70);
	ck_assert_int_eq(number(store, "SELECT files FROM directory"), 2);
	ck_assert_int_eq(number(store, "SELECT bytes FROM directory"), 80);
}
END_TEST

START_TEST(a_catalogue_that_is_rolled_back_is_none)
{
	add_name(store, top, "a", 1, 50);
	ok(store_rollback(store, err));
	ck_assert(!store_has_unwritten(store));
	ck_assert_int_eq(store_publish(store, NULL), -EIO);
	ck_assert(access(path, F_OK) < 0);
}
END_TEST

START_TEST(a_rollback_of_something_else_takes_none)
{
	add_name(store, top, "a", 1, 50);
	ok(store_commit(store, err));
	ok(store_begin(store, err));
	ok(store_set_fact(store, "x", 1, err));
	ok(store_rollback(store, err));
	ck_assert(store_has_unwritten(store));
	ok(store_publish(store, err));
	ck_assert_int_eq(n_files("1"), 1);
}
END_TEST

/* A way to a root, say, that turns out to be something else. */
START_TEST(a_name_may_be_there_already)
{
	store_close(store);
	store = open_draft_beside("three.db");
	add_file(store, top, "b", 7, 10);
	ok(store_leave_unwritten(store, err));
	add_name(store, top, "a", 1, 50);
	add_name(store, top, "b", 2, 60);
	add_name(store, top, "c", 3, 70);
	give_later(store, top, "b", 2, 60, 'x');
	ok(store_commit(store, err));
	ok(store_write_names(store, err));
	ck_assert(!store->unwritten->is_built);
	ck_assert_int_eq(n_files("1"), 3);
	ck_assert_int_eq(get_entry(store, top, "b").entry.size_bytes, 60);
	ck_assert_int_eq(number(store, "SELECT bytes FROM directory"), 180);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 0);
}
END_TEST

/* --- statements ----------------------------------------------------------- */

static bool is_about_names;

/* SQLite asks of each table that a statement has to do with. */
static int
authorize(void *arg, int action, const char *one, const char *two,
	const char *schema, const char *cause)
{
	(void)arg;
	(void)two;
	(void)schema;
	(void)cause;
	if (action == SQLITE_READ || action == SQLITE_INSERT ||
		action == SQLITE_UPDATE || action == SQLITE_DELETE)
		is_about_names |= strcmp(one, "entry") == 0 ||
			strcmp(one, "content") == 0;
	return SQLITE_OK;
}

START_TEST(every_statement_about_names_has_them_written)
{
	/* unwritten.c says why. */
	static const enum query others[] = { Q_ENTRY, Q_CONTENT_LAST,
		Q_CONTENT_OF_SIZE, Q_SIZE_IS_KNOWN, Q_SIZE_IS_COVERED };
	int n = 0;

	ck_assert_int_eq(sqlite3_set_authorizer(store->db, authorize, NULL),
		SQLITE_OK);
	for (int q = 0; q < QUERY_N; q++) {
		bool is_other = false;
		sqlite3_stmt *stmt = NULL;

		for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
			is_other |= q == (int)others[i];
		is_about_names = false;
		ck_assert_int_eq(sqlite3_prepare_v2(store->db,
					 query_text((enum query)q), -1, &stmt,
					 NULL),
			SQLITE_OK);
		ck_assert_int_eq(sqlite3_finalize(stmt), SQLITE_OK);
		if (is_about_names && !is_other)
			ck_assert_msg(unwritten_is_waited_for(store,
					      (enum query)q),
				"%s", query_name((enum query)q));
		n += is_about_names;
	}
	ck_assert_int_eq(sqlite3_set_authorizer(store->db, NULL, NULL),
		SQLITE_OK);
	ck_assert_int_gt(n, 100);
}
END_TEST

START_TEST(a_catalogue_that_is_there_has_none_that_wait)
{
	ok(store_commit(store, err));
	ok(store_publish(store, err));
	ok(store_leave_unwritten(store, err));
	ok(store_begin(store, err));
	add_name(store, top, "a", 1, 50);
	ck_assert(!store_has_unwritten(store));
	ok(store_commit(store, err));
}
END_TEST

/* --- random ones ---------------------------------------------------------- */

#define DIRS 12
#define NAMES 300

/* What is to be added and read, in order. */
struct plan {
	int dir[NAMES];
	char name[NAMES][16];
	uint64_t inode[NAMES];
	int64_t size[NAMES];
	int64_t mtime[NAMES];
	uint32_t nlink[NAMES];
	char letter[NAMES]; /* 0: not read */
	int when[NAMES];    /* read in this place */
	unsigned int pause; /* written now and then: one in so many */
};

/* Another name of the file before, which is read once. */
static void
make_link(struct plan *plan, int i)
{
	plan->inode[i] = plan->inode[i - 1];
	plan->size[i] = plan->size[i - 1];
	plan->mtime[i] = plan->mtime[i - 1];
	plan->letter[i] = plan->letter[i - 1];
	plan->nlink[i] = plan->nlink[i - 1] = 2;
}

static struct entry
planned(const struct plan *plan, int i)
{
	struct entry e =
		file_entry(plan->name[i], plan->inode[i], plan->size[i]);

	e.mtime_ns = plan->mtime[i];
	e.nlink = plan->nlink[i];
	return e;
}

static void
make_plan(struct plan *plan)
{
	plan->pause = 2 + any(400);
	for (int i = 0; i < NAMES; i++) {
		plan->dir[i] = (int)any(DIRS);
		(void)snprintf(plan->name[i], sizeof(plan->name[i]), "%c%u",
			'a' + (char)any(3), any(400));
		plan->inode[i] = 1 + (uint64_t)i;
		plan->size[i] = any(2) > 0 ? 50 : 1 + (int64_t)any(6000);
		plan->letter[i] = any(3) > 0 ? (char)('a' + (char)any(20)) : 0;
		plan->mtime[i] = (int64_t)(random_bits() >> any(64));
		plan->mtime[i] *= any(2) > 0 ? 1 : -1;
		plan->nlink[i] = 1;
		plan->when[i] = i;
		if (any(10) == 0)
			plan->inode[i] |= UINT64_C(1) << 63;
		if (i > 0 && any(6) == 0)
			make_link(plan, i);
	}
	for (int i = NAMES - 1; i > 0 && any(2) > 0; i--) {
		int k = (int)any((size_t)i + 1);
		int other = plan->when[k];

		plan->when[k] = plan->when[i];
		plan->when[i] = other;
	}
}

/* Several at a time, as a scan does. */
static void
add_all(struct store *to, const struct plan *plan, const int64_t ids[DIRS])
{
	struct entry entries[NAMES];
	struct new_name list[NAMES];
	int n = 0;

	for (int i = 0; i < NAMES; i++) {
		entries[i] = planned(plan, i);
		list[n++] =
			(struct new_name){ ids[plan->dir[i]], &entries[i], 0 };
		if (n < 60 && i < NAMES - 1)
			continue;
		ok(store_add_entries(to, list, (size_t)n, err));
		n = 0;
	}
}

static void
read_all(struct store *to, const struct plan *plan, const int64_t ids[DIRS])
{
	int64_t n = 0;

	for (int k = 0; k < NAMES; k++) {
		struct entry facts;
		int i = plan->when[k];

		if (plan->letter[i] == 0)
			continue;
		facts = planned(plan, i);
		give_facts(to, ids[plan->dir[i]], &facts, plan->letter[i]);
		if ((unsigned int)k % plan->pause == plan->pause - 1)
			ok(store_set_many_now(to, &n, err));
	}
}

static struct store *
play(const char *name, const struct plan *plan, bool do_wait)
{
	struct store *to = open_draft_beside(name);
	int64_t ids[DIRS];
	char dir_name[16];

	if (do_wait)
		ok(store_leave_unwritten(to, err));
	for (int d = 0; d < DIRS; d++) {
		const struct directory new = {
			.id = top + 1 + d,
			.parent_id = top,
			.volume_id = volume_id,
			.name = dir_name,
			.name_len = 2,
			.state = DIRECTORY_COMPLETE,
		};

		(void)snprintf(dir_name, sizeof(dir_name), "%02d", d);
		ok(store_add_directory(to, &new, err));
		ids[d] = new.id;
	}
	add_all(to, plan, ids);
	ok(store_commit(to, err));
	ck_assert_int_eq(store_has_unwritten(to), do_wait);
	ok(store_begin(to, err));
	read_all(to, plan, ids);
	ok(store_commit(to, err));
	ok(store_write_names(to, err));
	ck_assert_int_eq(to->unwritten->is_built, do_wait);
	ok(store_publish(to, err));
	return to;
}

/* Of a table or view of both. */
static void
assert_same(const char *columns, const char *from)
{
	static const char *const names[] = { "main", "peer" };
	char query[400];

	for (int i = 0; i < 2; i++) {
		(void)snprintf(query, sizeof(query),
			"SELECT count(*) FROM (SELECT %s FROM %s.%s"
			" EXCEPT SELECT %s FROM %s.%s)",
			columns, names[i], from, columns, names[1 - i], from);
		ck_assert_msg(number(store, query) == 0, "%s differs in %s",
			from, names[i]);
	}
}

START_TEST(random_names_are_stored_as_if_they_had_not_waited)
{
	struct plan plan;
	struct store *peer;
	char attach[300];

	random_seed = (uint64_t)_i + 1;
	make_plan(&plan);
	peer = play("peer.db", &plan, false);
	(void)snprintf(attach, sizeof(attach), "ATTACH '%s' AS peer", path);
	store_close(peer);
	store_close(store);
	store = play("two.db", &plan, true);
	ok(query_exec(store, attach, err));
	assert_same("*", "directory");
	assert_same("size, covered, digest, copies, volumes", "content");
	assert_same("dir_id, name, size, mtime, lag, inode, attribute_id,"
		    " nlink, blocks, child_id",
		"entry");
	assert_same("*", "files"); /* with digests */
	ck_assert_int_gt(number(store,
				 "SELECT count(*) FROM content"
				 " WHERE copies > 1"),
		0);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM pragma_integrity_check"
				 " WHERE integrity_check <> 'ok'"),
		0);
}
END_TEST

Suite *suite_unwritten(void);

Suite *
suite_unwritten(void)
{
	Suite *s = suite_create("unwritten");
	TCase *one = tcase_create("names");
	TCase *many = tcase_create("random");

	tcase_add_checked_fixture(one, set_up, tear_down);
	tcase_add_test(one, they_wait_until_they_are_published);
	tcase_add_test(one, what_they_are_given_is_written_with_them);
	tcase_add_loop_test(one, any_statement_finds_them, 0, 3);
	tcase_add_test(one, another_name_can_be_asked_for);
	tcase_add_test(one, no_more_than_so_many_wait);
	tcase_add_test(one, many_can_be_written_before_there_are_too_many);
	tcase_add_test(one, a_very_long_name_does_not_wait);
	tcase_add_test(one, of_a_name_that_comes_twice_the_later_word_counts);
	tcase_add_test(one, a_catalogue_that_is_rolled_back_is_none);
	tcase_add_test(one, a_rollback_of_something_else_takes_none);
	tcase_add_test(one, a_name_may_be_there_already);
	tcase_add_test(one, every_statement_about_names_has_them_written);
	tcase_add_test(one, a_catalogue_that_is_there_has_none_that_wait);
	suite_add_tcase(s, one);
	tcase_add_checked_fixture(many, set_up, tear_down);
	tcase_add_loop_test(many,
		random_names_are_stored_as_if_they_had_not_waited, 0,
		ROUNDS(60));
	suite_add_tcase(s, many);
	return s;
}
