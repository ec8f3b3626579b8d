/* SPDX-License-Identifier: MIT */
/* Reading what a run left that was killed under a rollback journal. */
#include "lib/scratch.h"
#include "store/setup.h"
#include "unit/store/fixture.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_FILES 3000

static char *dir;
static char *path;
static char *journal;

static void
set_up(void)
{
	dir = scratch_dir();
	path = scratch_path(dir, "catalog.db");
	journal = scratch_path(dir, "catalog.db-journal");
}

static void
tear_down(void)
{
	free(journal);
	free(path);
	free(dir);
}

static const char *
network_of_test(const char *file)
{
	(void)file;
	return "NFS";
}

/* Commits files, then dies while taking them away, with that half written. */
static void
write_and_die(void)
{
	struct store_setup setup = store_setup_default;
	struct store *store = NULL;
	int64_t dir_id, volume_id;

	setup.network_kind = network_of_test;
	ok(store_open_as(&store, path, STORE_WRITE, &setup, err));
	ok(store_begin(store, err));
	volume_id = add_volume(store, "uuid:1", "/mnt");
	dir_id = make_directory(store, volume_id, "x");
	for (int i = 0; i < N_FILES; i++) {
		char name[32];

		(void)snprintf(name, sizeof(name), "file-%06d", i);
		add_file(store, dir_id, name, (uint64_t)i + 1, i);
	}
	ok(store_commit(store, err));
	ok(query_exec(store, "PRAGMA cache_size = 5", err));
	ok(store_begin(store, err));
	ok(query_exec(store,
		"UPDATE entry SET size = 0;"
		"DELETE FROM entry WHERE inode > 10",
		err));
	_exit(0);
}

static void
leave_half_written(void)
{
	struct stat st;
	int status;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		write_and_die();
	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ck_assert_int_eq(stat(journal, &st), 0);
	ck_assert_int_gt(st.st_size, 512);
}

START_TEST(a_reader_sees_the_last_commit)
{
	static const char in_x[] =
		"SELECT count(*) FROM entry WHERE dir_id ="
		" (SELECT max(id) FROM directory) AND size = inode - 1";
	struct store *reader = NULL;

	leave_half_written();
	ok(store_open(&reader, path, STORE_READ, err));
	ck_assert_int_eq(number(reader, in_x), N_FILES);
	store_close(reader);
}
END_TEST

START_TEST(a_reader_stays_one_that_cannot_write)
{
	struct store *reader = NULL;

	leave_half_written();
	ok(store_open(&reader, path, STORE_READ, err));
	ck_assert_int_eq(sqlite3_db_readonly(reader->db, "main"), 1);
	store_close(reader);
}
END_TEST

START_TEST(a_creation_cut_off_counts_as_none)
{
	struct store *reader = NULL;
	struct error error = ERROR_INIT;
	sqlite3 *db = NULL;
	pid_t pid = fork();

	ck_assert_int_ge(pid, 0);
	if (pid == 0) {
		if (sqlite3_open(path, &db) != SQLITE_OK ||
			sqlite3_exec(db,
				"PRAGMA cache_size = 5; BEGIN;"
				"PRAGMA application_id = 7; CREATE TABLE t(b);"
				"INSERT INTO t VALUES (zeroblob(1000000))",
				NULL, NULL, NULL) != SQLITE_OK)
			_exit(1);
		_exit(0);
	}
	ck_assert_int_eq(waitpid(pid, &(int){ 0 }, 0), pid);
	ck_assert_int_eq(store_open(&reader, path, STORE_READ, &error),
		-ENOENT);
	ck_assert_msg(strstr(error.text, "no catalogue at") != NULL, "%s",
		error.text);
}
END_TEST

Suite *suite_hot_journal(void);

Suite *
suite_hot_journal(void)
{
	Suite *s = suite_create("hot_journal");
	TCase *tc = tcase_create("killed");

	tcase_add_checked_fixture(tc, set_up, tear_down);
	tcase_add_test(tc, a_reader_sees_the_last_commit);
	tcase_add_test(tc, a_reader_stays_one_that_cannot_write);
	tcase_add_test(tc, a_creation_cut_off_counts_as_none);
	suite_add_tcase(s, tc);
	return s;
}
