/* SPDX-License-Identifier: MIT */
/* The frame, with versions that do not exist yet. */
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
	{ 2, "ALTER TABLE volume ADD COLUMN colour TEXT;" },
	{ 3, "UPDATE volume SET colour = 'blue';" },
};

static const struct migration bad[] = {
	{ 2, "ALTER TABLE volume ADD COLUMN colour TEXT;" },
	{ 3, "UPDATE volume SET no_such_column = 1;" },
};

static int
open_version_3(struct store **ret, const struct migration *migrations,
	enum store_mode mode, struct error *err)
{
	struct store_setup setup = store_setup_default;

	setup.version = 3;
	setup.migrations = migrations;
	setup.n_migrations = 2;
	return store_open_as(ret, path, mode, &setup, err);
}

/* How many backups there are; the name of the first. */
static size_t
backups(char **ret_first)
{
	char *pattern = scratch_path(dir, "old.db.backup-v1-*");
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

	ok(open_version_3(&store, good, STORE_WRITE, err));
	ck_assert_int_eq(number(store, "PRAGMA user_version"), 3);
	ck_assert_int_eq(number(store, "SELECT colour = 'blue' FROM volume"),
		1);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM volumes"), 1);
	store_close(store);

	ck_assert_uint_eq(backups(&backup), 1);
	ck_assert_int_eq(stat(backup, &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0600);
	store = open_store(backup);
	ck_assert_int_eq(number(store, "PRAGMA user_version"), 1);
	ck_assert_int_eq(number(store, "SELECT count(*) FROM volume"), 1);
	store_close(store);
	free(backup);

	/* Once is enough. */
	store = NULL;
	ok(open_version_3(&store, good, STORE_WRITE, err));
	store_close(store);
	ck_assert_uint_eq(backups(NULL), 1);
}
END_TEST

START_TEST(a_failure_half_way_changes_nothing)
{
	struct store *store = NULL;
	struct error error = ERROR_INIT;

	ck_assert_int_lt(open_version_3(&store, bad, STORE_WRITE, &error), 0);
	ck_assert_ptr_null(store);
	store = open_store(path);
	ck_assert_int_eq(number(store, "PRAGMA user_version"), 1);
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

	ck_assert_int_eq(open_version_3(&store, good, STORE_READ, &error),
		-ENOTSUP);
	ck_assert_ptr_nonnull(strstr(error.text, "older catalog"));
	ck_assert_uint_eq(backups(NULL), 0);
}
END_TEST

START_TEST(a_new_one_gets_the_newest_schema)
{
	struct store_setup setup = store_setup_default;
	struct store *store = NULL;

	setup.version = 3;
	setup.migrations = bad; /* would fail if it were run */
	setup.n_migrations = 2;
	free(path);
	path = scratch_path(dir, "new.db");
	ok(store_open_as(&store, path, STORE_WRITE, &setup, err));
	ck_assert_int_eq(number(store, "PRAGMA user_version"), 3);
	store_close(store);
	ck_assert_uint_eq(backups(NULL), 0);
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
	suite_add_tcase(s, tc);
	return s;
}
