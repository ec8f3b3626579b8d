/* SPDX-License-Identifier: MIT */
/* The frame, with versions that do not exist yet, and the way from version 1. */
#include "lib/scratch.h"
#include "store/content/contents.h"
#include "store/setup.h"
#include "unit/store/fixture.h"

#include <errno.h>
#include <glob.h>
#include <stdlib.h>
#include <sys/stat.h>

static char *dir;
static char *path;

static void
set_up(void)
{
	struct store *store;

	dir = scratch_dir();
	path = scratch_path(dir, "old.db");
	store = open_store(path);
	ok(store_begin(store, err));
	add_volume(store, "uuid:1", "/mnt");
	ok(store_commit(store, err));
	store_close(store);
}

static void
tear_down(void)
{
	free(path);
	free(dir);
}

static const struct migration good[] = {
	{ STORE_VERSION + 1, "ALTER TABLE volume ADD COLUMN colour TEXT;" },
	{ STORE_VERSION + 2, "UPDATE volume SET colour = 'blue';" },
};

static const struct migration bad[] = {
	{ STORE_VERSION + 1, "ALTER TABLE volume ADD COLUMN colour TEXT;" },
	{ STORE_VERSION + 2, "UPDATE volume SET no_such_column = 1;" },
};

static int
open_later(struct store **ret, const struct migration *migrations,
	enum store_mode mode, struct error *err)
{
	struct store_setup setup = store_setup_default;

	setup.version = STORE_VERSION + 2;
	setup.oldest_to_read = STORE_VERSION + 2;
	setup.migrations = migrations;
	setup.n_migrations = 2;
	return store_open_as(ret, path, mode, &setup, err);
}

/* How many backups there are; the name of the first. */
static size_t
backups(char **ret_first)
{
	char *pattern = scratch_path(dir, "old.db.backup-v*");
	glob_t found = { 0 };
	size_t n;

	(void)glob(pattern, 0, NULL, &found); /* none is an answer too */
	n = found.gl_pathc;
	if (n > 0 && ret_first)
		*ret_first = strdup(found.gl_pathv[0]);
	globfree(&found);
	free(pattern);
	return n;
}

START_TEST(an_older_one_is_backed_up_and_migrated)
{
	struct store *store = NULL;
	char *backup = NULL;
	struct stat st;

	ok(open_later(&store, good, STORE_WRITE, err));
	ck_assert_int_eq(number(store, "PRAGMA user_version"),
		STORE_VERSION + 2);
	ck_assert_int_eq(number(store, "SELECT colour = 'blue' FROM volume"),
		1);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM volumes"), 1);
	store_close(store);

	ck_assert_uint_eq(backups(&backup), 1);
	ck_assert_int_eq(stat(backup, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	store = open_store(backup);
	ck_assert_int_eq(number(store, "PRAGMA user_version"), STORE_VERSION);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM volume"), 1);
	store_close(store);
	free(backup);

	/* Once is enough. */
	store = NULL;
	ok(open_later(&store, good, STORE_WRITE, err));
	store_close(store);
	ck_assert_uint_eq(backups(NULL), 1);
}
END_TEST

START_TEST(a_failure_half_way_changes_nothing)
{
	struct store *store = NULL;
	struct error error = ERROR_INIT;

	ck_assert_int_lt(open_later(&store, bad, STORE_WRITE, &error), 0);
	ck_assert_ptr_null(store);
	store = open_store(path);
	ck_assert_int_eq(number(store, "PRAGMA user_version"), STORE_VERSION);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM"
				 " pragma_table_info('volume')"
				 " WHERE name = 'colour'"),
		0);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM volumes"), 1);
	store_close(store);
}
END_TEST

START_TEST(a_reader_does_not_migrate)
{
	struct store *store = NULL;
	struct error error = ERROR_INIT;

	ck_assert_int_eq(open_later(&store, good, STORE_READ, &error),
		-ENOTSUP);
	ck_assert_ptr_nonnull(strstr(error.text, "older catalog"));
	ck_assert_uint_eq(backups(NULL), 0);
}
END_TEST

START_TEST(a_new_one_gets_the_newest_schema)
{
	struct store_setup setup = store_setup_default;
	struct store *store = NULL;

	setup.version = STORE_VERSION + 2;
	setup.migrations = bad; /* would fail if it were run */
	setup.n_migrations = 2;
	free(path);
	path = scratch_path(dir, "new.db");
	ok(store_open_as(&store, path, STORE_WRITE, &setup, err));
	ck_assert_int_eq(number(store, "PRAGMA user_version"),
		STORE_VERSION + 2);
	store_close(store);
	ck_assert_uint_eq(backups(NULL), 0);
}
END_TEST

/* As version 1 left it: the head of a file, of what another has in full, and
 * the ends of a long one. */
static const char version_1[] =
	"INSERT INTO content VALUES"
	" (1, NULL, 9000, 4096, x'01', 1, 1), (2, NULL, 9001, 4096, x'02', 0, 0),"
	" (3, 2, 9001, 9001, x'03', 1, 1), (4, NULL, 1048577, 8192, x'04', 1, 1),"
	/* By steps, and without. */
	" (5, NULL, 2000000, 8192, x'05', 0, 0),"
	" (6, 5, 2000000, 1048576, x'06', 0, 0), (7, 6, 2000000, 2000000, x'07',"
	"  1, 1), (8, 5, 2000000, 2000000, x'08', 1, 1),"
	" (9, 4, 1048577, 1048577, x'09', 1, 1);"
	"PRAGMA user_version = 1;";

START_TEST(a_size_is_read_on_as_it_was)
{
	static const struct {
		int64_t size, covered;
	} cases[] = { { 9000, 4096 }, { 9001, 4096 }, { 1048577, 8192 },
		{ 9002, 2048 }, { 1048578, 4096 }, { 1048576, 2048 },
		{ 8192, 2048 }, { 4097, 2048 }, { 4096, 4096 }, { 1, 1 } };
	struct store *store = open_store(path);

	ok(query_exec(store, version_1, err));
	store_close(store);
	/* Whoever only reads has it as it is. */
	ok(store_open(&store, path, STORE_READ, err));
	ck_assert_int_eq(number(store, "PRAGMA user_version"), 1);
	store_close(store);
	ck_assert_uint_eq(backups(NULL), 0);

	store = open_store(path);
	ck_assert_int_eq(number(store, "PRAGMA user_version"), STORE_VERSION);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 9);
	ck_assert_int_eq(number(store,
				 "SELECT parent_id IS NULL FROM content"
				 " WHERE id = 8"),
		1);
	ck_assert_int_eq(number(store,
				 "SELECT sum(parent_id) FROM content"
				 " WHERE id IN (3, 6, 7, 9)"),
		2 + 5 + 6 + 4);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		int64_t covered = 0;

		ok(store_partial_bytes(store, &covered, cases[i].size, err));
		ck_assert_int_eq(covered, cases[i].covered);
	}
	store_close(store);
	ck_assert_uint_eq(backups(NULL), 1);
}
END_TEST

Suite *suite_migrate(void);

Suite *
suite_migrate(void)
{
	Suite *s = suite_create("migrate");
	TCase *tc = tcase_create("migrate");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, an_older_one_is_backed_up_and_migrated);
	tcase_add_test(tc, a_failure_half_way_changes_nothing);
	tcase_add_test(tc, a_reader_does_not_migrate);
	tcase_add_test(tc, a_new_one_gets_the_newest_schema);
	tcase_add_test(tc, a_size_is_read_on_as_it_was);
	suite_add_tcase(s, tc);
	return s;
}
