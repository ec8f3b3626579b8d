/* SPDX-License-Identifier: MIT */
/* The frame, with versions that do not exist yet, and the way from version 1. */
#include "lib/scratch.h"
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

/* As version 1 left it: a head that one file has, a head with what two files
 * have in full below it, and a small file; and where reading was cut off. */
static const char version_1[] =
	"INSERT INTO content VALUES"
	" (1, NULL, 9000, 4096, x'01', 1, 1), (2, NULL, 9000, 4096, x'02', 0, 0),"
	" (3, 2, 9000, 9000, x'03', 2, 1), (4, NULL, 6000, 6000, x'04', 1, 1);"
	"UPDATE entry SET content_id = unicode(CAST(name AS TEXT)) - 96;"
	"UPDATE entry SET content_id = 3 WHERE content_id = 2;"
	"INSERT INTO checkpoint VALUES (1, x'61', 9000, 0, 0, 1, 0, x'00'),"
	" (1, x'62', 9000, 0, 0, 2, 1, x'00');"
	"PRAGMA user_version = 1;";

START_TEST(heads_of_version_1_are_forgotten)
{
	struct store *store = open_store(path);
	int64_t top, generation;

	ok(store_begin(store, err));
	top = make_directory(store, 1, "");
	add_file(store, top, "a", 1, 9000);
	add_file(store, top, "b", 2, 9000);
	add_file(store, top, "c", 3, 9000);
	add_file(store, top, "d", 4, 6000);
	ok(store_commit(store, err));
	ok(query_exec(store, version_1, err));
	generation = number(store,
		"SELECT value FROM fact WHERE name = 'generation'");
	store_close(store);

	store = open_store(path);
	ck_assert_int_eq(number(store, "PRAGMA user_version"), STORE_VERSION);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM content"), 2);
	ck_assert_int_eq(number(store,
				 "SELECT count(*) FROM content"
				 " WHERE covered = size AND parent_id IS NULL"),
		2);
	ck_assert_int_eq(number(store,
				 "SELECT sum(content_id IS NULL) * 1000"
				 " + sum(content_id = 3) * 100"
				 " + sum(content_id = 4) FROM entry"
				 " WHERE name IN (x'61', x'62', x'63', x'64')"),
		1201);
	ck_assert_int_eq(number(store,
				 "SELECT sum(verifies) * 10 + count(*)"
				 " FROM checkpoint"),
		11);
	ck_assert_int_gt(number(store,
				 "SELECT value FROM fact"
				 " WHERE name = 'generation'"),
		generation);
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
	tcase_add_test(tc, heads_of_version_1_are_forgotten);
	suite_add_tcase(s, tc);
	return s;
}
